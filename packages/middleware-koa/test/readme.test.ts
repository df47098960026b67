import { readFile } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** The first example, with its imports taken from here, on a free port. */
async function paste(): Promise<{ io: { stop(): Promise<void> }; server: HttpServer }> {
  const modules = {
    koa: await import('koa'),
    'koa-session': await import('koa-session'),
    '@x/middleware-koa': await import('../src/index.js'),
  };
  const code = (/```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
    .replace(/^import (\w+) from '(.*)';$/gm, "const $1 = modules['$2'].default;")
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/app\.listen\(\d+,/, 'const server = app.listen(0, "127.0.0.1",');
  expect(code).not.toContain('import');
  const silent = { log() {} };
  return new Function('modules', 'console', `${code}; return { io, server };`)(modules, silent);
}

it('the first example works as it is pasted', async () => {
  const { io, server } = await paste();
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cookies = (await fetch(`${url}/login/ann`)).headers.getSetCookie();
  const cookie = cookies.map((each) => each.split(';', 1)[0]).join('; ');
  const ann = connect(url, { forceNew: true, reconnection: false, extraHeaders: { cookie } });
  const said = new Promise((resolve) => ann.once('said', resolve));
  ann.emit('say', 'hello');
  expect(await said).toBe('ann: hello');
  ann.disconnect();
  await io.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
