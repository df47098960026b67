import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const COST = { N: 16_384, r: 8, p: 5 } as const;
const LENGTH = 32;
const HASH = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;
/** Longer ones are wrong: nobody types them, and each byte costs. */
const LONGEST = 1024;
/** Each check keeps one of Node's few worker threads busy: strangers must not keep them all. */
const MOST_WAITING = 8;

/**
 * Makes a hash of a password, to be given to `instrument` in its place, so that the password itself is in no
 * configuration.
 *
 * @returns `scrypt$N$r$p$salt$hash`
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, LENGTH, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

export function isPasswordHash(value: unknown): value is string {
  return typeof value === 'string' && HASH.test(value);
}

/** Compares passwords with one hash, one after the other. */
export class PasswordCheck {
  readonly #salt: Buffer;
  readonly #hash: Buffer;
  readonly #cost: ScryptOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @param hash what {@link hashPassword} made. */
  constructor(hash: string) {
    const [, N, r, p, salt, expected] = HASH.exec(hash) as string[];
    this.#cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 256 * Number(N) * Number(r) };
    this.#salt = Buffer.from(salt!, 'base64url');
    this.#hash = Buffer.from(expected!, 'base64url');
  }

  /** Whether it is this password. Takes the same time for all; refuses at once when too many wait already. */
  async matches(password: unknown): Promise<boolean> {
    if (this.#waiting >= MOST_WAITING) return false;
    this.#waiting += 1;
    const given = typeof password === 'string' && password.length <= LONGEST ? password : undefined;
    const derived = this.#last.then(() => derive(given ?? '', this.#salt, this.#hash.length, this.#cost));
    this.#last = derived.catch(() => undefined);
    try {
      return timingSafeEqual(await derived, this.#hash) && given !== undefined;
    } finally {
      this.#waiting -= 1;
    }
  }
}

function derive(password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
