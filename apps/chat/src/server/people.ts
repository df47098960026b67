import type { Person } from '../events.js';
import { foldName } from '../names.js';
import { type DistantPerson, proofOf } from './neighbours.js';
import { RateLimit } from './rate-limit.js';
import type { Room } from './rooms.js';

/** Somebody who is here, over one connection. */
export class Guest {
  readonly sid: string;
  readonly nickname: string;
  readonly key: string;
  /** What neighbours may know of the key. */
  readonly proof: string;
  readonly rooms = new Set<Room>();
  looksAt: Room | undefined;
  /** For what is kept and passed on: messages, pictures, joining. */
  readonly deeds = new RateLimit(15, 2);
  /** For what is cheap and frequent: typing signals, pictures of the history. */
  readonly trifles = new RateLimit(60, 10);

  constructor(sid: string, nickname: string, key: string) {
    this.sid = sid;
    this.nickname = nickname;
    this.key = key;
    this.proof = proofOf(key);
  }

  toPerson(): Person {
    const rooms = Array.from(this.rooms, (room) => room.name);
    return { nickname: this.nickname, rooms, looksAt: this.looksAt?.name ?? null };
  }
}

/** Everybody who is here: one connection per nickname. */
export class People {
  readonly #bySid = new Map<string, Guest>();
  readonly #byName = new Map<string, Guest>();

  get count(): number {
    return this.#bySid.size;
  }

  get(sid: string): Guest | undefined {
    return this.#bySid.get(sid);
  }

  named(nickname: string): Guest | undefined {
    return this.#byName.get(foldName(nickname));
  }

  add(guest: Guest): void {
    this.#bySid.set(guest.sid, guest);
    this.#byName.set(foldName(guest.nickname), guest);
  }

  remove(guest: Guest): void {
    this.#bySid.delete(guest.sid);
    const name = foldName(guest.nickname);
    if (this.#byName.get(name) === guest) this.#byName.delete(name);
  }

  isIn(room: Room): boolean {
    for (const guest of this.#bySid.values()) if (guest.rooms.has(room)) return true;
    return false;
  }

  /** Everybody here, as pages see them. */
  toPersons(): Person[] {
    return Array.from(this.#bySid.values(), (guest) => guest.toPerson());
  }

  /** Everybody here, as neighbours see them. */
  toDistantPersons(): DistantPerson[] {
    return Array.from(this.#bySid.values(), (guest) => ({ ...guest.toPerson(), proof: guest.proof }));
  }
}
