import type { Presence } from '../../events.js';
import type { Conversation } from '../conversation.js';
import { byId, element, icon, showList } from '../dom.js';

interface Item {
  name: string;
  people: number;
  unread: number;
  current: boolean;
}

/** The rooms: those that were joined, with what is unread, then all the others. */
export class RoomList {
  readonly #joined = byId('rooms-joined');
  readonly #others = byId('rooms-others');
  readonly #othersTitle = byId('rooms-others-title');

  constructor(onCreate: (name: string) => void) {
    const form = byId('new-room', HTMLFormElement);
    const input = byId('new-room-name', HTMLInputElement);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (input.value.trim() !== '') onCreate(input.value);
      form.reset();
    });
  }

  show(presence: Presence, joined: ReadonlyMap<string, Conversation>, current: string): void {
    const item = (name: string): Item => ({
      name,
      people: presence.people.filter(({ rooms }) => rooms.includes(name)).length,
      unread: joined.get(name)?.unread ?? 0,
      current: name === current,
    });
    const others = presence.rooms.filter((name) => !joined.has(name)).sort((a, b) => a.localeCompare(b));
    showItems(this.#joined, [...joined.keys()].map(item));
    showItems(this.#others, others.map(item));
    this.#othersTitle.hidden = others.length === 0;
  }
}

function showItems(list: HTMLElement, items: Item[]): void {
  showList(list, items, { key: ({ name }) => name, create: createItem, update: updateItem });
}

/** The address of a room within the page; switching rooms is navigation, so the browser's back button works. */
export const addressOf = (room: string) => `#${encodeURIComponent(room)}`;

function createItem({ name }: Item): HTMLElement {
  const link = element('a', { className: 'room', href: addressOf(name) }, icon('hash'));
  link.append(
    element('bdi', { className: 'room-name', textContent: name }),
    element('span', { className: 'room-count' }),
    element('span', { className: 'badge', hidden: true }),
  );
  return element('li', {}, link);
}

function updateItem(made: HTMLElement, { people, unread, current }: Item): void {
  const link = made.firstElementChild!;
  const [count, badge] = [link.querySelector<HTMLElement>('.room-count')!, link.querySelector<HTMLElement>('.badge')!];
  link.classList.toggle('unread', unread > 0);
  if (current) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
  setText(count, people > 0 ? String(people) : '');
  count.ariaLabel = `${people} here`;
  count.title = people === 1 ? '1 person here' : `${people} people here`;
  badge.hidden = unread === 0;
  setText(badge, unread > 99 ? '99+' : String(unread));
  badge.ariaLabel = `${unread} unread`;
}

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
