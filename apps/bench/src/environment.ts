import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Environment {
  readonly date: string;
  /** Abbreviated commit, with `+changes` for a work tree that differs from it; `unknown` outside of git. */
  readonly revision: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Load average of the last minute when the run began: other people's work, if it is high. */
  readonly busyAtStart: number;
  readonly versions: Readonly<Record<string, string>>;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

function revision(): string {
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=10', 'HEAD')}${changed ? '+changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

/** Read from the file, since not every package exports its manifest. */
function versionOf(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return version;
}

const PEERS = ['socket.io', 'socket.io-client', 'socket.io-parser', 'ws'];

export function readEnvironment(): Environment {
  return {
    date: new Date().toISOString(),
    revision: revision(),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    busyAtStart: loadavg()[0] ?? 0,
    versions: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
  };
}

/** Descriptors that a process needs besides its connections. */
const OTHER_FILES = 200;

/** How many connections this machine lets one process hold; a cautious guess where it cannot be asked. */
export function mostConnections(): number {
  try {
    const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === 'unlimited' ? 15_000 : Number(limit) - OTHER_FILES;
  } catch {
    return 5_000;
  }
}
