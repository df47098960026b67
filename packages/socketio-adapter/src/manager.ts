import { SocketIOError, toArguments } from '@x/socketio-parser';
import { AckRequest, type RequestListener } from './ack-request.js';
import { CallbackListener } from './callback-listener.js';
import { DEFAULT_ACK_TIMEOUT, DEFAULT_NAMESPACE, DONE } from './defaults.js';
import { ERRORS_ONLY } from './logger.js';
import { Membership } from './membership.js';
import type { MembershipObserver } from './observer.js';
import { type ClientFilter, type EmitOptions, type NamespaceOptions, type OneOrMany, targetOf } from './options.js';
import { rejected } from './quiet-rejection.js';
import type { ClientDetails, Host, Recipient } from './recipient.js';
import { deliverWithOffset, RecoveryLog, type RecoveryOptions, type RestoredState } from './recovery.js';

const NO_OPTIONS: EmitOptions = {};

/**
 * Knows who is connected and who is in which room, and delivers what goes to many. This one serves a single process; a
 * subclass that tells other servers overrides what it must tell and calls `super` for its own clients.
 *
 * Everything acts on the clients of this process before it returns; the promises are about the others.
 */
export class Manager {
  private currentHost: Host | undefined;
  private recovery: RecoveryLog | undefined;
  private observer: MembershipObserver | undefined;
  private readonly memberships = new Map<string, Membership>();

  /** The server that this manager works for; undefined for one that only emits. */
  protected get host(): Host | undefined {
    return this.currentHost;
  }

  /**
   * Called once by the server that takes this manager.
   *
   * @throws SocketIOError `INVALID_ARGUMENT` when another server has it already.
   */
  setHost(host: Host): void {
    if (this.currentHost !== undefined) {
      throw new SocketIOError('INVALID_ARGUMENT', 'This client manager belongs to another server already');
    }
    this.currentHost = host;
  }

  /** Called by the server before it takes its first connection: the place to open links to other servers. */
  initialize(): void {}

  /** Ends what `initialize` began. */
  close(): Promise<void> {
    return DONE;
  }

  /** Has an observer told of rooms and events of this process's clients; `undefined` ends it. Without one nothing is spent. */
  observe(observer: MembershipObserver | undefined): void {
    this.observer = observer;
    for (const membership of this.memberships.values()) membership.observer = observer;
  }

  /** Registers a client; from now on it is in its own room and can be reached. */
  connect(client: Recipient): void {
    let membership = this.memberships.get(client.namespace);
    if (membership === undefined) {
      membership = new Membership(this.observer);
      this.memberships.set(client.namespace, membership);
    }
    membership.clients.set(client.sid, client);
  }

  /** The client is about to go: out of reach at once, still in its rooms. Returns false when it was going already. */
  preDisconnect(client: Recipient): boolean {
    const marked = this.memberships.get(client.namespace)?.markLeaving(client) ?? false;
    if (marked) client.acks?.lose(client.sid);
    return marked;
  }

  /** Forgets a client and its rooms. */
  remove(client: Recipient): void {
    const membership = this.memberships.get(client.namespace);
    if (membership === undefined) return;
    membership.remove(client);
    client.acks?.lose(client.sid);
    if (membership.clients.size === 0) this.memberships.delete(client.namespace);
  }

  isConnected(sid: string, namespace: string = DEFAULT_NAMESPACE): boolean {
    return this.memberships.get(namespace)?.isConnected(sid) ?? false;
  }

  /** The client of this process with that sid, also one that is about to go. */
  find(sid: string, namespace: string = DEFAULT_NAMESPACE): Recipient | undefined {
    return this.memberships.get(namespace)?.clients.get(sid);
  }

  /** Disconnects a client, wherever it is. */
  disconnect(
    sid: string,
    options: NamespaceOptions & { readonly ignoreQueue?: boolean | undefined } = {},
  ): Promise<void> {
    const client = this.find(sid, options.namespace);
    return client === undefined || this.host === undefined ? DONE : this.host.disconnect(client);
  }

  /** Puts a client into a room, which is made when it is the first one there. */
  enterRoom(sid: string, room: string, options: NamespaceOptions = NO_OPTIONS): Promise<void> {
    const membership = this.membership(options);
    const client = membership?.clients.get(sid);
    if (client !== undefined) membership?.enter(client, room);
    return DONE;
  }

