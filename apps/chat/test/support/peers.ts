import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Draft, Message, Person } from '../../src/events.js';

/** What the official client hears of us, as it comes. */
export interface Heard {
  event: string;
  args: unknown[];
}

export const key = () => randomBytes(12).toString('hex');

export function draft(text: string, extra: Partial<Draft> = {}): Draft {
  return { id: randomBytes(8).toString('hex'), text, picture: null, ...extra };
}

/** Somebody who talks to the server with the official client, and without our page. */
export class Peer {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(url: string, auth: unknown, transports: ('polling' | 'websocket')[] = ['websocket']) {
    this.socket = io(url, {
      auth: auth as object,
      transports,
      forceNew: true,
      reconnection: false,
      autoConnect: false,
    });
    this.socket.onAny((event: string, ...args: unknown[]) => {
      this.heard.push({ event, args });
      for (const check of this.#waiting) check();
    });
  }

  static async join(url: string, nickname: string, { secret = key(), room = 'lobby' } = {}): Promise<Peer> {
    const peer = new Peer(url, { nickname, key: secret });
    await peer.connect();
    await peer.ask('enter', room, null);
    return peer;
  }

  /** Rejects with what the server said when it refuses. */
  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
      this.socket.connect();
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: the answers of all events, in tests that look closely at them
  ask(event: string, ...args: unknown[]): Promise<any> {
    return this.socket.timeout(10_000).emitWithAck(event, ...args);
  }

  /** The first thing heard that fits, now or later. */
  async hear<T>(event: string, fits: (...args: never[]) => T): Promise<Heard> {
    return new Promise((resolve) => {
      const check = () => {
        const found = this.heard.find((one) => one.event === event && fits(...(one.args as never[])));
        if (!found) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async hearMessage(text: string): Promise<Message> {
    const { args } = await this.hear('message', (message: Message) => message.text === text);
    return args[0] as Message;
  }

  async seePeople(fits: (people: Person[]) => boolean): Promise<void> {
    await this.hear('presence', (presence: { people: Person[] }) => fits(presence.people));
  }

  heardOf(event: string): unknown[][] {
    return this.heard.filter((one) => one.event === event).map(({ args }) => args);
  }

  disconnected(): Promise<string> {
    return new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  leave(): void {
    this.socket.disconnect();
  }
}
