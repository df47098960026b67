import { LOBBY, type Message, type Presence } from '../../events.js';
import { paintAvatar } from '../avatar.js';
import type { Conversation } from '../conversation.js';
import { byId } from '../dom.js';
import { PictureStore } from '../picture-store.js';
import { rowsOf } from '../rows.js';
import type { Session } from '../session.js';
import { Lightbox } from './lightbox.js';
import { MessageList } from './message-list.js';
import { PeopleList } from './people-list.js';
import { RoomList } from './room-list.js';
import { TypingLine } from './typing.js';

const TITLE = document.title;
const TRANSPORTS: Record<string, string> = { polling: 'Long-polling', websocket: 'WebSocket' };

export interface FrameHandlers {
  goTo(room: string): void;
  leave(): void;
  signOut(): Promise<void>;
  retry(id: string): void;
  discard(id: string): void;
  reachedEnd(): void;
  /** Gets the bytes of a picture of the history. */
  loadPicture(message: Message): Promise<Uint8Array | null>;
}

/** Everything around the conversation, and the conversation itself: shows what a session holds. */
export class Frame {
  readonly messages: MessageList;
  readonly #frame = byId('frame');
  readonly #rooms: RoomList;
  readonly #people = new PeopleList();
  readonly #typing = new TypingLine();
  readonly #pictures: PictureStore;
  #due: Session | undefined;

  constructor(handlers: FrameHandlers) {
    const lightbox = new Lightbox();
    this.#pictures = new PictureStore(handlers.loadPicture);
    this.messages = new MessageList({
      retry: handlers.retry,
      discard: handlers.discard,
      reachedEnd: handlers.reachedEnd,
      picture: (message) => this.#pictures.url(message),
      openPicture: (url, message) => lightbox.open(url, message),
    });
    this.#rooms = new RoomList(handlers.goTo);
    byId('sign-out').addEventListener('click', () => void handlers.signOut());
    byId('leave').addEventListener('click', handlers.leave);
  }

  get visible(): boolean {
    return !this.#frame.hidden;
  }

  set visible(visible: boolean) {
    this.#frame.hidden = !visible;
  }

  /** Shows everything as it is now; many changes in one turn are shown at once. */
  refresh(session: Session): void {
    if (!this.#due) queueMicrotask(() => this.#show());
    this.#due = session;
  }

  /** On narrow windows the lists at the sides are drawers. */
  closeDrawers(): void {
    for (const id of ['rooms', 'people']) {
      const drawer = byId(id);
      if (drawer.matches(':popover-open')) drawer.hidePopover();
    }
  }

  #show(): void {
    const { conversations, presence, current, nickname, transport } = this.#due!;
    this.#due = undefined;
    const unread = Array.from(conversations.values()).reduce((sum, conversation) => sum + conversation.unread, 0);
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${current ? `${current.name} · ` : ''}${TITLE}`;
    byId('menu-badge').hidden = unread === 0;
    showMe(nickname, transport);
    if (!current) return;
    this.#rooms.show(presence, conversations, current.name);
    this.#people.show(presence, current.name, nickname);
    this.#typing.show([...current.typing]);
    showHeader(current.name, presence);
    byId('empty').hidden = !current.isEmpty;
    this.messages.show(rowsOf(current, nickname, Date.now()));
    this.#pictures.retain(picturesOf(conversations.values()));
  }
}

function showMe(nickname: string, transport: string): void {
  byId('me-name').textContent = nickname;
  paintAvatar(byId('me-avatar'), nickname);
  byId('me-transport').textContent = TRANSPORTS[transport] ?? 'Not connected';
  byId('me').classList.toggle('offline', transport === '');
}

function showHeader(room: string, { people }: Presence): void {
  const count = people.filter(({ rooms }) => rooms.includes(room)).length;
  byId('room-title').textContent = room;
  byId('room-people').textContent = count === 1 ? 'Only you so far' : `${count} people`;
  byId('empty-room').textContent = room;
  byId('leave').hidden = room === LOBBY;
}

function picturesOf(conversations: Iterable<Conversation>): Set<string> {
  const ids = new Set<string>();
  const add = ({ id, picture }: Pick<Message, 'id' | 'picture'>) => picture && ids.add(id);
  for (const { entries, pending } of conversations) {
    for (const entry of entries) if (entry.kind === 'message') add(entry.message);
    for (const { id, draft } of pending) if (draft.picture) ids.add(id);
  }
  return ids;
}
