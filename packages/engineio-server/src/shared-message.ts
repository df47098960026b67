import { binaryHeader, headerLength, textFrame } from './websocket/frames.js';

/** Options of a {@link SharedMessage}. */
export interface SharedMessageOptions {
  /** `false` to spare the message the compression that a session negotiated. @default true */
  readonly compress?: boolean | undefined;
}

/** Byte that stands before a binary message in a frame of protocol 3. */
const V3_MESSAGE = 4;

/**
 * A message for many sessions: it is encoded, and framed for WebSocket, when the first session needs it, and never again.
 *
 * @example
 * const message = new SharedMessage('hello');
 * for (const session of engine.sessions.values()) session.sendShared(message);
 */
export class SharedMessage {
  readonly text: string | undefined;
  readonly attachments: readonly Uint8Array[] | undefined;
  readonly compress: boolean;
  /** Packets that it makes. */
  readonly count: number;
  #frames: Buffer | undefined;
  #framesV3: Buffer | undefined;
  #packet: string | undefined;

  /**
   * @param text The text message; `undefined` when there are attachments only.
   * @param attachments Binary messages that follow it. The bytes must not be changed afterwards.
   */
  constructor(
    text: string | undefined,
    attachments?: readonly Uint8Array[] | undefined,
    options?: SharedMessageOptions,
  ) {
    this.text = text;
    this.attachments = attachments?.length === 0 ? undefined : attachments;
    this.compress = options?.compress !== false;
    this.count = (text === undefined ? 0 : 1) + (attachments?.length ?? 0);
  }

  /** The text as a packet: with its type digit. */
  get packet(): string {
    this.#packet ??= `4${this.text ?? ''}`;
    return this.#packet;
  }

  /** All of it as the bytes of WebSocket frames. */
  frames(protocol: 3 | 4): Buffer {
    if (protocol === 4 || this.attachments === undefined) {
      this.#frames ??= this.#frame(false);
      return this.#frames;
    }
    this.#framesV3 ??= this.#frame(true);
    return this.#framesV3;
  }

  #frame(withType: boolean): Buffer {
    const text = this.text === undefined ? undefined : textFrame(this.packet);
    if (this.attachments === undefined) return text ?? Buffer.alloc(0);
    const parts: Uint8Array[] = text === undefined ? [] : [text];
    for (const bytes of this.attachments) parts.push(...binaryParts(bytes, withType));
    return Buffer.concat(parts);
  }
}

/** A binary message as the bytes of a frame; in protocol 3 its packet type stands before it. */
export function binaryParts(bytes: Uint8Array, withType: boolean): Uint8Array[] {
  if (!withType) return [binaryHeader(bytes.length), bytes];
  const head = headerLength(bytes.length + 1);
  const header = Buffer.allocUnsafe(head + 1);
  header.set(binaryHeader(bytes.length + 1));
  header[head] = V3_MESSAGE;
  return [header, bytes];
}
