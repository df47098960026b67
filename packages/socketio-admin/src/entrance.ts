import { ConnectionRefusedError } from '@x/socketio-server';
import { checkOf } from './credentials.js';
import type { LoginSessions } from './login-sessions.js';
import type { InstrumentOptions } from './options.js';
import { BusyError } from './turns.js';

/** The text by which the UI knows that it must ask for the password (again). */
const REFUSAL = 'invalid credentials';
const BUSY = 'too many logins are being checked, try again later';

/** Decides who is an administrator. */
export class Entrance {
  readonly #check: ReturnType<typeof checkOf>;
  readonly #sessions: LoginSessions | undefined;
  readonly #loggedIn: (digest: string) => void;

  /**
   * @param loggedIn told of the digest of each new login.
   * @throws SocketIOError `INVALID_ARGUMENT` for credentials that are none.
   */
  constructor(auth: InstrumentOptions['auth'], sessions: LoginSessions, loggedIn: (digest: string) => void) {
    this.#check = checkOf(auth);
    this.#sessions = auth === false ? undefined : sessions;
    this.#loggedIn = loggedIn;
  }

  /**
   * @param auth credentials, or `{ sessionId }` of an earlier login.
   * @param address whose other attempts go first.
   * @returns the id of a new login, for whoever came with credentials.
   * @throws ConnectionRefusedError
   */
  async admit(auth: unknown, address: string): Promise<string | undefined> {
    if (this.#sessions === undefined) return undefined;
    if (this.#sessions.has((auth as { sessionId?: unknown } | undefined)?.sessionId)) return undefined;
    if (!(await this.#isRight(auth, address))) throw new ConnectionRefusedError(REFUSAL);
    const { id, digest } = this.#sessions.begin();
    this.#loggedIn(digest);
    return id;
  }

  async #isRight(auth: unknown, address: string): Promise<boolean> {
    try {
      return (await this.#check(auth, address)) === true;
    } catch (error) {
      throw error instanceof BusyError ? new ConnectionRefusedError(BUSY) : error;
    }
  }
}
