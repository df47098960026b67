import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../toolchain.mjs';

const STOP_LIMIT = 20_000;

/**
 * The folder that holds everything of one running service: data, configuration, log and pid.
 * @param {string} name for example redis-6379
 */
export function folderOf(name) {
  const folder = join(root, '.cache', 'services', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A process that outlives the command that started it. Its pid stands in a file, so that another command can end it. */
export class Daemon {
  /**
   * @param {string} folder
   * @param {string} name of its log and pid file
   */
  constructor(folder, name) {
    this.log = join(folder, `${name}.log`);
    this.pidFile = join(folder, `${name}.pid`);
  }

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  start(command, args, env = process.env) {
    const log = openSync(this.log, 'a');
    try {
      // A group of its own: Ctrl-C in this terminal is not meant for it.
      const child = spawn(command, args, { env, detached: true, stdio: ['ignore', log, log] });
      child.on('error', () => {});
      if (child.pid === undefined) throw new Error(`could not run ${command}`);
      writeFileSync(this.pidFile, `${child.pid}\n${startTime(child.pid)}\n`);
      child.unref();
    } finally {
      closeSync(log);
    }
  }

  /** Its pid while it runs. A number that belongs to another process by now does not count. */
  get pid() {
    if (!existsSync(this.pidFile)) return undefined;
    const [pid, started] = readFileSync(this.pidFile, 'utf8').split('\n');
    const number = Number(pid);
    return isRunning(number) && startTime(number) === started ? number : undefined;
  }

  /** Why there is nothing to wait for, when it has ended by itself. */
  ended() {
    return this.pid === undefined ? `ended by itself; its log ends with:\n${this.tail()}` : undefined;
  }

  tail() {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-10).join('\n') : '';
  }

  /** Asks it to end and waits for that; ends it the hard way when it does not. Returns false when it did not run. */
  async stop() {
    const pid = this.pid;
    if (pid !== undefined) {
      process.kill(pid, 'SIGTERM');
      const deadline = Date.now() + STOP_LIMIT;
      while (isRunning(pid) && Date.now() < deadline) await delay(50);
      if (isRunning(pid)) process.kill(-pid, 'SIGKILL');
    }
    rmSync(this.pidFile, { force: true });
    return pid !== undefined;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // An ended process whose parent has not asked for its code yet is not running.
  return !/^\d+ \(.*\) [ZX] /.test(stat(pid));
}

/**
 * When a process began, in clock ticks; empty where there is no /proc, and the pid alone must do.
 * @param {number} pid
 */
function startTime(pid) {
  return stat(pid).slice(stat(pid).lastIndexOf(')')).split(' ')[20] ?? '';
}

/** @param {number} pid */
function stat(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
