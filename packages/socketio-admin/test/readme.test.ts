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
  const program = /```ts\n([\s\S]+?)```/.exec(readme)![1]!.replace('listen(5000)', "listen(0, '127.0.0.1')");
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  const outfile = join(folder, 'example.mjs');
  await build({
    stdin: { contents: program, resolveDir: here('..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@x/source', 'node', 'import'],
    alias: { '@x/socketio-admin': here('../src/index.ts') },
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    outfile,
  });
  const child = spawn(process.execPath, [outfile], {
    cwd: here('..'),
    env: { ...process.env, ADMIN_PASSWORD: 'correct horse' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const page = new URL((await lines.next()).value.replace('localhost', '127.0.0.1'));
  expect(await (await fetch(page)).text()).toContain('Socket.IO Admin UI');
  const admin = io(`${page.origin}/admin`, {
    auth: { username: 'admin', password: 'correct horse' },
    reconnection: false,
  });
  const [sessionId] = await new Promise<unknown[]>((resolve, reject) => {
    admin.once('session', (...args) => resolve(args));
    admin.once('connect_error', reject);
  });
  expect(sessionId).toMatch(/^[0-9a-f]{32}$/);
  admin.disconnect();
  child.kill();
  await rm(folder, { recursive: true });
});
