import { createHash, randomBytes } from 'node:crypto';

/** Logins that are kept at a time; beyond, the oldest ends. */
const MOST = 1000;

/** Logins by which the UI comes back without asking for the password again. Only digests of their ids are kept. */
export class LoginSessions {
  readonly #ends = new Map<string, number>();
  readonly #duration: number;

  /** @param duration milliseconds that a login lasts. */
  constructor(duration: number) {
    this.#duration = duration;
  }

  /** Begins one. The id is for the administrator alone; the digest may be shared between servers. */
  begin(): { readonly id: string; readonly digest: string } {
    const id = randomBytes(16).toString('hex');
    const digest = digestOf(id);
    this.accept(digest);
    return { id, digest };
  }

  /** Takes a login in that began here or on another server. */
  accept(digest: string): void {
    this.#ends.delete(digest);
    this.#ends.set(digest, Date.now() + this.#duration);
    if (this.#ends.size > MOST) this.#ends.delete(this.#ends.keys().next().value as string);
  }

  has(id: unknown): boolean {
    if (typeof id !== 'string' || id.length !== 32) return false;
    const digest = digestOf(id);
    const end = this.#ends.get(digest);
    if (end === undefined) return false;
    if (end > Date.now()) return true;
    this.#ends.delete(digest);
    return false;
  }
}

function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
