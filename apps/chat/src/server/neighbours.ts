import { createHash, randomUUID } from 'node:crypto';
import type { Message, Person } from '../events.js';
import { foldName } from '../names.js';
import type { ChatServer } from './chat-server.js';

/** How often servers tell each other who is with them, and after how long a silence one counts as gone, in ms. */
const TELL_EVERY = 10_000;
const GONE_AFTER = 35_000;

/** A person as another server tells of them. The proof shows who may take the place over, and gives no key away. */
export interface DistantPerson extends Person {
  proof: string;
}

interface Neighbour {
  people: DistantPerson[];
  rooms: string[];
  heardAt: number;
}

export interface NeighbourEvents {
  /** A neighbour wants to know who is here. */
  asked(): void;
  /** There are other people, or rooms, with the neighbours. */
  changed(): void;
  /** Something was said to somebody at a neighbour's. */
  said(message: Message, bytes: Uint8Array | null): void;
  /** Somebody who was here came in at a neighbour's. */
  moved(nickname: string, proof: string): void;
}

export const proofOf = (key: string) => createHash('sha256').update(key).digest('base64url');

/** The other servers on the same queue: who is with them, and what is said there. Without a queue there are none. */
export class Neighbours {
  readonly #sio: ChatServer;
  readonly #id = randomUUID();
  readonly #known = new Map<string, Neighbour>();
  readonly #timer: NodeJS.Timeout;

  constructor(sio: ChatServer, events: NeighbourEvents) {
    this.#sio = sio;
    sio.onServer('chat hello', () => events.asked());
    sio.onServer('chat people', (id: string, people: DistantPerson[], rooms: string[]) => {
      this.#known.set(id, { people, rooms, heardAt: Date.now() });
      events.changed();
    });
    sio.onServer('chat goodbye', (id: string) => {
      if (this.#known.delete(id)) events.changed();
    });
    sio.onServer('chat said', (message: Message, bytes: Uint8Array | null) => events.said(message, bytes));
    sio.onServer('chat moved', (nickname: string, proof: string) => events.moved(nickname, proof));
    this.#timer = setInterval(() => {
      events.asked();
      if (this.#forgetSilent()) events.changed();
    }, TELL_EVERY).unref();
    void sio.serverSideEmit('chat hello');
  }

  get people(): DistantPerson[] {
    return [...this.#known.values()].flatMap(({ people }) => people);
  }

  get rooms(): string[] {
    return [...this.#known.values()].flatMap(({ rooms }) => rooms);
  }

  named(nickname: string): DistantPerson | undefined {
    const name = foldName(nickname);
    return this.people.find((person) => foldName(person.nickname) === name);
  }

  tellPeople(people: DistantPerson[], rooms: string[]): void {
    void this.#sio.serverSideEmit('chat people', this.#id, people, rooms);
  }

  tellSaid(message: Message, bytes: Uint8Array | undefined): void {
    void this.#sio.serverSideEmit('chat said', message, bytes ?? null);
  }

  tellMoved(nickname: string, key: string): void {
    void this.#sio.serverSideEmit('chat moved', nickname, proofOf(key));
  }

  /** The last word. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sio.serverSideEmit('chat goodbye', this.#id);
  }

  #forgetSilent(): boolean {
    const silent = [...this.#known].filter(([, { heardAt }]) => Date.now() - heardAt > GONE_AFTER);
    for (const [id] of silent) this.#known.delete(id);
    return silent.length > 0;
  }
}
