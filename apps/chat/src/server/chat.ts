import { ConnectionRefusedError, tuple } from '@x/socketio-server';
import { type Answer, type Auth, LIMITS, LOBBY, type Message, type Person, type RefusalCode } from '../events.js';
import { foldName, isVisible, tidyName } from '../names.js';
import type { ChatServer } from './chat-server.js';
import { checkDraft } from './drafts.js';
import { Neighbours, proofOf } from './neighbours.js';
import { Guest, People } from './people.js';
import { PictureShelf } from './pictures.js';
import { type Room, Rooms } from './rooms.js';

export interface ChatOptions {
  /** How many people may be here at once. @default 200 */
  people?: number;
  /** How many rooms are kept. @default 50 */
  rooms?: number;
  /** How many messages a room keeps. @default 200 */
  history?: number;
  /** How many bytes of pictures are kept, over all rooms. @default 64 MiB */
  pictureBytes?: number;
}

const TOO_FAST = 'That was a bit fast. Take a breath, then try again.';
const NOT_THERE = 'You are not in that room.';
const PICTURE_COST = 3;
const ROOMS_PER_GUEST = 20;
/** Everybody hears of every change of presence, so changes that come thick and fast are told together, after so many ms. */
const PRESENCE_DELAY = 50;

/** People choose the names of rooms: without a prefix, a room named as somebody's sid would be a tap on that line. */
const channel = (room: Room) => `room:${foldName(room.name)}`;

const refusal = (code: RefusalCode, message: string) => new ConnectionRefusedError(message, { code });

/**
 * The chat on top of a server: who is here, in which room, and what is said there.
 *
 * Whatever arrives is checked, whatever the types of its parameters promise: anybody can connect without our page.
 */
export class Chat {
  readonly #sio: ChatServer;
  readonly #capacity: number;
  readonly #people = new People();
  readonly #rooms: Rooms;
  readonly #pictures: PictureShelf;
  readonly #neighbours: Neighbours;
  #presenceIsDue = false;
  #neighboursAreDue = false;

