import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../toolchain.mjs';
import { folderOf } from './daemon.mjs';

const COMPOSE = ['compose', '-f', join(root, 'compose.yaml')];

/** The container engine that runs here and can read compose files, if any. */
function engine() {
  return ['docker', 'podman'].find((name) => works(name, ['info']) && works(name, ['compose', 'version']));
}

/**
 * Starts one service of compose.yaml where a container engine runs. Only for standard ports, which are the ones it has.
 * @param {string} name
 * @param {(message: string) => void} say
 * @returns {boolean} false when there is no engine, or it could not do it
 */
export function startContainer(name, say) {
  const command = engine();
  if (command === undefined) return false;
  say(`${command} compose up ${name} ...`);
  if (!works(command, [...COMPOSE, 'up', '--detach', name])) {
    say(`${command} could not start it; trying without containers`);
    return false;
  }
  writeFileSync(marker(name), command);
  return true;
}

/**
 * @param {string} name
 * @returns {boolean} false when it was not started by {@link startContainer}
 */
export function stopContainer(name) {
  if (!existsSync(marker(name))) return false;
  const command = engine();
  if (command !== undefined) works(command, [...COMPOSE, 'rm', '--stop', '--force', name]);
  rmSync(marker(name));
  return true;
}

/** @param {string} name */
const marker = (name) => join(folderOf('containers'), name);

/**
 * @param {string} command
 * @param {string[]} args
 */
function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
