import type { Draft, Message } from '../events.js';

/** A line of the conversation that is no message. */
export interface Note {
  kind: 'note';
  id: string;
  at: number;
  joined: string[];
  left: string[];
}

/** Where the reader joined: what is above was said before. */
export interface Arrival {
  kind: 'arrival';
  id: string;
  at: number;
}

export interface Said {
  kind: 'message';
  id: string;
  at: number;
  message: Message;
}

/** An own message on its way. */
export interface Pending {
  id: string;
  at: number;
  draft: Draft;
  /** Why it did not get through; `undefined` while it may. */
  failure: string | undefined;
}

export type Entry = Said | Note | Arrival;

const CAPACITY = 400;

/** What this page knows of a room that it joined. */
export class Conversation {
  readonly name: string;
  entries: Entry[] = [];
  pending: Pending[] = [];
  unread = 0;
  /** The first message that came while nobody looked. */
  firstUnread: string | undefined;
  /** The last message in the server's order: what comes after it is missing after an interruption. */
  lastId: string | null = null;
  #lastAt = 0;
  readonly typing = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  get isEmpty(): boolean {
    return this.pending.length === 0 && !this.entries.some((entry) => entry.kind === 'message');
  }

  /** Adds what the server said happened; answers whether it was news. */
  add(message: Message): boolean {
    if (message.at >= this.#lastAt) [this.lastId, this.#lastAt] = [message.id, message.at];
    this.pending = this.pending.filter(({ id }) => id !== message.id);
    if (this.entries.some((entry) => entry.kind === 'message' && entry.id === message.id)) return false;
    this.#push({ kind: 'message', id: message.id, at: message.at, message });
    return true;
  }

  /** Marks where the reader came in, below the history. */
  arrive(at: number): void {
    this.#push({ kind: 'arrival', id: 'arrival', at });
  }

  /** Notes that belong together are one line; whoever comes right back was never away. */
  note(nickname: string, what: 'joined' | 'left', at: number): void {
    let last = this.entries.at(-1);
    if (last?.kind !== 'note') {
      last = { kind: 'note', id: `note-${at}-${this.entries.length}`, at, joined: [], left: [] };
      this.#push(last);
    }
    const [here, there] = what === 'joined' ? [last.joined, last.left] : [last.left, last.joined];
    const before = there.indexOf(nickname);
    if (before >= 0) there.splice(before, 1);
    else if (!here.includes(nickname)) here.push(nickname);
  }

  missed(message: Message): void {
    this.unread += 1;
    this.firstUnread ??= message.id;
  }

  read(): void {
    this.unread = 0;
  }

  #push(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > CAPACITY) this.entries.splice(0, this.entries.length - CAPACITY);
  }
}
