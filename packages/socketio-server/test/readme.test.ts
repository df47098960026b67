import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { io } from 'socket.io-client';
import { expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

it('the first example of the README runs as it says', async () => {
  const readme = await readFile(here('../README.md'), 'utf8');
  const example = /```ts\n([\s\S]+?)```/.exec(readme)![1]!;
  const program = `${example.replace('listen(5000)', "listen(0, '127.0.0.1')")}\nconsole.log(port);`;
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  const outfile = join(folder, 'example.mjs');
  await build({
    stdin: { contents: program, resolveDir: here('..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@x/source', 'node', 'import'],
    alias: { '@x/socketio-server': here('../src/index.ts') },
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    outfile,
  });
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = `http://127.0.0.1:${(await lines.next()).value}`;
  const [ann, bob] = [io(url, { forceNew: true }), io(url, { forceNew: true })];
  expect((await lines.next()).value).toContain('connected from 127.0.0.1');
  expect((await lines.next()).value).toContain('connected from 127.0.0.1');
  const heard = new Promise((resolve) => bob.once('said', resolve));
  expect(await ann.emitWithAck('say', 'hello')).toBe('delivered');
  expect(await heard).toBe('hello');
  ann.disconnect();
  expect((await lines.next()).value).toContain('left: client disconnect');
  bob.disconnect();
  child.kill();
  await rm(folder, { recursive: true });
});
