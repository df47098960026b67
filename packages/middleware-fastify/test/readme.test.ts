import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** The first example, with its imports taken from here, on a free port. */
async function paste(): Promise<FastifyInstance> {
  const modules = {
    fastify: await import('fastify'),
    '@fastify/cookie': await import('@fastify/cookie'),
    '@fastify/session': await import('@fastify/session'),
    '@x/middleware-fastify': await import('../src/index.js'),
  };
  const code = (/```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
    .replace(/^import (\w+) from '(.*)';$/gm, "const $1 = modules['$2'].default;")
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace('port: 3000', 'port: 0, host: "127.0.0.1"');
  expect(code).not.toContain('import');
  const AsyncFunction = (async () => {}).constructor as new (
    ...code: string[]
  ) => (...args: unknown[]) => Promise<FastifyInstance>;
  return new AsyncFunction('modules', 'console', `${code}; return { app };`)(modules, { log() {} }).then(
    (result) => (result as unknown as { app: FastifyInstance }).app,
  );
}

it('the first example works as it is pasted', async () => {
  const app = await paste();
  const url = app.listeningOrigin;
  const cookies = (await fetch(`${url}/login/ann`)).headers.getSetCookie();
  const cookie = cookies.map((each) => each.split(';', 1)[0]).join('; ');
  const ann = connect(url, { forceNew: true, reconnection: false, extraHeaders: { cookie } });
  const said = new Promise((resolve) => ann.once('said', resolve));
  ann.emit('say', 'hello');
  expect(await said).toBe('ann: hello');
  const gone = new Promise((resolve) => ann.once('disconnect', resolve));
  await app.close();
  await gone;
});
