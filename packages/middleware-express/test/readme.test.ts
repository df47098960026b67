import { readFile } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

/** The first example, with its imports taken from here, on a free port. */
async function paste(): Promise<{ io: { stop(): Promise<void> }; server: HttpServer }> {
  const modules = {
    express: await import('express'),
    'express-session': await import('express-session'),
    '@x/middleware-express': await import('../src/index.js'),
  };
  const code = (/```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
    .replace(/^import (\w+) from '(.*)';$/gm, "const $1 = modules['$2'].default;")
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/app\.listen\(\d+,/, 'const server = app.listen(0, "127.0.0.1",');
  expect(code).not.toContain('import');
  const silent = { log() {} };
  return new Function('modules', 'console', `${code}; return { io, server };`)(modules, silent);
}

it('the first example works as it is pasted, and is short', async () => {
  const { io, server } = await paste();
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = (headers = {}) => connect(url, { forceNew: true, reconnection: false, extraHeaders: headers });
  const stranger = open();
  const refusal = await new Promise<Error>((resolve) => stranger.once('connect_error', resolve));
  expect(refusal.message).toBe('Connection rejected by server');
  const cookie = (await fetch(`${url}/login/ann`)).headers.getSetCookie()[0]?.split(';', 1)[0];
  const ann = open({ cookie });
  const said = new Promise((resolve) => ann.once('said', resolve));
  ann.emit('say', 'hello');
  expect(await said).toBe('ann: hello');
  ann.disconnect();
  await io.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(/```js\n([\s\S]*?)```/.exec(readme)?.[1]?.trim().split('\n').length).toBeLessThanOrEqual(20);
});
