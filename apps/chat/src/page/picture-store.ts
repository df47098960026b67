import type { Message } from '../events.js';

/** Turns the bytes of pictures into URLs that an `<img>` can show, and forgets them when they are no longer needed. */
export class PictureStore {
  readonly #urls = new Map<string, Promise<string | undefined>>();
  readonly #load: (message: Message) => Promise<Uint8Array | null>;

  /** `load` gets the bytes of a picture that came without them; `null` when nobody has them any more. */
  constructor(load: (message: Message) => Promise<Uint8Array | null>) {
    this.#load = load;
  }

  /** The URL of a message's picture; `undefined` when it is gone for good. Rejects when it could not be loaded now. */
  url(message: Message): Promise<string | undefined> {
    const known = this.#urls.get(message.id);
    if (known) return known;
    const url = this.#make(message);
    this.#urls.set(message.id, url);
    url.catch(() => this.#urls.delete(message.id));
    return url;
  }

  /** Keeps the URLs of these messages only. */
  retain(ids: ReadonlySet<string>): void {
    for (const [id, url] of this.#urls) {
      if (ids.has(id)) continue;
      this.#urls.delete(id);
      url.then((made) => made && URL.revokeObjectURL(made)).catch(() => {});
    }
  }

  async #make(message: Message): Promise<string | undefined> {
    const { type, bytes = await this.#load(message) } = message.picture!;
    // From here on the browser keeps them.
    delete message.picture!.bytes;
    return bytes ? URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type })) : undefined;
  }
}
