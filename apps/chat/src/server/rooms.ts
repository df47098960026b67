import { LOBBY, type Message } from '../events.js';
import { foldName } from '../names.js';

/** What is kept of one room: its name and the last messages, pictures without their bytes. */
export class Room {
  readonly name: string;
  readonly #capacity: number;
  readonly #messages: Message[] = [];

  constructor(name: string, capacity: number) {
    this.name = name;
    this.#capacity = capacity;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  find(id: string): Message | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  /** Keeps a message and lets go of those that are too many: the answer. */
  keep(message: Message): readonly Message[] {
    this.#messages.push(message);
    return this.#messages.splice(0, this.#messages.length - this.#capacity);
  }

  /** What was said after the message `id`; everything when that is unknown. */
  since(id: string | null): Message[] {
    return this.#messages.slice(this.#messages.findIndex((message) => message.id === id) + 1);
  }
}

/** All rooms, up to a number: a new one takes the place of the empty one that was asked for the longest time ago. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #capacity: number;
  readonly #history: number;

  constructor({ capacity, history }: { capacity: number; history: number }) {
    this.#capacity = capacity;
    this.#history = history;
    this.#rooms.set(foldName(LOBBY), new Room(LOBBY, history));
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
   * `undefined` when there is no place for one more, because somebody is in each. `removed` hears of one that had to go.
   */
  open(
    name: string,
    { isEmpty, removed }: { isEmpty(room: Room): boolean; removed(room: Room): void },
  ): Room | undefined {
    const key = foldName(name);
    let room = this.#rooms.get(key);
    if (!room && this.#rooms.size >= this.#capacity) {
      const [old] = Array.from(this.#rooms.values()).filter((one) => one.name !== LOBBY && isEmpty(one));
      if (!old) return undefined;
      this.#rooms.delete(foldName(old.name));
      removed(old);
    }
    room ??= new Room(name, this.#history);
    // The order of the map is the order in which rooms were last asked for.
    this.#rooms.delete(key);
    this.#rooms.set(key, room);
    return room;
  }
}
