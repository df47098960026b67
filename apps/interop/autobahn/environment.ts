import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Can still make environments for Python 2.7; runs itself on Python 3. */
const VIRTUALENV = 'virtualenv==20.21.1';

/** There is no Python 2.7, which is all that Autobahn's test suite runs on. */
export class NoPython27Error extends Error {
  override readonly name = 'NoPython27Error';

  constructor() {
    super("Autobahn's test suite needs Python 2.7, and there is none: install one, or name it in PYTHON27");
  }
}

/**
 * Installs the test suite, unless it is there from an earlier run.
 *
 * @param cache Where to.
 * @param requirements The file that names it and all that it needs.
 * @returns the command of the test suite
 * @throws NoPython27Error
 */
export function prepare(cache: string, requirements: string): string {
  const environment = join(cache, 'python');
  const wstest = join(environment, 'bin', 'wstest');
  if (existsSync(wstest) && spawnSync(wstest, ['--autobahnversion'], { stdio: 'ignore' }).status === 0) return wstest;

  const python27 = findPython27();
  console.log(`installing Autobahn's test suite for ${python27} into ${environment}`);
  const tool = join(cache, 'virtualenv');
  for (const folder of [environment, tool]) rmSync(folder, { recursive: true, force: true });
  run('python3', '-m', 'venv', tool);
  run(join(tool, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', VIRTUALENV);
  run(join(tool, 'bin', 'python'), '-m', 'virtualenv', '--quiet', '--python', python27, environment);
  run(join(environment, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '-r', requirements);
  run(wstest, '--autobahnversion');
  return wstest;
}

/** The first command that is Python 2.7 when it is asked: those of pyenv may be there and refuse. */
function findPython27(): string {
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const versions = existsSync(pyenv) ? readdirSync(pyenv).filter((version) => version.startsWith('2.7.')) : [];
  const named = process.env['PYTHON27'];
  const candidates =
    named === undefined
      ? ['python2.7', 'python2', ...versions.map((version) => join(pyenv, version, 'bin', 'python2.7'))]
      : [named];
  const question = 'import sys; sys.exit(sys.version_info[:2] != (2, 7))';
  const found = candidates.find((python) => spawnSync(python, ['-c', question], { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new NoPython27Error();
  return found;
}

function run(command: string, ...args: string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status === 0) return;
  throw new Error(`${command} ${args.join(' ')} failed:\n${done.error?.message ?? done.stdout + done.stderr}`);
}