  leaveRoom(sid: string, room: string, options: NamespaceOptions = NO_OPTIONS): Promise<void> {
    const membership = this.membership(options);
    const client = membership?.clients.get(sid);
    if (client !== undefined) membership?.leave(client, room);
    return DONE;
  }

  /** Takes everyone out of a room; nobody is disconnected. */
  closeRoom(room: string, options: NamespaceOptions = NO_OPTIONS): Promise<void> {
    this.membership(options)?.close(room);
    return DONE;
  }

  /** All rooms of a client of this process, its own first; empty when it is not here. */
  getRooms(sid: string, options: NamespaceOptions = NO_OPTIONS): string[] {
    const client = this.membership(options)?.clients.get(sid);
    if (client === undefined) return [];
    return client.rooms === undefined ? [sid] : [sid, ...client.rooms];
  }

  /** The sids of a room's members, or of everyone in the namespace, in this process. */
  getParticipants(room?: OneOrMany, options: NamespaceOptions = NO_OPTIONS): string[] {
    const sids: string[] = [];
    this.membership(options)?.forEach(room, undefined, (client) => sids.push(client.sid));
    return sids;
  }

  /** The namespaces that have clients in this process. */
  getNamespaces(): string[] {
    return [...this.memberships.keys()];
  }

  /** How many clients a namespace has in this process. */
  countClients(namespace: string): number {
    return this.memberships.get(namespace)?.clients.size ?? 0;
  }

  /** The rooms of a namespace in this process, with their sizes; own rooms aside. */
  getRoomSizes(namespace: string = DEFAULT_NAMESPACE): Map<string, number> {
    const sizes = new Map<string, number>();
    for (const [room, members] of this.memberships.get(namespace)?.rooms ?? []) sizes.set(room, members.size);
    return sizes;
  }

  /**
   * Emits an event to a client, to rooms or to a namespace.
   *
   * @param data one value, `tuple(...)` for several arguments, nothing for none.
   * @returns a promise that rejects only for data that cannot be sent, which nobody needs to catch.
   */
  emit(event: string, data?: unknown, options: EmitOptions = NO_OPTIONS): Promise<void> {
    try {
      const args = toArguments(data);
      const namespace = options.namespace ?? DEFAULT_NAMESPACE;
      if (options.callback === undefined) return this.broadcast(namespace, event, args, options);
      this.request(namespace, event, args, options, new CallbackListener(options.callback));
      return DONE;
    } catch (error) {
      const { logger = ERRORS_ONLY } = this.host ?? {};
      return rejected(error, (mistake) => logger.error(`"${event}" was not emitted`, mistake));
    }
  }

  /** Delivers an event to all that the options name. Throws for data that cannot be sent. */
  broadcast(namespace: string, event: string, args: readonly unknown[], options: EmitOptions): Promise<void> {
    const { host } = this;
    if (this.observer !== undefined) this.tell(this.observer, namespace, event, args, options);
    const membership = this.memberships.get(namespace);
    const to = targetOf(options);
    if (this.recovery !== undefined && options.volatile !== true) {
      const offset = this.recovery.record(namespace, event, args, to, options.skipSid);
      if (host !== undefined)
        membership?.forEach(to, options.skipSid, deliverWithOffset(host, event, args, offset, options));
      return DONE;
    }
    if (membership === undefined || host === undefined) return DONE;
    if (typeof to === 'string' && options.skipSid === undefined) {
      const only = membership.only(to);
      if (only !== undefined) {
        only.send(event, args, undefined, options);
        return DONE;
      }
    }
    let packet: unknown;
    membership.forEach(to, options.skipSid, (client) => {
      packet ??= host.encode(namespace, event, args, options);
      client.deliver(packet, options);
    });
    return DONE;
  }

  /** Lets clients come back after a loss of the connection. Returns whether this manager can. */
  enableRecovery(options: RecoveryOptions): boolean {
    this.recovery = new RecoveryLog(options);
    return true;
  }

