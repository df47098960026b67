import { type JsonCodec, SocketIOError } from '@x/socketio-parser';
import { LONGEST_TIMER } from '../ack-request.js';
import { type Logger, resolveLogger } from '../logger.js';

export interface PubSubOptions {
  /** The name that servers of one cluster share, and workers with them. @default 'socketio' */
  readonly channel?: string | undefined;
  /** Only emit: nothing is received, as suits a worker process. @default false */
  readonly writeOnly?: boolean | undefined;
  /** `true` logs to the console, `false` errors only. Left out: the server's logger. @default the server's */
  readonly logger?: boolean | Logger | undefined;
  /** What turns messages into JSON and back. @default JSON */
  readonly json?: JsonCodec | undefined;
  /**
   * How many messages wait for a queue that cannot be reached, or has not yet confirmed a burst, before further ones are
   * dropped.
   *
   * @default 10_000
   */
  readonly maxQueuedMessages?: number | undefined;
  /** How long those messages may be together, in bytes (of ASCII text). @default 16_777_216 */
  readonly maxQueuedBytes?: number | undefined;
  /** Larger messages from the queue are refused, in bytes. @default 16_777_216 */
  readonly maxMessageBytes?: number | undefined;
  /** Milliseconds that other servers have to answer questions about their clients. @default 5_000 */
  readonly requestTimeout?: number | undefined;
}

export interface ResolvedPubSubOptions {
  readonly channel: string;
  readonly writeOnly: boolean;
  readonly logger: Logger | undefined;
  readonly json: JsonCodec | undefined;
  readonly maxQueuedMessages: number;
  readonly maxQueuedBytes: number;
  readonly maxMessageBytes: number;
  readonly requestTimeout: number;
}

const NAMES: Readonly<Record<keyof PubSubOptions, true>> = {
  channel: true,
  writeOnly: true,
  logger: true,
  json: true,
  maxQueuedMessages: true,
  maxQueuedBytes: true,
  maxMessageBytes: true,
  requestTimeout: true,
};

/** @throws SocketIOError `INVALID_ARGUMENT` that names the option. */
export function resolvePubSubOptions(options: PubSubOptions): ResolvedPubSubOptions {
  if (typeof options !== 'object' || options === null) throw invalid('The options of a manager are one object');
  const resolved = {
    channel: options.channel ?? 'socketio',
    writeOnly: options.writeOnly ?? false,
    logger: options.logger === undefined ? undefined : resolveLogger(options.logger),
    json: options.json,
    maxQueuedMessages: options.maxQueuedMessages ?? 10_000,
    maxQueuedBytes: options.maxQueuedBytes ?? 16 * 1024 * 1024,
    maxMessageBytes: options.maxMessageBytes ?? 16 * 1024 * 1024,
    requestTimeout: options.requestTimeout ?? 5000,
  };
  const { channel, writeOnly, json, requestTimeout } = resolved;
  if (typeof channel !== 'string' || channel === '') {
    throw invalid('The option "channel" must be a string that is not empty');
  }
  if (typeof writeOnly !== 'boolean') throw invalid('The option "writeOnly" must be true or false');
  if (json !== undefined && (typeof json?.parse !== 'function' || typeof json.stringify !== 'function')) {
    throw invalid('The option "json" must be an object with the methods parse() and stringify()');
  }
  for (const name of ['maxQueuedMessages', 'maxQueuedBytes', 'maxMessageBytes', 'requestTimeout'] as const) {
    if (typeof resolved[name] !== 'number' || !(resolved[name] > 0)) {
      throw invalid(`The option "${name}" must be a number above 0`);
    }
  }
  if (requestTimeout > LONGEST_TIMER) {
    throw invalid(`The option "requestTimeout" must be at most ${LONGEST_TIMER} milliseconds`);
  }
  return resolved;
}

/**
 * Refuses options that an adapter does not have: a mistyped one would go unseen.
 *
 * @param manager how people know the class, for the message.
 * @param own the names of the options that the adapter adds to those of `PubSubOptions`.
 * @throws SocketIOError `INVALID_ARGUMENT` that names the option, and the one that was meant.
 */
export function refuseUnknownOptions(manager: string, options: object, own: readonly string[] = []): void {
  if (typeof options !== 'object' || options === null) throw invalid(`The options of ${manager} are one object`);
  const known = [...Object.keys(NAMES), ...own];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const plain = (text: string) => text.replaceAll('_', '').toLowerCase();
    const meant = known.find((each) => plain(each) === plain(name));
    const hint = meant === undefined ? `there are ${known.join(', ')}` : `it is called "${meant}"`;
    throw invalid(`${manager} has no option "${name}"; ${hint}`);
  }
}

function invalid(message: string): SocketIOError {
  return new SocketIOError('INVALID_ARGUMENT', message);
}
