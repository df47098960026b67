import type { ClientFilter, OneOrMany } from '@x/socketio-adapter';
import { type Ack, type AckResult, type EventArgs, type EventMap, type EventName, tuple } from '@x/socketio-parser';
import { GatherListener } from './call.js';
import { emitFrom } from './emit.js';
import { checkNames } from './given.js';
import { guard } from './guard.js';
import type { AnySession } from './handler-types.js';
import type { FetchedClient } from './messaging-types.js';
import type { Reach } from './reach.js';

interface Choice {
  readonly to?: readonly string[];
  readonly skipSid?: readonly string[];
  readonly timeout?: number;
  readonly volatile?: boolean;
  readonly compress?: boolean;
  readonly ignoreQueue?: boolean;
}

/**
 * The fluent form: says step by step whom something is for. Each step gives a new object, so that one can be kept and
 * used again.
 *
 * @example
 * await sio.of('/chat').to('room').except(sid).volatile.emit('news', 1, 'two');
 */
export class Broadcast<S extends EventMap<S>, D = AnySession> {
  readonly #reach: Reach;
  readonly #choice: Choice;

  /** @internal */
  constructor(reach: Reach, choice: object) {
    this.#reach = reach;
    this.#choice = choice;
  }

  /** A sid, a room, or a list of either; several calls add up, and each member counts once. */
  to(room: OneOrMany): Broadcast<S, D> {
    return this.#with({ to: [...(this.#choice.to ?? []), ...listOf(room)] });
  }

  /** The same as {@link to}. */
  in(room: OneOrMany): Broadcast<S, D> {
    return this.to(room);
  }

  /** Leaves out a sid, a room, or a list of either. */
  except(room: OneOrMany): Broadcast<S, D> {
    return this.#with({ skipSid: [...(this.#choice.skipSid ?? []), ...listOf(room)] });
  }

  /** Milliseconds to wait for acknowledgements. @default 60_000 */
  timeout(milliseconds: number): Broadcast<S, D> {
    return this.#with({ timeout: milliseconds });
  }

  /** Whether the transport may compress the packet. */
  compress(compress: boolean): Broadcast<S, D> {
    return this.#with({ compress });
  }

  /** Drops the packet for clients that cannot take it at once. */
  get volatile(): Broadcast<S, D> {
    return this.#with({ volatile: true });
  }

  /** Stays on this server. */
  get local(): Broadcast<S, D> {
    return this.#with({ ignoreQueue: true });
  }

  /** Emits an event; its arguments as they are, one after the other. Rejects only for data that cannot be sent. */
  emit<E extends EventName<S>>(event: E, ...args: EventArgs<S, E>): Promise<void> {
    return emitFrom(this.#reach, event, tuple(...args), this.#choice);
  }

  /**
   * Emits an event and gathers the acknowledgements of all recipients; of those who leave in the meantime there is none.
   *
   * @returns rejects with `BroadcastTimeoutError`, which has the answers that did come, when some are missing in the end.
   */
  emitWithAck<E extends EventName<S>>(event: E, ...args: EventArgs<S, E>): Promise<AckResult<Ack<S, E>>[]> {
    return guard(async () => {
      const { core } = this.#reach;
      const answers = [...this.#reach.names()].map(
        (namespace) =>
          new Promise<unknown[]>((resolve, reject) => {
            core.request(namespace, event, args, this.#choice, new GatherListener(event, resolve, reject));
          }),
      );
      return (await Promise.all(answers)).flat() as AckResult<Ack<S, E>>[];
    });
  }

  /** Describes the clients that are meant, on all servers. */
  fetchClients(): Promise<FetchedClient<D>[]> {
    return guard(async () => {
      const { core } = this.#reach;
      const found = this.#filters().map((filter) => core.manager.fetchClients(filter));
      return (await Promise.all(found)).flat() as FetchedClient<D>[];
    });
  }

  /** Puts the clients that are meant into rooms. */
  joinRooms(rooms: OneOrMany): Promise<void> {
    return this.#each((filter) => {
      checkNames(rooms);
      return this.#reach.core.manager.joinRooms(rooms, filter);
    });
  }

  /** Takes the clients that are meant out of rooms. */
  leaveRooms(rooms: OneOrMany): Promise<void> {
    return this.#each((filter) => {
      checkNames(rooms);
      return this.#reach.core.manager.leaveRooms(rooms, filter);
    });
  }

  /** Disconnects the clients that are meant. */
  disconnectClients(): Promise<void> {
    return this.#each((filter) => this.#reach.core.manager.disconnectClients(filter));
  }

  #each(act: (filter: ClientFilter) => Promise<void>): Promise<void> {
    return guard(async () => {
      await Promise.all(this.#filters().map(act));
    });
  }

  #filters(): ClientFilter[] {
    const { to, skipSid, ignoreQueue } = this.#choice;
    return [...this.#reach.names()].map((namespace) => ({ namespace, room: to, except: skipSid, local: ignoreQueue }));
  }

  #with(choice: Choice): Broadcast<S, D> {
    return new Broadcast(this.#reach, { ...this.#choice, ...choice });
  }
}

function listOf(names: OneOrMany): readonly string[] {
  if (typeof names === 'string') return [names];
  checkNames(names);
  return names;
}
