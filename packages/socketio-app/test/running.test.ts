import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';
import { SocketIO } from '../src/index.js';
import { next, running } from './support/app.js';

it('debug logs, and a line for every request but its query', async () => {
  const lines: string[] = [];
  const log = (message: string) => void lines.push(message);
  const io = new SocketIO({ logger: { debug: log, info: log, warn: log, error: log } });
  const { port, address } = await io.run({ port: 0, debug: true });
  expect(address).toBe('127.0.0.1');
  await fetch(`http://127.0.0.1:${port}/nothing?secret=1`);
  expect(lines).toContain('GET /nothing 404');
  expect(lines.join()).not.toContain('secret');
  await io.stop();
});

it('a port that is taken is told', async () => {
  await using app = await running(() => {});
  const { port } = new URL(app.url);
  const other = new SocketIO();
  await expect(other.run({ port: Number(port) })).rejects.toThrow(/EADDRINUSE/);
  await other.stop();
});

it('it lives in front of an HTTP server of yours, which stop() leaves open', async () => {
  const server = createServer((_request, response) => response.end('yours'));
  const io = new SocketIO(server);
  io.on('bye', () => void io.stop());
  io.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const client = connect(url, { forceNew: true, reconnection: false });
  await next(client, 'connect');
  client.emit('bye');
  await next(client, 'disconnect');
  await io.stop();
  expect(await (await fetch(url)).text()).toBe('yours');
  client.disconnect();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('every test that the README names is there', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)#]+\.ts)\)/g)].map(([, link]) => link as string);
  expect(links.length).toBeGreaterThan(15);
  for (const link of links) await readFile(new URL(`../${link}`, import.meta.url));
});

it('the first example of the README runs, but for its port', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const body = code
    .replace(/import \{(.*)\} from '@x\/socketio-app';/, 'const {$1} = library;')
    .replace('port: 5000', 'port: 0');
  const AsyncFunction = (async () => {}).constructor as new (
    ...code: string[]
  ) => (...args: unknown[]) => Promise<unknown>;
  const library = await import('../src/index.js');
  const { io, port } = (await new AsyncFunction('library', 'console', `${body}; return { io, port };`)(library, {
    log() {},
  })) as { io: SocketIO; port: number };
  const client = connect(`http://127.0.0.1:${port}`, { forceNew: true, reconnection: false });
  const joined = next(client, 'joined');
  expect(await client.emitWithAck('join', 'lobby')).toBe('welcome');
  expect(await joined).toEqual([client.id]);
  client.disconnect();
  await io.stop();
});
