import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const python =
  process.env['PYTHON'] ?? fileURLToPath(new URL('../../../../.cache/python/venv/bin/python', import.meta.url));

/** Whether there is a Python with the packages of the peer; a missing one is listed at the end of the run. */
export const hasPython = spawnSync(python, ['-c', 'import socketio, engineio, aiohttp']).status === 0;

if (!hasPython) {
  const report = process.env['MISSING_PEERS_FILE'];
  if (report)
    appendFileSync(report, 'Python: python-socketio was not found (pnpm services up python), its servers skipped\n');
}

/** Starts a script that prints its port, and ends it with the test. @returns the port, and a way to kill it before. */
export async function startPython(script: URL, ...args: string[]): Promise<{ port: number; kill(): Promise<void> }> {
  const child = spawn(python, [fileURLToPath(script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { port: Number.parseInt(line, 10), kill };
}
