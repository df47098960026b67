// From a clean clone to installed dependencies with nothing but Node: what `npm start`, `npm test` and .ci/run share.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const windows = process.platform === 'win32';
const cache = join(root, '.cache');
const stamp = join(root, 'node_modules', '.installed');

/** @typedef {{ command: string, args: string[], env: NodeJS.ProcessEnv, folder?: string }} Pnpm
 * How to call pnpm, an environment in which other tools find it, and the folder of its command unless that is on PATH.
 */

const colour = process.stderr.isTTY && !process.env['NO_COLOR'];
const arrow = colour ? '\x1b[36m›\x1b[0m' : '›';
const cross = colour ? '\x1b[31m✖\x1b[0m' : '✖';

/**
 * Progress for people, beside the output of what runs.
 * @param {string} message
 */
export const say = (message) => console.error(`${arrow} ${message}`);

/** Installs what the lockfile says, by the pinned pnpm; says nothing when there is nothing to do. */
export async function prepare() {
  const pnpm = await findPnpm();
  await install(pnpm);
  return pnpm;
}

/**
 * Builds packages with everything they depend on; silent when all of it was built before.
 * @param {Pnpm} pnpm
 * @param {string[]} filters of turbo, for example `@x/chat...`
 */
export async function build(pnpm, filters) {
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const args = ['run', 'build', '--output-logs=errors-only', ...filters.map((filter) => `--filter=${filter}`)];
  await step('Building what has changed: everything, the first time', process.execPath, [turbo, ...args], pnpm.env);
}

/** The exact version of pnpm that package.json pins: the one on PATH if it matches, else one of our own under .cache/. */
export async function findPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = packageManager.replace(/^pnpm@/, '').replace(/\+.*$/, '');
  const home = join(cache, `pnpm-${version}`);
  if (!existsSync(home)) {
    if (pnpmOnPath() === version) return callFromPath();
    await fetchPnpm(version, home);
  }
  return callFromHome(home);
}

function pnpmOnPath() {
  // Asked from outside the workspace and offline, so that neither pnpm nor corepack fetches another version to answer.
  const env = { ...process.env, COREPACK_ENABLE_NETWORK: '0', npm_config_manage_package_manager_versions: 'false' };
  const answer = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), env, encoding: 'utf8', shell: windows });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}

/**
 * @param {string} version
 * @param {string} home
 */
async function fetchPnpm(version, home) {
  // Under a name of its own first: an interrupted download must not look like a finished one.
  const partial = `${home}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const npm = process.env['npm_execpath'];
  const args = ['install', '--prefix', partial, '--no-audit', '--no-fund', '--loglevel=error', `pnpm@${version}`];
  const label = `Fetching pnpm ${version} into .cache/`;
  try {
    if (npm && /npm-cli\.js$/.test(npm)) await step(label, process.execPath, [npm, ...args], process.env, partial);
    else await step(label, 'npm', args, process.env, partial);
    renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** @returns {Pnpm} */
function callFromPath() {
  return { command: 'pnpm', args: [], env: quiet(process.env) };
}

/**
 * @param {string} home
 * @returns {Pnpm}
 */
function callFromHome(home) {
  const modules = join(home, 'node_modules');
  const variable = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folder = join(modules, '.bin');
  const path = [folder, process.env[variable]].filter(Boolean).join(delimiter);
  return {
    command: process.execPath,
    args: [join(modules, 'pnpm', 'bin', 'pnpm.cjs')],
    env: quiet({ ...process.env, [variable]: path }),
    folder,
  };
}

/**
 * Turbo without its announcements, and with no more compilers at a time than there are cores.
 * @param {NodeJS.ProcessEnv} env
 */
function quiet(env) {
  const turbo = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', TURBO_CONCURRENCY: '100%' };
  return { DO_NOT_TRACK: '1', ...turbo, ...env };
}

/** @param {Pnpm} pnpm */
async function install(pnpm) {
  const state = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  const args = [...pnpm.args, 'install', '--frozen-lockfile', '--config.confirm-modules-purge=false'];
  await step('Installing dependencies from the lockfile', pnpm.command, args, pnpm.env);
  writeFileSync(stamp, state);
}

/** Changes whenever an install could have something to do. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.versions.modules}`);
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];
  for (const folder of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, folder)).sort()) files.push(join(folder, name, 'package.json'));
  }
  for (const file of files.map((name) => join(root, name)).filter(existsSync)) {
    hash.update(file.slice(root.length).replaceAll(sep, '/')).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * Runs one step of the set-up. Its own output is shown only when it fails; its label as soon as it takes a moment.
 * @param {string} label
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @returns {Promise<void>}
 */
export function step(label, command, args, env, cwd = root) {
  const announcement = setTimeout(say, 800, `${label} ...`);
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const shell = windows && command !== process.execPath;
      const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
      /** @type {Buffer[]} */
      const output = [];
      child.stdout.on('data', (chunk) => output.push(chunk));
      child.stderr.on('data', (chunk) => output.push(chunk));
      child.on('error', (cause) => reject(new Error(`${label}: could not run ${command}`, { cause })));
      child.on('close', (code) => {
        if (code === 0) return resolve();
        process.stderr.write(Buffer.concat(output));
        reject(new StepError(`${label}: failed (see above)`));
      });
    })
  ).finally(() => clearTimeout(announcement));
}

/** A step of the set-up failed, and its output has been shown. */
export class StepError extends Error {}

/**
 * Runs a script's body: a failed step ends the process with its message, anything else with its stack.
 * @param {() => Promise<number | void>} body resolves with the exit code
 */
export async function main(body) {
  try {
    const code = await body();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    console.error(error instanceof StepError ? `${cross} ${error.message}` : error);
    process.exitCode = 1;
  }
}
