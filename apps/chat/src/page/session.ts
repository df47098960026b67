import { DisconnectedError } from '@x/socketio-client';
import { LOBBY, type Message, type Presence } from '../events.js';
import { foldName, isVisible, tidyName } from '../names.js';
import { Connection } from './connection.js';
import { Conversation, type Pending } from './conversation.js';
import type { PictureDraft } from './picture-draft.js';
import { randomId, type Seat, saveSeat } from './seat.js';

/** What the session tells the page about. */
export interface SessionView {
  /** Something that is shown changed. */
  changed(): void;
  /** Another room is looked at. */
  switched(conversation: Conversation): void;
  /** Somebody else said something. */
  heard(message: Message, conversation: Conversation): void;
  complain(sentence: string): void;
  online(): void;
  offline(): void;
  refused(message: string): void;
  replaced(): void;
  /** Whether the reader sees what arrives in the current room. */
  isWatching(): boolean;
}

/** Somebody who types says so every few seconds; who does not any more has stopped. */
const TYPING_LASTS = 6_000;

/** One person's stay: the rooms that were joined, what is said there, and how it gets to the server and back. */
export class Session {
  readonly conversations = new Map<string, Conversation>();
  presence: Presence = { people: [], rooms: [LOBBY] };
  current: Conversation | undefined;
  readonly seat: Seat;
  readonly #view: SessionView;
  readonly #connection: Connection;
  readonly #typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  #online = false;
  #wanted: string;
  /** Messages of a room whose answer to `enter` is still being looked at. */
  #early: Message[] = [];

