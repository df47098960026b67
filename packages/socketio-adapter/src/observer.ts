import type { Recipient } from './recipient.js';

/** Is told of what happens to the clients of this process; see {@link Manager.observe}. It must not throw. */
export interface MembershipObserver {
  /** A client entered a room that it was not in. */
  entered(client: Recipient, room: string): void;
  /** A client left a room, or is gone from all of them. */
  left(client: Recipient, room: string): void;
  /** An event goes to these clients of this process. */
  sent(clients: readonly Recipient[], event: string, args: readonly unknown[]): void;
}