  constructor(sio: ChatServer, options: ChatOptions = {}) {
    this.#sio = sio;
    this.#capacity = options.people ?? 200;
    this.#rooms = new Rooms({ capacity: options.rooms ?? 50, history: options.history ?? 200 });
    this.#pictures = new PictureShelf(options.pictureBytes ?? 64 * 1024 * 1024);

    sio.on('connect', (sid, _environ, auth) => this.#connect(sid, auth));
    sio.on('disconnect', (sid) => this.#disconnect(sid));
    sio.on('enter', (sid, room, after) => this.#enter(sid, room, after));
    sio.on('leave', (sid, room) => this.#leave(sid, room));
    sio.on('post', (sid, room, draft) => this.#post(sid, room, draft));
    sio.on('typing', (sid, room, active) => this.#typing(sid, room, active));
    sio.on('picture', (sid, room, id) => this.#picture(sid, room, id));
    this.#neighbours = new Neighbours(sio, {
      asked: () => this.#tellNeighbours(),
      changed: () => this.#tellPresence(),
      said: (message, bytes) => this.#saidElsewhere(message, bytes),
      moved: (nickname, proof) => this.#moved(nickname, proof),
    });
  }

  /** Says goodbye to the neighbours; to be called before the server is shut down. */
  stop(): Promise<void> {
    return this.#neighbours.stop();
  }

  #connect(sid: string, auth: unknown): void {
    const { nickname, key } = checkAuth(auth);
    const holder = this.#people.named(nickname);
    const distant = this.#neighbours.named(nickname);
    const taken = (holder && holder.key !== key) || (distant && distant.proof !== proofOf(key));
    if (taken) throw refusal('taken', `Somebody named ${(holder ?? distant)!.nickname} is here already.`);
    if (!holder && this.#people.count >= this.#capacity) throw refusal('full', 'The house is full. Come back later.');
    const guest = new Guest(sid, nickname, key);
    if (holder) this.#takeOver(holder, guest);
    if (distant) this.#neighbours.tellMoved(nickname, key);
    this.#people.add(guest);
    this.#presenceChanged();
  }

  /** The same person over a new connection: what the old one had goes over, without a word to the others. */
  #takeOver(old: Guest, guest: Guest): void {
    this.#people.remove(old);
    guest.looksAt = old.looksAt;
    for (const room of old.rooms) {
      guest.rooms.add(room);
      void this.#sio.enterRoom(guest.sid, channel(room));
    }
    this.#dismiss(old);
  }

  /** Somebody who was here came in at a neighbour's. */
  #moved(nickname: string, proof: string): void {
    const guest = this.#people.named(nickname);
    if (guest?.proof !== proof) return;
    this.#people.remove(guest);
    this.#dismiss(guest);
    this.#presenceChanged();
  }

  #dismiss({ sid }: Guest): void {
    void this.#sio.emit('replaced', undefined, { to: sid });
    void this.#sio.disconnect(sid);
  }

  #disconnect(sid: string): void {
    const guest = this.#people.get(sid);
    if (!guest) return;
    this.#people.remove(guest);
    for (const room of guest.rooms) this.#tellNote(room, guest, 'left');
    this.#presenceChanged();
  }

  #enter(sid: string, name: unknown, after: unknown): Answer<{ room: string; messages: Message[] }> {
    const guest = this.#people.get(sid);
    const wanted = typeof name === 'string' && name.length <= LIMITS.room ? tidyName(name) : '';
    if (!guest || !isVisible(wanted)) {
      return { ok: false, reason: `The name of a room has 1 to ${LIMITS.room} characters, some of them visible.` };
    }
    const known = this.#rooms.get(wanted);
    if (!(known ? guest.trifles : guest.deeds).spend()) return { ok: false, reason: TOO_FAST };
    if (!(known && guest.rooms.has(known)) && guest.rooms.size >= ROOMS_PER_GUEST) {
      return { ok: false, reason: `You are in ${ROOMS_PER_GUEST} rooms. Please leave one of them first.` };
    }
    const room = this.#openRoom(this.#spelling(wanted));
    if (!room) return { ok: false, reason: 'There are too many rooms already. Please join one of them.' };
    guest.looksAt = room;
    if (!guest.rooms.has(room)) {
      guest.rooms.add(room);
      void this.#sio.enterRoom(sid, channel(room));
      this.#tellNote(room, guest, 'joined');
    }
    this.#presenceChanged();
    return { ok: true, room: room.name, messages: room.since(typeof after === 'string' ? after : null) };
  }

