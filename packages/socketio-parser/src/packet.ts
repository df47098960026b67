/** The packet types of protocol 5; the number is the digit on the wire. */
export const PacketType = {
  CONNECT: 0,
  DISCONNECT: 1,
  EVENT: 2,
  ACK: 3,
  CONNECT_ERROR: 4,
  BINARY_EVENT: 5,
  BINARY_ACK: 6,
} as const;
export type PacketType = (typeof PacketType)[keyof typeof PacketType];

/** One decoded packet. Every field is always there, so that all packets have one shape. */
export class Packet {
  readonly type: PacketType;
  /** Begins with `/`; the main namespace is `/`. */
  readonly namespace: string;
  /**
   * The payload: `[event, ...args]` of an event, the values of an acknowledgement, what CONNECT, DISCONNECT and
   * CONNECT_ERROR carry or `undefined`.
   */
  readonly data: unknown;
  /** The acknowledgement's id: always set for acks, for events when the peer wants one. */
  readonly id: number | undefined;
  /** How many binary messages follow before the packet is complete. */
  readonly attachments: number;

  constructor(type: PacketType, namespace: string, data: unknown, id: number | undefined, attachments: number) {
    this.type = type;
    this.namespace = namespace;
    this.data = data;
    this.id = id;
    this.attachments = attachments;
  }
}

/** A packet as a sender describes it. Events and acks carry an array; binary types are found out from the data. */
export interface PacketFields {
  readonly type: PacketType;
  readonly namespace: string;
  readonly data?: unknown;
  readonly id?: number | undefined;
}

/** A packet ready to travel: one text message and, right behind it, its binary messages. */
export interface Encoded {
  readonly text: string;
  readonly attachments: readonly Uint8Array[] | undefined;
}
