import { type JsonCodec, SocketIOError } from '@x/socketio-parser';
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
  /** How many messages wait for a queue that cannot be reached, before further ones are dropped. @default 10_000 */
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

/** @throws SocketIOError `INVALID_ARGUMENT` that names the option. */
export function resolvePubSubOptions(options: PubSubOptions): ResolvedPubSubOptions {
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
  if (typeof resolved.channel !== 'string' || resolved.channel === '') {
    throw new SocketIOError('INVALID_ARGUMENT', 'The option "channel" must be a string that is not empty');
  }
  for (const name of ['maxQueuedMessages', 'maxQueuedBytes', 'maxMessageBytes', 'requestTimeout'] as const) {
    if (typeof resolved[name] !== 'number' || !(resolved[name] > 0)) {
      throw new SocketIOError('INVALID_ARGUMENT', `The option "${name}" must be a number above 0`);
    }
  }
  return resolved;
}
