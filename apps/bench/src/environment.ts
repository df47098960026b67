import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { resolve } from 'node:path';

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

/** The version of the last of these packages, each of which is looked for from the place of the one before. */
function versionOf(...path: readonly string[]): string {
  let manifest = import.meta.url;
  for (const name of path) manifest = manifestOf(name, manifest);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return version;
}

/** Looked for as a file, since not every package exports its manifest; real paths, since that is where Node looks. */
function manifestOf(name: string, from: string): string {
  const places = createRequire(from).resolve.paths(name) ?? [];
  const found = places.map((place) => resolve(place, name, 'package.json')).find(existsSync);
  if (found === undefined) throw new Error(`${name} is not installed: run "pnpm install"`);
  return realpathSync(found);
}

/** socket.io brings a `ws` of its own, which need not be the one that the ceiling is measured with. */
export function peerVersions(): Readonly<Record<string, string>> {
  return {
    'socket.io': `${versionOf('socket.io')} on ws ${versionOf('socket.io', 'engine.io', 'ws')}`,
    'socket.io-client': `${versionOf('socket.io-client')} on ws ${versionOf('socket.io-client', 'engine.io-client', 'ws')}`,
    'socket.io-parser': versionOf('socket.io-parser'),
    'bare ws': versionOf('ws'),
  };
}

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
    versions: peerVersions(),
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
