import type { Person, Presence } from '../../events.js';
import { foldName } from '../../names.js';
import { avatarOf } from '../avatar.js';
import { byId, element, showList } from '../dom.js';

interface Item {
  person: Person;
  me: boolean;
  /** Looks at this room now; otherwise at another one. */
  present: boolean;
}

/** Who is here: in this room, and elsewhere. */
export class PeopleList {
  readonly #here = byId('people-here');
  readonly #elsewhere = byId('people-elsewhere');
  readonly #hereTitle = byId('people-here-title');
  readonly #elsewhereTitle = byId('people-elsewhere-title');

  show({ people }: Presence, room: string, me: string): void {
    const items = people
      .map((person) => ({ person, me: foldName(person.nickname) === foldName(me), present: person.looksAt === room }))
      .sort((a, b) => Number(b.me) - Number(a.me) || a.person.nickname.localeCompare(b.person.nickname));
    const here = items.filter(({ person }) => person.rooms.includes(room));
    const elsewhere = items.filter(({ person }) => !person.rooms.includes(room));
    this.#hereTitle.textContent = `In this room · ${here.length}`;
    this.#elsewhereTitle.textContent = `Elsewhere · ${elsewhere.length}`;
    this.#elsewhereTitle.hidden = elsewhere.length === 0;
    showItems(this.#here, here);
    showItems(this.#elsewhere, elsewhere);
  }
}

function showItems(list: HTMLElement, items: Item[]): void {
  showList(list, items, { key: ({ person }) => person.nickname, create: createItem, update: updateItem });
}

function createItem({ person, me }: Item): HTMLElement {
  const name = element('span', { className: 'person-name' }, element('bdi', { textContent: person.nickname }));
  if (me) name.append(element('span', { className: 'person-you', textContent: 'you' }));
  const place = element('span', { className: 'person-place' });
  return element(
    'li',
    { className: 'person' },
    avatarOf(person.nickname),
    element('span', { className: 'person-text' }, name, place),
  );
}

function updateItem(made: HTMLElement, { person, present }: Item): void {
  made.classList.toggle('away', !present);
  const place = made.querySelector('.person-place')!;
  const text = present ? '' : person.looksAt === null ? 'between rooms' : `in ${person.looksAt}`;
  if (place.textContent !== text) place.textContent = text;
}
