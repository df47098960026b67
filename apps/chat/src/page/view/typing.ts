import { byId } from '../dom.js';

/** The line that tells who is writing. */
export class TypingLine {
  readonly #line = byId('typing');
  readonly #text = byId('typing-text');

  show(nicknames: readonly string[]): void {
    this.#line.classList.toggle('visible', nicknames.length > 0);
    this.#text.textContent = sentence(nicknames);
  }
}

function sentence([first, second, ...more]: readonly string[]): string {
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing`;
  return more.length === 0 ? `${first} and ${second} are typing` : 'Several people are typing';
}
