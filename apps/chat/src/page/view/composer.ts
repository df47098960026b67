import { byId } from '../dom.js';
import { type PictureDraft, PictureError, readPicture, sizeText } from '../picture-draft.js';

export interface ComposerHandlers {
  send(text: string, picture: PictureDraft | undefined): void;
  typing(room: string, active: boolean): void;
  /** A friendly sentence about something that did not work. */
  complain(sentence: string): void;
}

/** Typing is signalled this often at most, in ms, and over after as long a silence. */
const TYPING_EVERY = 2_500;

/** Where messages are written, and pictures picked, pasted and dropped. */
export class Composer {
  readonly #form = byId('composer', HTMLFormElement);
  readonly #input = byId('message', HTMLTextAreaElement);
  readonly #file = byId('file', HTMLInputElement);
  readonly #preview = byId('preview');
  readonly #previewImage = byId('preview-image', HTMLImageElement);
  readonly #previewText = byId('preview-text');
  readonly #handlers: ComposerHandlers;
  #picture: PictureDraft | undefined;
  #room = '';
  /** What was begun in each room. */
  readonly #drafts = new Map<string, string>();
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #typingToldAt = Number.NEGATIVE_INFINITY;

  constructor(handlers: ComposerHandlers) {
    this.#handlers = handlers;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#input.addEventListener('keydown', (event) => this.#keydown(event));
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('paste', (event) => this.#pasted(event));
    this.#file.addEventListener('change', () => void this.attach(this.#file.files?.[0]));
    byId('attach').addEventListener('click', () => this.#file.click());
    byId('preview-remove').addEventListener('click', () => this.#detach());
  }

  focus(): void {
    // On a phone, focus would bring the keyboard up over what the reader wants to see.
    if (matchMedia('(pointer: fine)').matches) this.#input.focus({ preventScroll: true });
  }

  setRoom(room: string): void {
    if (room === this.#room) return;
    this.#stopTyping();
    this.#drafts.set(this.#room, this.#input.value);
    this.#room = room;
    this.#input.value = this.#drafts.get(room) ?? '';
    this.#input.placeholder = `Write to ${room}`;
    this.#detach();
  }

  insert(text: string): void {
    this.#input.focus();
    this.#input.setRangeText(text, this.#input.selectionStart, this.#input.selectionEnd, 'end');
    this.#input.dispatchEvent(new Event('input'));
  }

  async attach(file: File | undefined): Promise<void> {
    this.#file.value = '';
    if (!file) return;
    try {
      const picture = await readPicture(file);
      this.#detach();
      this.#picture = picture;
      this.#previewImage.src = URL.createObjectURL(new Blob([picture.bytes as Uint8Array<ArrayBuffer>]));
      this.#previewImage.alt = picture.name;
      this.#previewText.textContent = `${picture.name} · ${sizeText(picture.bytes.byteLength)}`;
      this.#preview.hidden = false;
      this.focus();
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      this.#handlers.complain(error.message);
    }
  }

  #detach(): void {
    URL.revokeObjectURL(this.#previewImage.src);
    this.#previewImage.removeAttribute('src');
    this.#picture = undefined;
    this.#preview.hidden = true;
  }

  #send(): void {
    const text = this.#input.value.trim();
    if (text === '' && !this.#picture) return;
    this.#handlers.send(text, this.#picture);
    this.#detach();
    this.#input.value = '';
    this.#stopTyping();
    this.#input.focus({ preventScroll: true });
  }

  #keydown(event: KeyboardEvent): void {
    // While an input method composes a character, Enter belongs to it; on a phone it makes a line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #pasted(event: ClipboardEvent): void {
    const file = Array.from(event.clipboardData?.files ?? []).find(({ type }) => type.startsWith('image/'));
    if (!file) return;
    event.preventDefault();
    void this.attach(file);
  }

  #typed(): void {
    if (this.#input.value.trim() === '') {
      this.#stopTyping();
      return;
    }
    const now = performance.now();
    if (now - this.#typingToldAt >= TYPING_EVERY) {
      this.#typingToldAt = now;
      this.#handlers.typing(this.#room, true);
    }
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#stopTyping(), TYPING_EVERY);
  }

  #stopTyping(): void {
    clearTimeout(this.#typingTimer);
    if (this.#typingToldAt === Number.NEGATIVE_INFINITY) return;
    this.#typingToldAt = Number.NEGATIVE_INFINITY;
    this.#handlers.typing(this.#room, false);
  }
}
