import type { CloseReason, Session, SessionHandler } from '@x/engineio-server';
import {
  type Decoder,
  decodeText,
  type EncodedMessages,
  type Packet,
  PacketError,
  PacketType,
  Reconstruction,
} from '@x/socketio-parser';
import { admit } from './admission.js';
import { channels } from './channels.js';
import type { Core } from './core.js';
import { leave } from './departure.js';
import { DisconnectReason } from './disconnect-reason.js';
import { legacyAuth, legacySid } from './legacy.js';
import { EVENT_OVERHEAD, type Peer, PeerState } from './peer.js';
import { generateSid } from './sids.js';

/** One engine session: reads its packets and knows which namespaces the client is in. */
export class Connection implements SessionHandler {
  readonly core: Core;
  readonly session: Session;
  /** The client in `/`, where nearly all traffic goes. */
  private root: Peer | undefined = undefined;
  private others: Map<string, Peer> | undefined = undefined;
  private partial: Reconstruction | undefined = undefined;
  private readonly decoder: Decoder | undefined;
  /** Connect and disconnect handlers that run: a client that comes and goes must not pile them up. */
  transitions = 0;
  /** Whether it ever was in a namespace. */
  private joined = false;
  /** Size of the message that is being handled. */
  inputSize = 0;
  /** Size of all that the client makes us keep: messages whose handlers have not ended, and what is held back from it. */
  private kept = 0;

  constructor(core: Core, session: Session) {
    this.core = core;
    this.session = session;
    this.decoder = core.serializer?.createDecoder(core.decoderOptions);
  }

  get size(): number {
    return (this.root === undefined ? 0 : 1) + (this.others?.size ?? 0);
  }

  peer(namespace: string): Peer | undefined {
    return namespace === '/' ? this.root : this.others?.get(namespace);
  }

  *peers(): Iterable<Peer> {
    if (this.root !== undefined) yield this.root;
    if (this.others !== undefined) yield* this.others.values();
  }

  add(peer: Peer): void {
    if (peer.namespace === '/') this.root = peer;
    else {
      this.others ??= new Map();
      this.others.set(peer.namespace, peer);
    }
    this.joined = true;
    this.core.deadlines.cancel(this);
  }

  drop(peer: Peer): void {
    if (this.peer(peer.namespace) !== peer) return;
    if (this.root === peer) this.root = undefined;
    else this.others?.delete(peer.namespace);
    if (this.size === 0 && this.session.open) this.core.deadlines.start(this);
  }

  text(data: string): void {
    const { core } = this;
    this.inputSize = data.length + EVENT_OVERHEAD;
    let packet: Packet;
    try {
      if (this.decoder !== undefined) {
        const decoded = this.decoder.text(data);
        if (decoded !== undefined) this.receive(decoded, data);
        return;
      }
      if (this.partial !== undefined) throw new PacketError('text message where an attachment was due');
      packet = decodeText(data, core.decoderOptions);
      if (packet.attachments > 0) {
        this.expectAttachments(packet);
        return;
      }
    } catch (error) {
      this.malformed(error);
      return;
    }
    this.receive(packet, data);
  }

  binary(data: Buffer): void {
    this.inputSize = this.partial === undefined ? data.length + EVENT_OVERHEAD : this.inputSize + data.length;
    let packet: Packet | undefined;
    try {
      if (this.decoder !== undefined) packet = this.decoder.binary(data);
      else if (this.partial === undefined) throw new PacketError('binary message without a packet that announced it');
      else packet = this.partial.add(data);
    } catch (error) {
      this.malformed(error);
      return;
    }
    if (packet === undefined) return;
    this.partial = undefined;
    this.receive(packet, '');
  }

  upgraded(): void {
    if (!channels.upgrade.hasSubscribers) return;
    const { transport } = this.session;
    for (const { sid, namespace } of this.peers()) channels.upgrade.publish({ sid, namespace, transport });
  }

  close(reason: CloseReason, detail?: string): void {
    if (detail !== undefined) this.core.logger.debug(`Connection closed: ${detail}`);
    this.partial = undefined;
    this.decoder?.reset();
    this.core.deadlines.cancel(this);
    const { root, others } = this;
    if (root !== undefined) void leave(root, reason, false);
    if (others !== undefined) for (const peer of [...others.values()]) void leave(peer, reason, false);
  }

  /** Sends a whole packet. */
  transmit(encoded: EncodedMessages, compress: boolean | undefined): void {
    const { text, attachments } = encoded;
    if (text === undefined) for (const bytes of attachments ?? []) this.session.sendBinary(bytes, compress);
    else if (attachments === undefined) this.session.sendText(text, compress);
    else this.session.sendMessage(text, attachments, compress);
  }

