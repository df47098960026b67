import type { Message } from '../../events.js';
import { avatarOf, hueOf } from '../avatar.js';
import { byId, element, icon, showList } from '../dom.js';
import type { Row } from '../rows.js';
import { isBigEmoji, withLinks } from '../text.js';
import { clockTime, completeTime } from '../time.js';

type MessageRow = Extract<Row, { kind: 'message' }>;

export interface MessageListHandlers {
  retry(id: string): void;
  discard(id: string): void;
  picture(message: Message): Promise<string | undefined>;
  openPicture(url: string, message: Message): void;
  /** The reader has come to the end. */
  reachedEnd(): void;
}

/** How far from the end, in pixels, the reader still counts as being at the end. */
const NEAR_END = 80;

/** The conversation. It stays at its end while the reader is there, and leaves a reader of older messages alone. */
export class MessageList {
  readonly #scroller = byId('messages-scroller');
  readonly #list = byId('messages');
  readonly #jump = byId('jump', HTMLButtonElement);
  readonly #handlers: MessageListHandlers;
  #following = true;
  /** Loads pictures of the history when the reader comes near them. */
  readonly #pictures: IntersectionObserver;
  readonly #loads = new WeakMap<Element, () => void>();
  /** What is there when a room is opened just stands there; what comes later moves in. */
  #settled = false;

  constructor(handlers: MessageListHandlers) {
    this.#handlers = handlers;
    this.#pictures = new IntersectionObserver((entries) => this.#cameNear(entries), {
      root: this.#scroller,
      rootMargin: '400px',
    });
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#jump.addEventListener('click', () => this.follow());
    // Pictures that load, the keyboard of a phone, a growing composer: the end moves for many reasons.
    const observer = new ResizeObserver(() => this.#following && this.#toEnd());
    observer.observe(this.#scroller);
    observer.observe(this.#list);
  }

  get isAtEnd(): boolean {
    return this.#following;
  }

  /** Another room: starts at its end. */
  clear(): void {
    this.#list.replaceChildren();
    this.#settled = false;
    this.follow();
  }

  show(rows: readonly Row[]): void {
    showList(this.#list, rows, {
      key: ({ key }) => key,
      create: (row) => (row.kind === 'divider' ? createDivider(row.tone) : this.#createMessage(row)),
      update: (made, row) =>
        row.kind === 'divider' ? setText(made.firstElementChild!, row.text) : this.#update(made, row),
    });
    if (this.#following) this.#toEnd();
    this.#settled ||= rows.length > 0;
  }

  /** Goes to the end, and stays there. */
  follow(): void {
    this.#following = true;
    this.#jump.hidden = true;
    this.#toEnd();
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#following = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#jump.hidden = this.#following;
    if (this.#following) this.#handlers.reachedEnd();
  }

  #cameNear(entries: IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.#pictures.unobserve(target);
      this.#loads.get(target)?.();
    }
  }

  #createMessage({ message, own }: MessageRow): HTMLElement {
    const made = element('li', { className: own ? 'message own' : 'message' });
    made.classList.toggle('fresh', this.#settled);
    made.dataset['id'] = message.id;
    made.style.setProperty('--hue', String(hueOf(message.author)));
    const content = element('div', { className: 'content' }, heading(message));
    if (message.picture) content.append(this.#createPicture(message));
    if (message.text.trim() !== '') {
      const className = isBigEmoji(message.text) ? 'text emoji' : 'text';
      content.append(
        element('p', { className, dir: 'auto', title: completeTime(message.at) }, ...withLinks(message.text)),
      );
    }
    made.append(avatarOf(message.author), content);
    return made;
  }

  #update(made: HTMLElement, { first, last, pending }: MessageRow): void {
    made.classList.toggle('first', first);
    made.classList.toggle('last', last);
    made.classList.toggle('sending', pending !== undefined && pending.failure === undefined);
    made.classList.toggle('failed', pending?.failure !== undefined);
    const content = made.querySelector('.content')!;
    content.querySelector('.failure')?.remove();
    if (pending?.failure !== undefined) content.append(this.#createFailure(pending.id, pending.failure));
  }

  #createFailure(id: string, reason: string): HTMLElement {
    const retry = element('button', { type: 'button', className: 'link', textContent: 'Try again' });
    const discard = element('button', { type: 'button', className: 'link', textContent: 'Discard' });
    retry.addEventListener('click', () => this.#handlers.retry(id));
    discard.addEventListener('click', () => this.#handlers.discard(id));
    return element('p', { className: 'failure', role: 'alert' }, `Not sent. ${reason} `, retry, ' ', discard);
  }

  #createPicture(message: Message): HTMLElement {
    const { width, height } = message.picture!;
    const image = element('img', { width, height, alt: `A picture from ${message.author}`, draggable: false });
    const button = element('button', { type: 'button', className: 'picture', disabled: true }, image);
    button.style.setProperty('--ratio', String(Math.min(3, Math.max(0.4, width / height))));
    const load = () => this.#loadPicture(message, button, image);
    button.addEventListener('click', () => (image.src ? this.#handlers.openPicture(image.src, message) : load()));
    this.#loads.set(button, load);
    this.#pictures.observe(button);
    return button;
  }

  async #loadPicture(message: Message, button: HTMLButtonElement, image: HTMLImageElement): Promise<void> {
    button.querySelector('.picture-error')?.remove();
    try {
      const url = await this.#handlers.picture(message);
      if (url) image.src = url;
      else button.append(element('span', { className: 'picture-error' }, 'This picture is no longer kept.'));
      button.disabled = !url;
      button.ariaLabel = `Open the picture from ${message.author}`;
    } catch {
      button.append(element('span', { className: 'picture-error' }, icon('retry'), 'Not loaded. Try again.'));
      button.disabled = false;
    }
  }
}

function createDivider(tone: string): HTMLElement {
  return element('li', { className: `divider ${tone}` }, element('span'));
}

/** Seen on the first message of a group; heard on each. */
function heading({ author, at }: Message): HTMLElement {
  return element(
    'div',
    { className: 'heading' },
    element('bdi', { className: 'author', textContent: author }),
    ' ',
    element('time', { dateTime: new Date(at).toISOString(), textContent: clockTime(at), title: completeTime(at) }),
  );
}

function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
