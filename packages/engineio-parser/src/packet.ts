/**
 * The seven packet types; the number is the digit on the wire.
 *
 * An object rather than an enum, so that it costs nothing where only the types are used.
 */
export const PacketType = { OPEN: 0, CLOSE: 1, PING: 2, PONG: 3, MESSAGE: 4, UPGRADE: 5, NOOP: 6 } as const;
export type PacketType = (typeof PacketType)[keyof typeof PacketType];

/** One decoded packet. Bytes travel in messages only; every other type carries text, mostly none. */
export class Packet {
  readonly type: PacketType;
  readonly data: string | Uint8Array;

  constructor(type: PacketType, data: string | Uint8Array = '') {
    this.type = type;
    this.data = data;
  }
}
