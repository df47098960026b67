import { createHmac, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { Turns } from './turns.js';

const COST = { N: 16_384, r: 8, p: 5 } as const;
const LENGTH = 32;
const HASH = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;
/** Longer ones are wrong: nobody types them, and each byte costs. */
const LONGEST = 1024;
/** Each check keeps one of Node's four worker threads busy: strangers must not keep them all. */
const turns = new Turns(2, 200);
/** The right password is remembered under a key of this process, so that it need not wait behind those who guess. */
const KEY = randomBytes(32);

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

/** Compares passwords with one hash. */
export class PasswordCheck {
  readonly #salt: Buffer;
  readonly #hash: Buffer;
  readonly #cost: ScryptOptions;
  #right: Buffer = randomBytes(LENGTH);

  /** @param hash what {@link hashPassword} made. */
  constructor(hash: string) {
    const [, N, r, p, salt, expected] = HASH.exec(hash) as string[];
    this.#cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 256 * Number(N) * Number(r) };
    this.#salt = Buffer.from(salt!, 'base64url');
    this.#hash = Buffer.from(expected!, 'base64url');
  }

  /**
   * Whether it is this password. Takes the same time for all wrong ones.
   *
   * @param from whoever asks, behind whose other questions this one waits.
   * @throws BusyError when too many wait.
   */
  async matches(password: unknown, from: string): Promise<boolean> {
    if (typeof password !== 'string' || password.length > LONGEST) return false;
    const digest = createHmac('sha256', KEY).update(password).digest();
    if (timingSafeEqual(digest, this.#right)) return true;
    return turns.run(from, async () => {
      if (timingSafeEqual(digest, this.#right)) return true;
      const isRight = timingSafeEqual(await derive(password, this.#salt, this.#hash.length, this.#cost), this.#hash);
      if (isRight) this.#right = digest;
      return isRight;
    });
  }
}

function derive(password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