  /** Keeps the state of a client that may come back. Call it while its rooms still stand. */
  saveState(client: Recipient, session: object | undefined): void {
    const { pid, sid, namespace } = client;
    if (pid === undefined) return;
    this.recovery?.save({ pid, sid, namespace, rooms: [...(client.rooms ?? [])], session });
  }

  /** The state of a client that comes back; undefined when it must begin anew. */
  restoreState(pid: string, offset: string, namespace: string): RestoredState | undefined {
    return this.recovery?.restore(pid, offset, namespace);
  }

  /**
   * Delivers an event and collects the acknowledgements. The listener hears once of every recipient, then that all is
   * complete, or that time is up.
   */
  request(
    namespace: string,
    event: string,
    args: readonly unknown[],
    options: EmitOptions,
    listener: RequestListener,
  ): AckRequest {
    const request = new AckRequest(listener);
    if (this.observer !== undefined) this.tell(this.observer, namespace, event, args, options);
    try {
      this.memberships.get(namespace)?.forEach(targetOf(options), options.skipSid, (client) => {
        client.send(event, args, request.expect(client), options);
      });
    } catch (error) {
      request.cancel();
      throw error;
    }
    request.start(options.timeout ?? DEFAULT_ACK_TIMEOUT);
    return request;
  }

  /** An acknowledgement arrived from a client. Returns false when nobody waits for it. */
  triggerCallback(client: Recipient, id: number, args: readonly unknown[]): boolean {
    const listener = client.acks?.take(id);
    listener?.answer(client.sid, args);
    return listener !== undefined;
  }

  /** Describes a client of this process; undefined when it is not here. */
  describe(sid: string, namespace: string = DEFAULT_NAMESPACE): ClientDetails | undefined {
    const client = this.find(sid, namespace);
    return client === undefined ? undefined : this.host?.describe(client);
  }

  /** Describes the clients that the filter names. */
  fetchClients(filter: ClientFilter = {}): Promise<ClientDetails[]> {
    const found: ClientDetails[] = [];
    const { host } = this;
    if (host !== undefined) this.forEachClient(filter, (client) => found.push(host.describe(client)));
    return Promise.resolve(found);
  }

  /** Puts all clients that the filter names into rooms. */
  joinRooms(rooms: OneOrMany, filter: ClientFilter = {}): Promise<void> {
    const membership = this.membership(filter);
    this.forEachClient(filter, (client) => {
      for (const room of typeof rooms === 'string' ? [rooms] : rooms) membership?.enter(client, room);
    });
    return DONE;
  }

  /** Takes all clients that the filter names out of rooms. */
  leaveRooms(rooms: OneOrMany, filter: ClientFilter = {}): Promise<void> {
    const membership = this.membership(filter);
    this.forEachClient(filter, (client) => {
      for (const room of typeof rooms === 'string' ? [rooms] : rooms) membership?.leave(client, room);
    });
    return DONE;
  }

  /** Disconnects all clients that the filter names; resolves when the handlers of this process are through. */
  async disconnectClients(filter: ClientFilter = {}): Promise<void> {
    const { host } = this;
    if (host === undefined) return;
    const gone: Promise<void>[] = [];
    this.forEachClient(filter, (client) => gone.push(host.disconnect(client)));
    await Promise.all(gone);
  }

  /** Emits an event to the other servers of the cluster, of which this manager has none. */
  serverSideEmit(_event: string, _args: readonly unknown[]): Promise<void> {
    return DONE;
  }

  private tell(
    observer: MembershipObserver,
    namespace: string,
    event: string,
    args: readonly unknown[],
    options: EmitOptions,
  ): void {
    const clients: Recipient[] = [];
    this.memberships.get(namespace)?.forEach(targetOf(options), options.skipSid, (client) => clients.push(client));
    observer.sent(clients, event, args);
  }

  /** Visits a snapshot, so that what the visitor does to rooms cannot change who is visited. */
  private forEachClient(filter: ClientFilter, visit: (client: Recipient) => void): void {
    const clients: Recipient[] = [];
    this.membership(filter)?.forEach(filter.room, filter.except, (client) => clients.push(client));
    clients.forEach(visit);
  }

  private membership(options: NamespaceOptions): Membership | undefined {
    return this.memberships.get(options.namespace ?? DEFAULT_NAMESPACE);
  }
}
