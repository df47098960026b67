import { LOBBY, type Message } from '../events.js';
import { foldName } from '../names.js';

/** What is kept of one room: its name and the last messages, pictures without their bytes. */
export class Room {
  readonly name: string;
  readonly #capacity: number;
  readonly #history: Message[] = [];

  constructor(name: string, capacity: number) {
    this.name = name;
    this.#capacity = capacity;
  }

  find(id: string): Message | undefined {
    return this.#history.findLast((message) => message.id === id);
  }

  /** Keeps a message; the answer is the one that had to go for it. */
  keep(message: Message): Message | undefined {
    this.#history.push(message);
    return this.#history.length > this.#capacity ? this.#history.shift() : undefined;
  }

  /** What was said after the message `id`; everything when that is unknown. */
  since(id: string | null): Message[] {
    return this.#history.slice(this.#history.findIndex((message) => message.id === id) + 1);
  }

  get messages(): readonly Message[] {
    return this.#history;
  }
}

/** All rooms, up to a number: a new one takes the place of the one that nobody has been in for the longest time. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #capacity: number;
  readonly #historyCapacity: number;

  constructor({ capacity, history }: { capacity: number; history: number }) {
    this.#capacity = capacity;
    this.#historyCapacity = history;
    this.open(LOBBY, () => false);
  }

  get names(): string[] {
    return Array.from(this.#rooms.values(), (room) => room.name);
  }

  get(name: string): Room | undefined {
    return this.#rooms.get(foldName(name));
  }

  /**
   * The room of that name, created when it is new.
   *
   * `undefined` when there is no place for another one: `isEmpty` says no for all that there are.
   * `removed` hears of the room that had to go.
   */
  open(name: string, isEmpty: (room: Room) => boolean, removed?: (room: Room) => void): Room | undefined {
    const known = this.get(name);
    if (known) return known;
    if (this.#rooms.size >= this.#capacity) {
      const old = Array.from(this.#rooms.values()).find((room) => room.name !== LOBBY && isEmpty(room));
      if (!old) return undefined;
      this.#rooms.delete(foldName(old.name));
      removed?.(old);
    }
    const room = new Room(name, this.#historyCapacity);
    this.#rooms.set(foldName(name), room);
    return room;
  }

  /** Tells that a room is in use: of the empty ones, it is the last to go. */
  touch(room: Room): void {
    const key = foldName(room.name);
    if (room.name === LOBBY || !this.#rooms.delete(key)) return;
    this.#rooms.set(key, room);
  }
}
