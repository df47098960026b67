import {
  type DecoderOptions,
  type EncodedMessages,
  encodeAck,
  encodeConnect,
  encodeConnectError,
  encodeDisconnect,
  encodeEvent,
  type JsonCodec,
  PacketType,
  type Serializer,
  SocketIOError,
} from '@x/socketio-parser';

/** Makes packets. Every method encodes the whole packet before anything is sent, and throws to the caller. */
export interface Codec {
  event(namespace: string, event: string, args: readonly unknown[], id?: number): EncodedMessages;
  ack(namespace: string, id: number, args: readonly unknown[]): EncodedMessages;
  connect(namespace: string, data: unknown): EncodedMessages;
  connectError(namespace: string, data: unknown): EncodedMessages;
  disconnect(namespace: string): EncodedMessages;
}

/** Protocol 5 by plain functions. */
export class DefaultCodec implements Codec {
  private readonly json: JsonCodec | undefined;
  private readonly maxAttachments: number;

  /** @param maxAttachments of one packet; the clients have such a limit as well, and drop their connection beyond. */
  constructor(json: JsonCodec | undefined, maxAttachments: number) {
    this.json = json;
    this.maxAttachments = maxAttachments;
  }

  event(namespace: string, event: string, args: readonly unknown[], id?: number): EncodedMessages {
    return this.limited(encodeEvent(namespace, event, args, id, this.json));
  }

  ack(namespace: string, id: number, args: readonly unknown[]): EncodedMessages {
    return this.limited(encodeAck(namespace, id, args, this.json));
  }

  connect(namespace: string, data: unknown): EncodedMessages {
    return { text: encodeConnect(namespace, data, this.json), attachments: undefined };
  }

  connectError(namespace: string, data: unknown): EncodedMessages {
    return { text: encodeConnectError(namespace, data, this.json), attachments: undefined };
  }

  disconnect(namespace: string): EncodedMessages {
    return { text: encodeDisconnect(namespace), attachments: undefined };
  }

  private limited(encoded: EncodedMessages): EncodedMessages {
    const { attachments } = encoded;
    if (attachments === undefined || attachments.length <= this.maxAttachments) return encoded;
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      `A packet with ${attachments.length} binary attachments was not sent: maxAttachments is ${this.maxAttachments}, here and with clients`,
    );
  }
}

/** Packets by way of an exchangeable serializer. */
export class SerializerCodec implements Codec {
  private readonly serializer: Serializer;

  constructor(serializer: Serializer) {
    this.serializer = serializer;
  }

  event(namespace: string, event: string, args: readonly unknown[], id?: number): EncodedMessages {
    return this.serializer.encode({ type: PacketType.EVENT, namespace, data: [event, ...args], id });
  }

  ack(namespace: string, id: number, args: readonly unknown[]): EncodedMessages {
    return this.serializer.encode({ type: PacketType.ACK, namespace, data: args, id });
  }

  connect(namespace: string, data: unknown): EncodedMessages {
    return this.serializer.encode({ type: PacketType.CONNECT, namespace, data });
  }

  connectError(namespace: string, data: unknown): EncodedMessages {
    return this.serializer.encode({ type: PacketType.CONNECT_ERROR, namespace, data });
  }

  disconnect(namespace: string): EncodedMessages {
    return this.serializer.encode({ type: PacketType.DISCONNECT, namespace });
  }
}

export type { DecoderOptions };
