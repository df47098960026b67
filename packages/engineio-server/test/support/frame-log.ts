import { isUtf8 } from 'node:buffer';
import type { Writable } from 'node:stream';
import * as ws from 'ws';
import { FrameReader } from '../../src/websocket/frame-reader.js';

/** What a reader of frames has told, one line for each event. */
export type Log = string[];

/** Gives chunks to our reader; text is checked as the transport does it. */
export class Reading {
  readonly log: Log = [];
  readonly reader: FrameReader;

  constructor(limit = 1_000_000) {
    const reader = new FrameReader(
      {
        text: (bytes, start, end) => {
          const text = bytes.subarray(start, end);
          if (isUtf8(text)) {
            this.log.push(`text ${shown(text)}`);
            return;
          }
          reader.stop();
          this.log.push('violation 1007');
        },
        binary: (bytes) => this.log.push(`binary ${shown(bytes)}`),
        ping: (bytes) => this.log.push(`ping ${shown(bytes)}`),
        closing: (code, content) => this.log.push(`closing ${code} ${shown(content.subarray(2))}`),
        violation: (code, message) => {
          this.messages.push(message);
          this.log.push(`violation ${code}`);
        },
      },
      limit,
    );
    this.reader = reader;
  }

  /** What was said about violations. */
  readonly messages: string[] = [];

  /** Reads chunks, which are left as they are, and tells all that has been told so far. */
  read(...chunks: Uint8Array[]): Log {
    for (const chunk of chunks) this.reader.read(Buffer.from(chunk));
    return this.log;
  }
}

interface Receiver extends Writable {
  on(event: string, listener: (...args: never[]) => void): this;
}

const { Receiver } = ws as unknown as { Receiver: new (options: object) => Receiver };

/** The same from the reader of `ws`. */
export async function logOfWs(chunks: readonly Uint8Array[], limit: number): Promise<Log> {
  const log: Log = [];
  const receiver = new Receiver({ isServer: true, maxPayload: limit, allowSynchronousEvents: true });
  receiver.on('message', (data: Buffer, isBinary: boolean) =>
    log.push(`${isBinary ? 'binary' : 'text'} ${shown(data)}`),
  );
  receiver.on('ping', (data: Buffer) => log.push(`ping ${shown(data)}`));
  receiver.on('conclude', (code: number, reason: Buffer) => log.push(`closing ${code} ${shown(reason)}`));
  receiver.on('error', (error: object) => log.push(`violation ${codeOf(error)}`));
  // It ends itself after a close frame.
  for (const chunk of chunks) if (!receiver.writableEnded) receiver.write(Buffer.from(chunk));
  await new Promise(setImmediate);
  return log;
}

/** The close code that `ws` keeps in its errors. */
function codeOf(error: object): unknown {
  const key = Object.getOwnPropertySymbols(error).find((symbol) => symbol.description === 'status-code');
  return key === undefined ? undefined : (error as Record<symbol, unknown>)[key];
}

/** Large contents by length and checksum, so that a difference can be read. */
function shown(bytes: Uint8Array): string {
  if (bytes.length <= 64) return Buffer.from(bytes).toString('latin1');
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum = (Math.imul(sum, 31) + bytes[i]!) | 0;
  return `${bytes.length} bytes #${sum}`;
}
