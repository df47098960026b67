/** What the page and the server say to each other. Both import this file, so the compiler keeps them in step. */

/** What the page asks of the server. The type that a function returns is the acknowledgement. */
export interface ClientToServer {
  /**
   * Joins a room (a new one is created), or looks again at one that was joined before.
   * The answer has what the room keeps of the messages after `after`, or all of it for `null`.
   */
  enter(room: string, after: string | null): Answer<{ room: string; messages: Message[] }>;
  leave(room: string): void;
  /** Posting a draft again, after a connection broke before its answer came, does not post it twice. */
  post(room: string, draft: Draft): Answer<{ message: Message }>;
  typing(room: string, active: boolean): void;
  /** The bytes of a picture that came with the history; `null` when the server no longer keeps them. */
  picture(room: string, id: string): Answer<{ bytes: Uint8Array | null }>;
}

/** What the server tells the page. */
export interface ServerToClient {
  message(message: Message): void;
  presence(presence: Presence): void;
  /** Somebody joined or left a room that this client is in. */
  note(room: string, nickname: string, what: 'joined' | 'left'): void;
  typing(room: string, nickname: string, active: boolean): void;
  /** The same person came in from another tab; the connection ends here. */
  replaced(): void;
}

/** What the page hands over when it connects. */
export interface Auth {
  nickname: string;
  /** A secret of this browser tab: whoever holds it may take the nickname over from a connection that broke. */
  key: string;
}

export type Answer<T> = ({ ok: true } & T) | { ok: false; reason: string };

/** A message as its author hands it in. */
export interface Draft {
  /** Made by the author's page, see {@link LIMITS.id}. */
  id: string;
  text: string;
  picture: { bytes: Uint8Array; width: number; height: number } | null;
}

export interface Message {
  id: string;
  room: string;
  author: string;
  /** Milliseconds since 1970, by the server's clock. */
  at: number;
  text: string;
  picture: Picture | null;
}

export interface Picture {
  type: PictureType;
  width: number;
  height: number;
  /** With a fresh message; a picture of the history is asked for with the event `picture`. */
  bytes?: Uint8Array;
}

export type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

export interface Presence {
  people: Person[];
  /** The names of all rooms, those without anybody too. */
  rooms: string[];
}

export interface Person {
  nickname: string;
  /** The rooms that the person joined. */
  rooms: string[];
  /** The one of them that the person looks at. */
  looksAt: string | null;
}

/** Why a connection is refused: the `code` in the data of a `connect_error`. */
export type RefusalCode = 'nickname' | 'taken' | 'full';

/** The room that everybody starts in; it is always there. */
export const LOBBY = 'lobby';

/** Lengths are in UTF-16 code units, as in JavaScript's `length` and HTML's `maxlength`. */
export const LIMITS = {
  nickname: 24,
  room: 32,
  text: 2_000,
  /** Bytes of a picture on its way to the server. */
  picture: 2 * 1024 * 1024,
  /** Pixels of a picture, each way. */
  pixels: 20_000,
  id: /^[\w-]{8,40}$/,
  key: /^[\w-]{16,64}$/,
} as const;
