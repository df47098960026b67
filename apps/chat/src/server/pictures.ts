import type { Message, PictureType } from '../events.js';

/** The kind of a picture by its first bytes; what a sender says about it is not believed. `undefined` for any other file. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (ascii(0, 8) === '\x89PNG\r\n\x1A\n') return 'image/png';
  if (ascii(0, 3) === '\xFF\xD8\xFF') return 'image/jpeg';
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return 'image/gif';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

/** The pictures of all rooms, up to a number of bytes; the oldest make room for new ones. */
export class PictureShelf {
  readonly #pictures = new Map<Message, Uint8Array>();
  readonly #capacity: number;
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  put(message: Message, bytes: Uint8Array): void {
    this.#pictures.set(message, bytes);
    this.#size += bytes.byteLength;
    for (const oldest of this.#pictures.keys()) {
      if (this.#size <= this.#capacity) break;
      this.#remove(oldest);
    }
  }

  get(message: Message): Uint8Array | undefined {
    return this.#pictures.get(message);
  }

  removeAll(messages: readonly Message[]): void {
    for (const message of messages) this.#remove(message);
  }

  #remove(message: Message): void {
    this.#size -= this.#pictures.get(message)?.byteLength ?? 0;
    this.#pictures.delete(message);
  }
}
