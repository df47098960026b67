import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const execute = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'missing-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PROGRAM = `
import { SocketIO } from './index.ts';
for (const url of ['redis://', 'amqp://localhost', 'kafka://localhost']) {
  const out = new SocketIO({ messageQueue: url, logger: false });
  const told = async (promise) => console.log(await promise.then(() => 'fine', (error) => error.code + ' ' + error.message));
  await told(out.ready());
  await told(out.emit('x'));
  await out.stop();
  const server = new SocketIO(() => {}, { messageQueue: url, logger: false });
  await told(server.run({ port: 0 }));
  await server.stop();
}
`;

// Far from every node_modules, as in an application that did not install the adapter.
it('each of our adapters that is not installed is named, with the command that installs it', async () => {
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('../src', import.meta.url)), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@x/source'],
    external: ['@x/adapter-*'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await execute(process.execPath, [outfile], { cwd: folder, env });
  const expected = ['redis', 'amqp', 'kafka'].flatMap((name) => {
    const line = `INVALID_ARGUMENT messageQueue needs the package @x/adapter-${name}: npm install @x/adapter-${name}`;
    return [line, line, line];
  });
  expect(stdout.trim().split('\n')).toEqual(expected);
});
