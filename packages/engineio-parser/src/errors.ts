const FAMILY: unique symbol = Symbol.for('@x/socketio-error') as never;

/**
 * What arrived is no valid packet or payload; the message says what is wrong and where.
 *
 * Carries the mark of the `SocketIOError` family, so that `instanceof SocketIOError` and `instanceof PacketError` of
 * `@x/socketio-parser` recognise it although this package depends on nothing.
 */
export class PacketError extends Error {
  readonly code = 'MALFORMED_PACKET';
  readonly [FAMILY] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PacketError';
  }
}
