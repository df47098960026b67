import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { missing } from './peers.js';

const run = promisify(execFile);
const VERSION = '7.0.4';
const CACHE = fileURLToPath(new URL(`../../../.cache/pm2-${VERSION}`, import.meta.url));
const BIN = join(CACHE, 'node_modules', 'pm2', 'bin', 'pm2');

/**
 * Whether PM2 is there; fetched once with npm. It is no dependency of this repository, whose licence it does not share,
 * and 34 MB that few need.
 */
export async function hasPm2(skipped: string): Promise<boolean> {
  if (existsSync(BIN)) return true;
  mkdirSync(CACHE, { recursive: true });
  const options = ['--prefix', CACHE, '--no-audit', '--no-fund', '--omit=optional', '--ignore-scripts'];
  try {
    await run('npm', ['install', ...options, `pm2@${VERSION}`], { timeout: 120_000 });
  } catch {
    return missing(`PM2: could not be installed with npm, so ${skipped} were skipped`);
  }
  return existsSync(BIN);
}

interface Described {
  readonly pid: number;
  readonly pm2_env: { readonly status: string; readonly restart_time: number };
}

/** A PM2 with a daemon of its own, which knows nothing of others on the machine. */
export class Pm2 {
  readonly #env: NodeJS.ProcessEnv;
  readonly #folder: string;

  /** @param folder Where its home is, and where paths in configurations begin. */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = { ...process.env, NODE_ENV: 'production', ...env, PM2_HOME: join(folder, 'pm2-home') };
  }

  async run(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [BIN, ...args], { env: this.#env, cwd: this.#folder });
    return stdout;
  }

  async list(): Promise<Described[]> {
    const output = await this.run('jlist', '--silent');
    return JSON.parse(output.slice(output.indexOf('['))) as Described[];
  }

  /** Ends all of its processes, and the daemon. */
  async end(): Promise<void> {
    await this.run('kill', '--silent');
  }
}
