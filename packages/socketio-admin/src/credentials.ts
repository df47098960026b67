import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Credentials, type CredentialsCheck, type InstrumentOptions, invalid } from './options.js';
import { isPasswordHash, PasswordCheck } from './password.js';

/** Decides on what a client at an address sent. */
type Check = (given: unknown, address: string) => boolean | PromiseLike<boolean>;

/** Both sides go through a keyed hash first, so that the time of a comparison tells nothing of where they differ. */
const KEY = randomBytes(32);

/**
 * The check that the option `auth` asks for.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` for credentials that would let in whoever sends nothing, and for what can be none.
 */
export function checkOf(auth: InstrumentOptions['auth']): Check {
  if (auth === false) return () => true;
  if (typeof auth === 'function') return (given) => (auth as CredentialsCheck)(given);
  if (typeof auth !== 'object' || auth === null) {
    throw invalid('auth must be specified: credentials, a list of them, a function, or false for no authentication');
  }
  if (Array.isArray(auth) && auth.length === 0) throw invalid('auth is an empty list: nobody could come in');
  const checks = (Array.isArray(auth) ? (auth as readonly Credentials[]) : [auth as Credentials]).map(checkOfOne);
  return async (given, address) => {
    // All are asked, whatever the first one says.
    const answers = await Promise.all(checks.map((check) => check(given, address)));
    return answers.includes(true);
  };
}

function checkOfOne(credentials: Credentials): Check {
  verify(credentials);
  const { password, ...others } = credentials;
  if (!isPasswordHash(password)) {
    const expected = digest(credentials);
    return (given) => timingSafeEqual(digest(given), expected);
  }
  const expected = digest(others);
  const check = new PasswordCheck(password);
  return async (given, address) => {
    const { password: givenPassword, ...rest } = (given ?? {}) as Record<string, unknown>;
    // A name that nobody has costs no more than this: only passwords are worth a guess, and a computation.
    return timingSafeEqual(digest(rest), expected) && check.matches(givenPassword, address);
  };
}

/** A password that was forgotten in the environment must not become no password. */
function verify(credentials: Credentials): void {
  const entries = typeof credentials === 'object' && credentials !== null ? Object.entries(credentials) : [];
  if (entries.length === 0) throw invalid('auth holds no credentials');
  for (const [name, value] of entries) {
    if (!['string', 'number', 'boolean'].includes(typeof value) || value === '' || Number.isNaN(value)) {
      throw invalid(`auth.${name} must be a string, a number or a boolean, and not empty`);
    }
    if (name === 'password' && /^\$2[aby]?\$/.test(String(value))) {
      throw invalid('auth.password is a bcrypt hash; make one with hashPassword() of this package instead');
    }
  }
}

/** A digest of what was sent, whatever the order of its keys. */
function digest(value: unknown): Buffer {
  const hash = createHmac('sha256', KEY);
  return hash.update(canonical(value)).digest();
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(['no object', typeof value]);
  try {
    return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return 'no JSON';
  }
}