  constructor(seat: Seat, room: string, makeView: (session: Session) => SessionView) {
    this.seat = seat;
    this.#wanted = room;
    const view = makeView(this);
    this.#view = view;
    this.#connection = new Connection({
      online: () => void this.#cameOnline(),
      offline: () => this.#wentOffline(),
      refused: (message) => view.refused(message),
      replaced: () => this.#wentOffline(() => view.replaced()),
      message: (message) => this.#received(message),
      presence: (presence) => this.#presenceChanged(presence),
      note: (room, nickname, what) => this.#noted(room, nickname, what),
      typing: (room, nickname, active) => this.#typed(room, nickname, active),
    });
  }

  get nickname(): string {
    return this.seat.nickname;
  }

  get transport(): string {
    return this.#online ? this.#connection.transport : '';
  }

  open(): void {
    this.#connection.open({ nickname: this.seat.nickname, key: this.seat.key });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Looks at a room; joins it when that is new. */
  async visit(name: string): Promise<void> {
    const room = tidyName(name);
    if (!isVisible(room)) return;
    this.#wanted = room;
    const known = this.#find(room);
    if (known) this.#look(known);
    if (this.#online) await this.#enter(room);
    else if (!known) this.#view.complain('You get into that room as soon as the connection is back.');
  }

  /** Leaves the current room; the page says where to go next. */
  leave(): void {
    if (!this.current) return;
    this.conversations.delete(this.current.name);
    this.#connection.leave(this.current.name);
    this.#remember();
    this.#view.changed();
  }

  say(text: string, picture: PictureDraft | undefined): void {
    const conversation = this.current;
    if (!conversation) return;
    const image = picture ? { bytes: picture.bytes, width: picture.width, height: picture.height } : null;
    const draft = { id: randomId(), text, picture: image };
    const pending: Pending = { id: draft.id, at: Date.now(), draft, failure: undefined };
    conversation.pending.push(pending);
    conversation.firstUnread = undefined;
    this.#view.changed();
    void this.#post(conversation, pending);
  }

  retry(id: string): void {
    const pending = this.current?.pending.find((one) => one.id === id);
    if (!this.current || !pending) return;
    pending.failure = undefined;
    this.#view.changed();
    void this.#post(this.current, pending);
  }

  discard(id: string): void {
    if (!this.current) return;
    this.current.pending = this.current.pending.filter((one) => one.id !== id);
    this.#view.changed();
  }

  type(room: string, active: boolean): void {
    if (this.#online) this.#connection.typing(room, active);
  }

  /** The bytes of a picture of the history; `null` when nobody has them any more. Rejects when they do not come now. */
  async picture({ room, id }: Message): Promise<Uint8Array | null> {
    const answer = await this.#connection.picture(room, id);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.bytes;
  }

  /** The reader has seen what is in the current room. */
  read(): void {
    if (!this.current || this.current.unread === 0) return;
    this.current.unread = 0;
    this.#view.changed();
  }

  #find(name: string): Conversation | undefined {
    const key = foldName(name);
    for (const conversation of this.conversations.values())
      if (foldName(conversation.name) === key) return conversation;
    return undefined;
  }

  /** First or again: the server has to hear which rooms we are in, and tells what was missed; the current one comes last. */
  async #cameOnline(): Promise<void> {
    this.#online = true;
    this.#view.online();
    const names = new Set([...this.seat.rooms, ...this.conversations.keys()]);
    names.delete(this.#find(this.#wanted)?.name ?? this.#wanted);
    await Promise.all([...names, this.#wanted].map((name) => this.#enter(name)));
  }

  #wentOffline(tell = () => this.#view.offline()): void {
    this.#online = false;
    for (const { typing } of this.conversations.values()) typing.clear();
    tell();
    this.#view.changed();
  }

  async #enter(name: string): Promise<void> {
    const known = this.#find(name);
    try {
      const answer = await this.#connection.enter(known?.name ?? name, known?.lastId ?? null);
      if (known && !this.conversations.has(known.name)) return; // left while the answer was on its way
      if (answer.ok) this.#entered(answer.room, answer.messages);
      else this.#stay(answer.reason);
    } catch (error) {
      // A connection that broke comes back, and everything is entered again then.
      if (!(error instanceof DisconnectedError)) this.#stay(`Room ${name} did not answer. Please try again.`);
    }
  }

  /** There is no way into the room that was wanted. */
  #stay(reason: string): void {
    const here = this.current ?? this.#find(LOBBY);
    this.#wanted = here?.name ?? LOBBY;
    if (here) this.#look(here);
    this.#view.complain(reason);
  }

  #entered(name: string, messages: Message[]): void {
    let conversation = this.#find(name);
    const isNew = !conversation;
    conversation ??= new Conversation(name);
    for (const message of messages) {
      if (conversation.add(message) && !isNew && conversation !== this.current) conversation.missed(message);
    }
    if (isNew) {
      if (messages.length > 0) conversation.arrive(Date.now());
      this.conversations.set(name, conversation);
      this.#remember();
    }
    if (foldName(this.#wanted) === foldName(name) && this.current !== conversation) this.#look(conversation);
    for (const message of this.#early.splice(0)) this.#received(message);
    for (const pending of conversation.pending) if (!pending.failure) void this.#post(conversation, pending);
    this.#view.changed();
  }

  #look(conversation: Conversation): void {
    if (this.current && this.current !== conversation) this.current.firstUnread = undefined;
    this.current = conversation;
    conversation.unread = 0;
    this.#view.switched(conversation);
    this.#view.changed();
  }

  async #post(conversation: Conversation, pending: Pending): Promise<void> {
    if (!this.#online) return;
    try {
      const answer = await this.#connection.post(conversation.name, pending.draft);
      if (answer.ok) conversation.add(answer.message);
      else pending.failure = answer.reason;
    } catch (error) {
      // It waits, and is posted again with the same id when the connection is back.
      if (!(error instanceof DisconnectedError)) pending.failure = 'No answer came.';
    }
    this.#view.changed();
  }

  #received(message: Message): void {
    const conversation = this.#find(message.room);
    if (!conversation) {
      this.#early.push(message);
      return;
    }
    this.#stopTyping(conversation, message.author);
    if (!conversation.add(message)) return;
    if (conversation !== this.current || !this.#view.isWatching()) conversation.missed(message);
    this.#view.heard(message, conversation);
    this.#view.changed();
  }

  #presenceChanged(presence: Presence): void {
    this.presence = presence;
    this.#view.changed();
  }

  #noted(room: string, nickname: string, what: 'joined' | 'left'): void {
    const conversation = this.#find(room);
    if (!conversation) return;
    conversation.note(nickname, what, Date.now());
    if (what === 'left') this.#stopTyping(conversation, nickname);
    this.#view.changed();
  }

  #typed(room: string, nickname: string, active: boolean): void {
    const conversation = this.#find(room);
    if (!conversation) return;
    this.#stopTyping(conversation, nickname);
    if (active) {
      conversation.typing.add(nickname);
      const stop = () => {
        this.#stopTyping(conversation, nickname);
        this.#view.changed();
      };
      this.#typingTimers.set(`${room}\n${nickname}`, setTimeout(stop, TYPING_LASTS));
    }
    this.#view.changed();
  }

  #stopTyping(conversation: Conversation, nickname: string): void {
    const key = `${conversation.name}\n${nickname}`;
    clearTimeout(this.#typingTimers.get(key));
    this.#typingTimers.delete(key);
    conversation.typing.delete(nickname);
  }

  #remember(): void {
    this.seat.rooms = [...this.conversations.keys()];
    saveSeat(this.seat);
  }
}
