import type { MembershipObserver } from './observer.js';
import type { OneOrMany } from './options.js';
import type { Recipient } from './recipient.js';

/** Who is in one namespace, and in which of its rooms. A client's own room, named as its sid, is the table of clients itself. */
export class Membership {
  readonly clients = new Map<string, Recipient>();
  readonly rooms = new Map<string, Set<Recipient>>();
  observer: MembershipObserver | undefined;
  /** Clients whose disconnect handler runs: still in their rooms, out of reach for everything else. */
  private leaving: Set<Recipient> | undefined;

  constructor(observer: MembershipObserver | undefined) {
    this.observer = observer;
  }

  isConnected(sid: string): boolean {
    const client = this.clients.get(sid);
    return client !== undefined && !this.isLeaving(client);
  }

  isLeaving(client: Recipient): boolean {
    return this.leaving?.has(client) ?? false;
  }

  /** Returns false when it was leaving already. */
  markLeaving(client: Recipient): boolean {
    this.leaving ??= new Set();
    if (this.leaving.has(client)) return false;
    this.leaving.add(client);
    return true;
  }

  remove(client: Recipient): void {
    const { rooms } = client;
    if (rooms !== undefined) {
      client.rooms = undefined;
      for (const room of rooms) {
        this.dropFrom(room, client);
        this.observer?.left(client, room);
      }
    }
    this.leaving?.delete(client);
    if (this.clients.get(client.sid) === client) this.clients.delete(client.sid);
  }

  enter(client: Recipient, room: string): void {
    if (room === client.sid) return;
    client.rooms ??= new Set();
    const isNew = this.observer !== undefined && !client.rooms.has(room);
    client.rooms.add(room);
    let members = this.rooms.get(room);
    if (members === undefined) {
      members = new Set();
      this.rooms.set(room, members);
    }
    members.add(client);
    if (isNew) this.observer?.entered(client, room);
  }

  leave(client: Recipient, room: string): void {
    if (!client.rooms?.delete(room)) return;
    this.dropFrom(room, client);
    this.observer?.left(client, room);
  }

  close(room: string): void {
    const members = this.rooms.get(room);
    if (members === undefined) return;
    this.rooms.delete(room);
    for (const client of members) {
      client.rooms?.delete(room);
      this.observer?.left(client, room);
    }
  }

  /** Calls back for each client of the rooms (of the namespace when there are none), each once, the excepted ones aside. */
  forEach(room: OneOrMany | undefined, except: OneOrMany | undefined, visit: (client: Recipient) => void): void {
    const skipped = except === undefined ? undefined : this.resolve(except);
    const visitUnlessSkipped = (client: Recipient) => {
      if (skipped?.has(client) || this.leaving?.has(client)) return;
      visit(client);
    };
    if (room === undefined) this.clients.forEach(visitUnlessSkipped);
    else if (typeof room === 'string' && !this.clients.has(room)) this.rooms.get(room)?.forEach(visitUnlessSkipped);
    else this.resolve(room).forEach(visitUnlessSkipped);
  }

  /** The client that a name means alone, as the sid of one does whose own room nobody else is in. */
  only(name: string): Recipient | undefined {
    const client = this.clients.get(name);
    return client === undefined || this.rooms.has(name) || this.leaving?.has(client) ? undefined : client;
  }

  /** The clients that are meant by sids and room names. */
  private resolve(names: OneOrMany): Set<Recipient> {
    const found = new Set<Recipient>();
    for (const name of typeof names === 'string' ? [names] : names) {
      const client = this.clients.get(name);
      if (client !== undefined) found.add(client);
      const members = this.rooms.get(name);
      if (members !== undefined) for (const member of members) found.add(member);
    }
    return found;
  }

  private dropFrom(room: string, client: Recipient): void {
    const members = this.rooms.get(room);
    if (members === undefined) return;
    members.delete(client);
    if (members.size === 0) this.rooms.delete(room);
  }
}
