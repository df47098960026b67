/** Every `code` that an error of this family can carry. */
export const ERROR_CODES = [
  /** The connection could not be made, or was lost. */
  'CONNECTION_ERROR',
  /** The server turned the client away. */
  'CONNECTION_REFUSED',
  /** No answer came in time. */
  'TIMEOUT',
  /** The peer has left. */
  'DISCONNECTED',
  /** There is no connection to this namespace, and none was asked for. */
  'BAD_NAMESPACE',
  /** What arrived breaks the rules of the protocol. */
  'MALFORMED_PACKET',
  /** A mistake of the caller: an argument or an option that cannot work, or a call in the wrong place. */
  'INVALID_ARGUMENT',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

const FAMILY: unique symbol = Symbol.for('@x/socketio-error') as never;

/**
 * The family of all errors that these packages throw on purpose; tell them apart by `code` or by `instanceof`.
 *
 * `instanceof` also recognises errors of another copy of the package (ESM beside CJS in one process).
 */
export class SocketIOError extends Error {
  /** Codes that make an error an instance of the class, whichever copy of the package it came from. */
  protected static readonly codes: readonly ErrorCode[] = ERROR_CODES;
  readonly code: ErrorCode;
  readonly [FAMILY] = true;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SocketIOError';
    this.code = code;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // Only our own classes have codes of their own; an application's subclass is recognised the ordinary way.
    if (!Object.hasOwn(this, 'codes')) return Function.prototype[Symbol.hasInstance].call(this, value);
    return (
      typeof value === 'object' &&
      value !== null &&
      FAMILY in value &&
      this.codes.includes((value as SocketIOError).code)
    );
  }
}

/** The connection could not be made, or was lost before the operation could be done. */
export class ConnectionError extends SocketIOError {
  protected static override readonly codes: readonly ErrorCode[] = ['CONNECTION_ERROR', 'CONNECTION_REFUSED'];

  constructor(message: string, options?: ErrorOptions & { code?: 'CONNECTION_ERROR' | 'CONNECTION_REFUSED' }) {
    super(options?.code ?? 'CONNECTION_ERROR', message, options);
    this.name = 'ConnectionError';
  }
}

/**
 * Thrown by a `connect` handler or a middleware to turn a client away, and by a client that was turned away.
 *
 * @example
 * throw new ConnectionRefusedError('not today', { retryAfter: 60 });
 */
export class ConnectionRefusedError extends ConnectionError {
  protected static override readonly codes: readonly ErrorCode[] = ['CONNECTION_REFUSED'];
  /** What the refused client gets beside the message; `undefined` for nothing. */
  readonly data: unknown;

  constructor(message = 'Connection rejected by server', data?: unknown) {
    super(message, { code: 'CONNECTION_REFUSED' });
    this.name = 'ConnectionRefusedError';
    this.data = data;
  }
}

/** No answer came in time. */
export class TimeoutError extends SocketIOError {
  protected static override readonly codes: readonly ErrorCode[] = ['TIMEOUT'];

  constructor(message = 'The operation has timed out', options?: ErrorOptions) {
    super('TIMEOUT', message, options);
    this.name = 'TimeoutError';
  }
}

/** The peer is gone, and so is what was asked of it. */
export class DisconnectedError extends SocketIOError {
  protected static override readonly codes: readonly ErrorCode[] = ['DISCONNECTED'];

  constructor(message = 'The client is disconnected', options?: ErrorOptions) {
    super('DISCONNECTED', message, options);
    this.name = 'DisconnectedError';
  }
}

/** The namespace is not one that this client is, or asked to be, connected to. */
export class BadNamespaceError extends SocketIOError {
  protected static override readonly codes: readonly ErrorCode[] = ['BAD_NAMESPACE'];

  constructor(message: string, options?: ErrorOptions) {
    super('BAD_NAMESPACE', message, options);
    this.name = 'BadNamespaceError';
  }
}

/** What arrived is no valid packet; the message says what is wrong and where. */
export class PacketError extends SocketIOError {
  protected static override readonly codes: readonly ErrorCode[] = ['MALFORMED_PACKET'];

  constructor(message: string, options?: ErrorOptions) {
    super('MALFORMED_PACKET', message, options);
    this.name = 'PacketError';
  }
}