  /** A room of a neighbour's is written as it is there. */
  #spelling(name: string): string {
    const key = foldName(name);
    return this.#neighbours.rooms.find((room) => foldName(room) === key) ?? name;
  }

  #openRoom(name: string): Room | undefined {
    return this.#rooms.open(name, {
      isEmpty: (room) => !this.#people.isIn(room),
      removed: (room) => this.#pictures.removeAll(room.messages),
    });
  }

  #leave(sid: string, name: unknown): void {
    const [guest, room] = this.#place(sid, name);
    if (!guest || room.name === LOBBY) return;
    guest.rooms.delete(room);
    if (guest.looksAt === room) guest.looksAt = undefined;
    void this.#sio.leaveRoom(sid, channel(room));
    this.#tellNote(room, guest, 'left');
    this.#presenceChanged();
  }

  #post(sid: string, name: unknown, input: unknown): Answer<{ message: Message }> {
    const [guest, room] = this.#place(sid, name);
    if (!guest) return { ok: false, reason: NOT_THERE };
    const draft = checkDraft(input);
    if (typeof draft === 'string') return { ok: false, reason: draft };
    const posted = room.find(draft.id);
    if (posted?.author === guest.nickname) return { ok: true, message: posted };
    if (posted) return { ok: false, reason: 'The message has the id of another one.' };
    const { id, text, picture, bytes } = draft;
    if (!guest.deeds.spend(bytes ? PICTURE_COST : 1)) return { ok: false, reason: TOO_FAST };

    const message: Message = { id, room: room.name, author: guest.nickname, at: Date.now(), text, picture };
    this.#keepAndTell(room, message, bytes, sid);
    this.#neighbours.tellSaid(message, bytes);
    return { ok: true, message };
  }

  #saidElsewhere(message: Message, bytes: Uint8Array | null): void {
    const room = this.#openRoom(message.room);
    if (room) this.#keepAndTell(room, { ...message, room: room.name }, bytes ?? undefined);
  }

  /** Keeps a message, and tells it to those here; the neighbours do the same for those with them. */
  #keepAndTell(room: Room, message: Message, bytes: Uint8Array | undefined, skipSid?: string): void {
    this.#pictures.removeAll(room.keep(message));
    if (bytes) this.#pictures.put(message, bytes);
    const fresh = message.picture && bytes ? { ...message, picture: { ...message.picture, bytes } } : message;
    void this.#sio.emit('message', fresh, { to: channel(room), skipSid, ignoreQueue: true });
  }

  #typing(sid: string, name: unknown, active: unknown): void {
    const [guest, room] = this.#place(sid, name);
    if (!guest?.trifles.spend()) return;
    const signal = tuple(room.name, guest.nickname, active === true);
    void this.#sio.emit('typing', signal, { to: channel(room), skipSid: sid });
  }

  #picture(sid: string, name: unknown, id: unknown): Answer<{ bytes: Uint8Array | null }> {
    const [guest, room] = this.#place(sid, name);
    if (!guest) return { ok: false, reason: NOT_THERE };
    if (!guest.trifles.spend()) return { ok: false, reason: TOO_FAST };
    const message = typeof id === 'string' && room.find(id);
    return { ok: true, bytes: (message && this.#pictures.get(message)) || null };
  }

  /** The guest of a connection and a room, if it is one that the guest is in. */
  #place(sid: string, name: unknown): [guest: Guest, room: Room] | [guest: undefined, room: undefined] {
    const guest = this.#people.get(sid);
    const room = typeof name === 'string' ? this.#rooms.get(name) : undefined;
    return guest && room && guest.rooms.has(room) ? [guest, room] : [undefined, undefined];
  }

  #tellNote(room: Room, guest: Guest, what: 'joined' | 'left'): void {
    void this.#sio.emit('note', tuple(room.name, guest.nickname, what), { to: channel(room), skipSid: guest.sid });
  }

  /** People here came, went, or moved. */
  #presenceChanged(): void {
    this.#neighboursAreDue = true;
    this.#tellPresence();
  }

  /** Tells everybody here who is where. */
  #tellPresence(): void {
    if (this.#presenceIsDue) return;
    this.#presenceIsDue = true;
    setTimeout(() => {
      this.#presenceIsDue = false;
      const rooms = [...this.#rooms.names, ...this.#neighbours.rooms.filter((name) => !this.#rooms.get(name))];
      void this.#sio.emit('presence', { people: this.#everybody(), rooms: [...new Set(rooms)] }, { ignoreQueue: true });
      if (this.#neighboursAreDue) this.#tellNeighbours();
    }, PRESENCE_DELAY).unref();
  }

  #tellNeighbours(): void {
    this.#neighboursAreDue = false;
    this.#neighbours.tellPeople(this.#people.toDistantPersons(), this.#rooms.names);
  }

  #everybody(): Person[] {
    const elsewhere = this.#neighbours.people.filter(({ nickname }) => !this.#people.named(nickname));
    return [
      ...this.#people.toPersons(),
      ...elsewhere.map(({ nickname, rooms, looksAt }) => ({ nickname, rooms, looksAt })),
    ];
  }
}

function checkAuth(auth: unknown): Auth {
  const { nickname, key } = (auth ?? {}) as Partial<Auth>;
  const tidy = typeof nickname === 'string' && nickname.length <= LIMITS.nickname ? tidyName(nickname) : '';
  if (!isVisible(tidy)) {
    throw refusal('nickname', `A nickname has 1 to ${LIMITS.nickname} characters, some of them visible.`);
  }
  if (typeof key !== 'string' || !LIMITS.key.test(key)) throw refusal('nickname', 'The page sent no proper key.');
  return { nickname: tidy, key };
}
