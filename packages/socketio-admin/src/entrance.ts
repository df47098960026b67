import { ConnectionRefusedError } from '@x/socketio-server';
import { checkOf } from './credentials.js';
import type { LoginSessions } from './login-sessions.js';
import type { CredentialsCheck, InstrumentOptions } from './options.js';

/** The text by which the UI knows that it must ask for the password (again). */
const REFUSAL = 'invalid credentials';

/** Decides who is an administrator. */
export class Entrance {
  readonly #check: CredentialsCheck;
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
   * @returns the id of a new login, for whoever came with credentials.
   * @throws ConnectionRefusedError
   */
  async admit(auth: unknown): Promise<string | undefined> {
    if (this.#sessions === undefined) return undefined;
    if (this.#sessions.has((auth as { sessionId?: unknown } | undefined)?.sessionId)) return undefined;
    if ((await this.#check(auth)) !== true) throw new ConnectionRefusedError(REFUSAL);
    const { id, digest } = this.#sessions.begin();
    this.#loggedIn(digest);
    return id;
  }
}
