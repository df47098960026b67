import { Client, tuple } from '@x/socketio-client';
import type { Auth, ClientToServer, Draft, Message, Presence, RefusalCode, ServerToClient } from '../events.js';

export interface ConnectionEvents {
  /** Connected, for the first time or again. */
  online(): void;
  /** The connection broke, or could not be made; the client goes on trying. */
  offline(): void;
  /** The server does not want this nickname; there will be no other try. */
  refused(message: string, code: RefusalCode | undefined): void;
  /** The same person came in from another tab; this one is out until it is opened again. */
  replaced(): void;
  message(message: Message): void;
  presence(presence: Presence): void;
  note(room: string, nickname: string, what: 'joined' | 'left'): void;
  typing(room: string, nickname: string, active: boolean): void;
}

const ANSWER_TIMEOUT = 20_000;

/** `?transports=polling` in the page's address makes do without WebSocket. */
function transportsOf(address: Location): ('polling' | 'websocket')[] | undefined {
  const wanted = new URLSearchParams(address.search).get('transports')?.split(',');
  const known = (['polling', 'websocket'] as const).filter((transport) => wanted?.includes(transport));
  return known.length > 0 ? known : undefined;
}

/** The page's line to the server: the events of events.ts as methods. */
export class Connection {
  readonly #client = new Client<ServerToClient, ClientToServer>({
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  readonly #events: ConnectionEvents;
  #auth: Auth | undefined;

  constructor(events: ConnectionEvents) {
    this.#events = events;
    const client = this.#client;
    client.on('connect', () => events.online());
    client.on('disconnect', (reason) => this.#disconnected(reason));
    client.on('connect_error', (error: unknown) => this.#connectError(error));
    client.on('message', (message) => events.message(message));
    client.on('presence', (presence) => events.presence(presence));
    client.on('note', (room, nickname, what) => events.note(room, nickname, what));
    client.on('typing', (room, nickname, active) => events.typing(room, nickname, active));
    client.on('replaced', () => {
      this.#auth = undefined;
      events.replaced();
    });
  }

  get transport(): string {
    return this.#client.transport ?? '';
  }

  open(auth: Auth): void {
    this.#auth = auth;
    const transports = transportsOf(location);
    // A failure is told by `connect_error`; with `retry` the client goes on trying.
    void this.#client.connect(location.origin, { auth, retry: true, wait: false, ...(transports && { transports }) });
  }

  /** Settles when the server has heard of it, or cannot be reached. */
  close(): Promise<void> {
    this.#auth = undefined;
    return this.#client.disconnect();
  }

  enter(room: string, after: string | null) {
    return this.#client.call('enter', tuple(room, after), { timeout: ANSWER_TIMEOUT });
  }

  leave(room: string): void {
    void this.#client.emit('leave', room);
  }

  post(room: string, draft: Draft) {
    return this.#client.call('post', tuple(room, draft), { timeout: ANSWER_TIMEOUT });
  }

  typing(room: string, active: boolean): void {
    void this.#client.emit('typing', tuple(room, active), { volatile: true });
  }

  picture(room: string, id: string) {
    return this.#client.call('picture', tuple(room, id), { timeout: ANSWER_TIMEOUT });
  }

  #disconnected(reason: string): void {
    if (!this.#auth) return;
    this.#events.offline();
    // The client comes back by itself, except where the server said goodbye: ours does when it restarts.
    if (reason === 'server disconnect') this.open(this.#auth);
  }

  #connectError(error: unknown): void {
    const { message, data } = (error ?? {}) as { message?: string; data?: { code?: RefusalCode } };
    if (!data?.code) {
      this.#events.offline();
      return;
    }
    void this.close();
    this.#events.refused(message ?? 'The server said no.', data.code);
  }
}
