import type { Message } from '../events.js';

/** Turns the bytes of pictures into URLs that an `<img>` can show, and forgets them when they are no longer needed. */
export class PictureStore {
  readonly #urls = new Map<string, string>();
  readonly #load: (message: Message) => Promise<Uint8Array | null>;

  /** `load` gets the bytes of a picture that came without them; `null` when nobody has them any more. */
  constructor(load: (message: Message) => Promise<Uint8Array | null>) {
    this.#load = load;
  }

  /** The URL of a picture; `undefined` when it is gone for good. Rejects when it could not be loaded now. */
  async url(message: Message): Promise<string | undefined> {
    const known = this.#urls.get(message.id);
    if (known || !message.picture) return known;
    const bytes = message.picture.bytes ?? (await this.#load(message));
    return bytes ? this.#keep(message, bytes) : undefined;
  }

  /** Keeps the URLs of these messages only. */
  retain(ids: ReadonlySet<string>): void {
    for (const [id, url] of this.#urls) {
      if (ids.has(id)) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(id);
    }
  }

  #keep(message: Message, bytes: Uint8Array): string {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: message.picture!.type }));
    this.#urls.set(message.id, url);
    delete message.picture!.bytes;
    return url;
  }
}
