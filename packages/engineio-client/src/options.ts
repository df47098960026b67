export type TransportName = 'polling' | 'websocket';

/** Why a connection ended. */
export type CloseReason =
  | 'client disconnect'
  | 'server disconnect'
  | 'ping timeout'
  | 'transport close'
  | 'transport error'
  | 'parse error';

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Node's own TLS options; the common ones are spelled out, the others pass through. Browsers ignore them. */
export interface TlsOptions {
  /** Certificates of authorities to trust, in place of the well-known ones. @default those of Node */
  ca?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** The certificate that the client shows. @default none */
  cert?: string | Uint8Array;
  /** The private key of `cert`. @default none */
  key?: string | Uint8Array;
  /** Certificate and key in one, in place of `cert` and `key`. @default none */
  pfx?: string | Uint8Array;
  /** What `key` or `pfx` is encrypted with. @default none */
  passphrase?: string;
  /** The name that the server's certificate must have. @default the URL's host */
  servername?: string;
  /** `false` accepts any certificate: for experiments only. @default true */
  rejectUnauthorized?: boolean;
  [option: string]: unknown;
}

/** How a connection is made. Durations are milliseconds. */
export interface ConnectionOptions {
  /** Transports in the order of preference: the first opens the connection, `websocket` after `polling` upgrades it. @default ['polling', 'websocket'] */
  readonly transports?: readonly TransportName[] | undefined;
  /** Where the server listens; slashes at the ends do not matter. @default '/engine.io/' */
  readonly path?: string | undefined;
  /** Parameters for the URL of every request, beside those that the URL brings. @default none */
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Headers of every request. Browsers send them with polls only. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long an answer to an HTTP request, the opening of a WebSocket and a probe may take. @default 5_000 */
  readonly requestTimeout?: number | undefined;
  /** When the first transport cannot connect, try the next one. @default false */
  readonly tryAllTransports?: boolean | undefined;
  /** Add a parameter `t` that keeps caches from answering polls. @default true */
  readonly timestampRequests?: boolean | undefined;
  /** Browsers: send cookies to other origins too. Node keeps and sends cookies always. @default false */
  readonly withCredentials?: boolean | undefined;
  /** WebSocket subprotocols. @default none */
  readonly protocols?: readonly string[] | undefined;
  /** Node: TLS options, such as `ca`, `cert` and `key`. @default none */
  readonly tls?: TlsOptions | undefined;
  /** Node: an `http.Agent` or `https.Agent`, for instance one that goes through a proxy. @default none */
  readonly agent?: object | undefined;
  /** Node: further options of the `ws` package's client, such as `perMessageDeflate`. @default none */
  readonly websocketOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Is told what happens. @default none */
  readonly logger?: Logger | undefined;
}
