import { isVisible, tidyName } from '../../names.js';
import { paintAvatar } from '../avatar.js';
import { byId } from '../dom.js';

const MOODS = [
  'Brave',
  'Calm',
  'Clever',
  'Cosy',
  'Curious',
  'Gentle',
  'Happy',
  'Lucky',
  'Merry',
  'Quiet',
  'Sunny',
  'Witty',
];
const ANIMALS = [
  'Badger',
  'Crane',
  'Dolphin',
  'Falcon',
  'Fox',
  'Hare',
  'Heron',
  'Koala',
  'Lynx',
  'Otter',
  'Owl',
  'Panda',
];

const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

/** The door: asks for a nickname. */
export class SignIn {
  readonly #section = byId('sign-in');
  readonly #form = byId('sign-in-form', HTMLFormElement);
  readonly #input = byId('nickname', HTMLInputElement);
  readonly #error = byId('nickname-error');
  readonly #avatar = byId('sign-in-avatar');
  readonly #button = byId('sign-in-button', HTMLButtonElement);

  constructor(onSubmit: (nickname: string) => void) {
    this.#input.addEventListener('input', () => this.#changed());
    byId('sign-in-dice').addEventListener('click', () => {
      this.#input.value = `${oneOf(MOODS)} ${oneOf(ANIMALS)}`;
      this.#changed();
      this.#input.focus();
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const nickname = tidyName(this.#input.value);
      if (isVisible(nickname)) onSubmit(nickname);
      else this.show(this.#input.value, 'Please choose a nickname that others can see.');
    });
  }

  show(nickname: string, error = ''): void {
    this.#section.hidden = false;
    this.busy = false;
    this.#input.value = nickname;
    this.#changed();
    this.#error.textContent = error;
    this.#input.ariaInvalid = String(error !== '');
    this.#input.focus();
    if (error) this.#input.select();
  }

  hide(): void {
    this.#section.hidden = true;
  }

  /** The server does not answer, and will be asked again. */
  wait(): void {
    this.#error.textContent = 'The server does not answer. Trying again…';
  }

  set busy(busy: boolean) {
    this.#button.disabled = busy;
    this.#button.classList.toggle('busy', busy);
  }

  #changed(): void {
    const nickname = tidyName(this.#input.value);
    this.#error.textContent = '';
    this.#input.ariaInvalid = 'false';
    this.#avatar.classList.toggle('blank', !isVisible(nickname));
    paintAvatar(this.#avatar, isVisible(nickname) ? nickname : '?');
  }
}
