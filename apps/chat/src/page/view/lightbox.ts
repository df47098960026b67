import type { Message } from '../../events.js';
import { byId } from '../dom.js';
import { completeTime } from '../time.js';

/** One picture, as large as the window allows. A click anywhere closes it, and so does Escape. */
export class Lightbox {
  readonly #dialog = byId('lightbox', HTMLDialogElement);
  readonly #image = byId('lightbox-image', HTMLImageElement);
  readonly #caption = byId('lightbox-caption');

  constructor() {
    this.#dialog.addEventListener('click', () => this.#dialog.close());
  }

  open(url: string, { author, at }: Message): void {
    this.#image.src = url;
    this.#image.alt = `A picture from ${author}`;
    this.#caption.textContent = `${author} · ${completeTime(at)}`;
    this.#dialog.showModal();
  }
}
