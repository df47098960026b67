import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, StepError } from '../toolchain.mjs';
import { findProgram, requireProgram } from './apt.mjs';

const REQUIREMENTS = fileURLToPath(new URL('./python/requirements.txt', import.meta.url));

/**
 * A virtual environment with python-socketio and its queue clients. Nothing runs: `up` makes it, tests start scripts in it.
 * @returns {import('./all.mjs').Service}
 */
export function python() {
  const venv = join(root, '.cache', 'python', 'venv');
  const program = join(venv, 'bin', 'python');
  const answers = async () => {
    const check = 'import socketio, aiohttp, redis, aio_pika, kombu, kafka';
    return existsSync(program) && spawnSync(program, ['-c', check], { stdio: 'ignore' }).status === 0;
  };
  return {
    title: 'Python',
    where: program,
    answers,
    async start(say) {
      const python3 = findProgram('python3') ?? requireProgram('python3', 'python3-venv', say);
      say('making a virtual environment with python-socketio ...');
      rmSync(venv, { recursive: true, force: true });
      if (spawnSync(python3, ['-m', 'venv', venv], { stdio: 'ignore' }).status !== 0) {
        // Debian's Python comes without what the module needs.
        requireProgram('/usr/share/doc/python3-venv', 'python3-venv', say);
        run(requireProgram('/usr/bin/python3', 'python3', say), ['-m', 'venv', '--clear', venv]);
      }
      run(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
      if (!(await answers())) throw new StepError(`${program} cannot import what it should`);
      return 'made';
    },
    async stop() {
      return 'nothing runs';
    },
  };
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new StepError(`${command} ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
}
