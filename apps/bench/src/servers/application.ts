import type { ServerSetup } from '../messages.js';

/** What every measured server does, so that all of them answer the same bytes: starts, and tells its port. */
export type StartServer = (setup: ServerSetup) => Promise<number>;

export const NEWS = 'n'.repeat(32);

/** Heartbeats stay out of the window that is measured; every target has the same. */
export const HEARTBEAT = { pingInterval: 600_000, pingTimeout: 600_000 } as const;

export const MEMBERS_PER_ROOM = 10;
/** Clients that the rooms scenario spreads memberships over. */
export const ROOM_CLIENTS = 1_000;

/** The rooms of the n-th client, such that each of `rooms` rooms has ten members. */
export function roomsOf(client: number, rooms: number): string[] {
  const names: string[] = [];
  for (let room = Math.floor(client / MEMBERS_PER_ROOM); room < rooms; room += ROOM_CLIENTS / MEMBERS_PER_ROOM) {
    names.push(`room-${room}`);
  }
  return names;
}

/** Walks through the rooms, one per call. */
export function roomCycle(rooms: number): () => string {
  let next = 0;
  return () => {
    const room = `room-${next}`;
    next = (next + 1) % rooms;
    return room;
  };
}
