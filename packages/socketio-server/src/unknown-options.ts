import type { ServerOptions } from './options.js';

/** All there are: the compiler misses none. */
const KNOWN: Readonly<Record<keyof ServerOptions, true>> = {
  path: true,
  clientManager: true,
  logger: true,
  engineioLogger: true,
  serializer: true,
  json: true,
  asyncHandlers: true,
  alwaysConnect: true,
  namespaces: true,
  connectTimeout: true,
  maxNamespaces: true,
  maxAttachments: true,
  staticFiles: true,
  serveClient: true,
  connectionStateRecovery: true,
  pingInterval: true,
  pingTimeout: true,
  maxHttpBufferSize: true,
  maxPayloadPackets: true,
  allowUpgrades: true,
  upgradeTimeout: true,
  transports: true,
  protocols: true,
  jsonp: true,
  httpCompression: true,
  compressionThreshold: true,
  perMessageDeflate: true,
  cookie: true,
  corsAllowedOrigins: true,
  corsCredentials: true,
  monitorClients: true,
  maxBackpressure: true,
  wsEngine: true,
  trustProxy: true,
  generateId: true,
  allowRequest: true,
  initialHeaders: true,
};

/** What options of other servers are called here. */
const HERE: Readonly<Record<string, string>> = {
  cors: 'corsAllowedOrigins and corsCredentials',
  adapter: 'clientManager',
  parser: 'serializer',
  allowEIO3: 'protocols: [4, 3], which is the default',
};

/** An option that nobody knows does nothing, and who wrote it thinks that it does: says so. */
export function warnOfUnknownOptions(options: object): void {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(KNOWN, name)) continue;
    const hint = Object.hasOwn(HERE, name) ? HERE[name] : similar(name);
    const rest = hint === undefined ? '' : `. Here it is ${hint}`;
    process.emitWarning(`new Server({ ${name} }): there is no such option, it has no effect${rest}`, {
      type: 'SocketIOWarning',
      code: 'SOCKETIO_UNKNOWN_OPTION',
    });
  }
}

/** The option whose name is the same but for case and underscores. */
function similar(name: string): string | undefined {
  const plain = (text: string) => text.replaceAll('_', '').toLowerCase();
  return Object.keys(KNOWN).find((known) => plain(known) === plain(name));
}
