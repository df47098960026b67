import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { StepError } from '../toolchain.mjs';

/**
 * The path of a program; where it is missing, its Debian package is installed first, which is said.
 * @param {string} program
 * @param {string} debianPackage
 * @param {(message: string) => void} say
 * @returns {string}
 */
export function requireProgram(program, debianPackage, say) {
  const found = findProgram(program);
  if (found !== undefined) return found;
  say(`${program} is not there: apt-get install ${debianPackage} ...`);
  aptGet(['-q', 'update']);
  aptGet(['-q', 'install', '-y', '--no-install-recommends', debianPackage]);
  const installed = findProgram(program);
  if (installed === undefined) throw new StepError(`${debianPackage} was installed, but there is no ${program}`);
  return installed;
}

/**
 * @param {string} program a name, or a path of its own
 * @returns {string | undefined}
 */
export function findProgram(program) {
  if (program.includes('/')) return existsSync(program) ? program : undefined;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** @param {string[]} args */
function aptGet(args) {
  if (findProgram('apt-get') === undefined) {
    throw new StepError('it is missing, and so is apt-get: install it by hand, or start a container engine');
  }
  const command = ['apt-get', ...args];
  if (process.getuid?.() !== 0) command.unshift('sudo', '-n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [program, ...rest] = /** @type {[string, ...string[]]} */ (command);
  const done = spawnSync(program, rest, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status === 0) return;
  throw new StepError(`${command.join(' ')} failed:\n${done.stderr?.trim() || done.error?.message}`);
}
