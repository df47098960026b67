import { byId } from '../dom.js';

const SHORTLY = 2_500;
const LONG_ENOUGH_TO_READ = 6_000;

/** The line that tells how the connection is doing. */
export class ConnectionNotice {
  readonly #notice = byId('connection');
  readonly #text = byId('connection-text');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #broken = false;

  broken(): void {
    this.#broken = true;
    this.#show('broken', 'Connection lost. Trying to get back…');
  }

  restored(): void {
    if (!this.#broken) return;
    this.#broken = false;
    this.#show('restored', 'Back again.');
    this.#timer = setTimeout(() => this.hide(), SHORTLY);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#notice.hidden = true;
  }

  #show(state: string, text: string): void {
    clearTimeout(this.#timer);
    this.#notice.hidden = false;
    this.#notice.dataset['state'] = state;
    this.#text.textContent = text;
  }
}

/** A sentence that comes, and goes by itself. */
export class Toast {
  readonly #toast = byId('toast');
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(sentence: string): void {
    clearTimeout(this.#timer);
    this.#toast.textContent = sentence;
    this.#toast.hidden = false;
    this.#timer = setTimeout(() => (this.#toast.hidden = true), LONG_ENOUGH_TO_READ);
  }
}

/** Says to screen readers what others see appear. */
export class Announcer {
  readonly #region = byId('announcer');

  say(sentence: string): void {
    this.#region.textContent = sentence;
  }
}