  /** Whether the client speaks protocol 3 or 4 of Socket.IO, as those over Engine.IO 3 do. */
  get legacy(): boolean {
    return this.session.protocol === 3;
  }

  /** The session id for a namespace. */
  sidIn(namespace: string): string {
    return this.legacy ? legacySid(this.session.sid, namespace) : generateSid();
  }

  /** Tells the client that it is in. */
  welcome(peer: Peer): void {
    const data = this.legacy ? undefined : { sid: peer.sid, pid: peer.pid };
    this.transmit(this.core.codec.connect(peer.namespace, data), undefined);
  }

  /** Tells the client that it may not come in. */
  refuse(namespace: string, rejection: { readonly message: string; readonly data?: unknown }): void {
    this.core.activity?.refused(namespace, rejection.message);
    let encoded: EncodedMessages;
    try {
      const data = this.legacy ? (rejection.data ?? rejection.message) : rejection;
      encoded = this.core.codec.connectError(namespace, data);
    } catch (error) {
      this.core.logger.error(`The reason for a refusal in ${namespace} cannot be sent`, error);
      encoded = this.core.codec.connectError(
        namespace,
        this.legacy ? rejection.message : { message: rejection.message },
      );
    }
    this.transmit(encoded, undefined);
  }

  /** Tells the client that it was taken out of a namespace. */
  farewell(namespace: string): void {
    this.transmit(this.core.codec.disconnect(namespace), undefined);
  }

  /**
   * Keeps account of what the client makes us keep, which must not grow without end: beyond the limit it is closed.
   *
   * @returns the size, to be given back when it is kept no more.
   */
  take(size: number): number {
    this.kept += size;
    if (this.kept > this.core.options.maxBackpressure) this.session.close(DisconnectReason.TRANSPORT_ERROR);
    return size;
  }

  give(size: number): void {
    this.kept -= size;
  }

  /** Keeps account of a connect or disconnect handler that runs. The promise must not reject. */
  underway(handler: Promise<void>, size: number): Promise<void> {
    this.transitions += 1;
    this.take(size);
    this.core.running.began();
    return handler.then(() => {
      this.transitions -= 1;
      this.give(size);
      this.core.running.ended();
    });
  }

  private receive(packet: Packet, text: string): void {
    const peer = this.peer(packet.namespace);
    if (peer !== undefined && peer.phase === PeerState.OPEN) {
      this.dispatch(peer, packet);
      return;
    }
    if (packet.type === PacketType.CONNECT) admit(this, packet.namespace, this.legacy ? legacyAuth(text) : packet.data);
    else if (packet.type === PacketType.DISCONNECT) {
      if (peer !== undefined) void leave(peer, DisconnectReason.CLIENT_DISCONNECT, false);
    } else if (peer !== undefined || !this.joined) {
      this.malformed(new PacketError('packet for a namespace that the client is not in'));
    }
    // Else it crossed with our own disconnect: nobody's fault, and nobody's to handle.
  }

  private dispatch(peer: Peer, packet: Packet): void {
    switch (packet.type) {
      case PacketType.EVENT:
      case PacketType.BINARY_EVENT: {
        const args = packet.data as [string, ...unknown[]];
        this.core.event(peer, args[0], args, packet.id);
        return;
      }
      case PacketType.ACK:
      case PacketType.BINARY_ACK:
        this.core.acknowledged(peer, packet.id as number, packet.data as unknown[]);
        return;
      case PacketType.DISCONNECT:
        // For old clients, leaving the main namespace is leaving them all.
        for (const each of this.legacy && peer === this.root ? [...this.peers()] : [peer]) {
          void leave(each, DisconnectReason.CLIENT_DISCONNECT, false);
        }
        return;
      case PacketType.CONNECT:
        return;
      default:
        this.malformed(new PacketError('a client does not send connect errors'));
    }
  }

  /** A client that is nowhere must not make us keep anything. */
  private expectAttachments(packet: Packet): void {
    if (!this.joined) {
      throw new PacketError('binary packet for a namespace that the client is not in');
    }
    this.partial = new Reconstruction(packet, this.core.decoderOptions.maxAttachmentBytes);
  }

  private malformed(error: unknown): void {
    this.core.logger.debug('Connection closed for a packet that cannot be accepted', error);
    this.session.close(DisconnectReason.PARSE_ERROR);
  }
}
