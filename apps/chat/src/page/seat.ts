import { LOBBY } from '../events.js';

/** What a tab remembers over a reload: who its reader is, and in which rooms. */
export interface Seat {
  nickname: string;
  key: string;
  rooms: string[];
}

const SEAT = 'chat.seat';
const NICKNAME = 'chat.nickname';

export function newSeat(nickname: string): Seat {
  return { nickname, key: randomId(), rooms: [LOBBY] };
}

export function loadSeat(): Seat | undefined {
  try {
    const seat = JSON.parse(sessionStorage.getItem(SEAT) ?? 'null') as Seat | null;
    return seat ?? undefined;
  } catch {
    return undefined;
  }
}

export function saveSeat(seat: Seat): void {
  keep(() => {
    sessionStorage.setItem(SEAT, JSON.stringify(seat));
    localStorage.setItem(NICKNAME, seat.nickname);
  });
}

export function forgetSeat(): void {
  keep(() => sessionStorage.removeItem(SEAT));
}

/** The nickname that was used last in this browser. */
export function lastNickname(): string {
  try {
    return localStorage.getItem(NICKNAME) ?? '';
  } catch {
    return '';
  }
}

/** 22 random characters. `crypto.randomUUID` is not there on plain HTTP, which is how a phone on the same network comes. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Storage may be forbidden or full; the chat goes on without a memory. */
function keep(write: () => void): void {
  try {
    write();
  } catch {}
}
