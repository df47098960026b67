import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { tuple } from '@x/socketio-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPython, PYTHON } from './cluster/support/python.js';
import { type InteropServer, startServer } from './support/server.js';

const script = fileURLToPath(new URL('./python/client.py', import.meta.url));

/** What a script of Python saw in each of its cases, over one transport. */
async function runCases(url: string, mode: string): Promise<Map<string, unknown>> {
  const child = spawn(PYTHON, [script, url, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const results = new Map<string, unknown>();
  for await (const line of createInterface({ input: child.stdout })) {
    const { case: name, result } = JSON.parse(line) as { case: string; result: unknown };
    results.set(name, result);
  }
  await ended;
  return results;
}

const MODES = ['polling', 'websocket', 'upgrade'] as const;

describe.skipIf(!hasPython("the tests of python-socketio's client")).each(MODES)("python's client over %s", (mode) => {
  let server: InteropServer;
  let results: Map<string, unknown>;

  beforeAll(async () => {
    server = await startServer();
    server.sio.on('ask me', async (sid) => {
      const call = server.sio.call('question', tuple(1, Buffer.from([9])), { to: sid });
      await server.sio.emit('answered', tuple(...((await call) as unknown[])), { to: sid });
    });
    results = await runCases(server.url, mode);
  }, 120_000);
  afterAll(() => server?.close());

  it('travels as it was told', () => {
    expect(results.get('transport')).toBe(mode === 'polling' ? 'polling' : 'websocket');
  });

  it('gets its echo as an ack: one value, several, none, a list', () => {
    expect(results.get('echo')).toEqual(['hello', ['ünï 😀', { a: [1, null, 2.5] }], null, [[1, 2]]]);
  });

  it('gets back bytes among other data, in both directions', () => {
    expect(results.get('binary')).toEqual({ equal: true, pushed: ['00ff', 'text'] });
  });

  it('gets messages in the order that they were sent, text and bytes', () => {
    expect(results.get('order')).toBe(true);
  });

  it('meets others in rooms, and leaves them', () => {
    expect(results.get('rooms')).toEqual(['bob in red: hello', 'cid in blue: and you']);
  });

  it('has a custom namespace with an id of its own', () => {
    expect(results.get('namespace')).toEqual({ answer: 'chat', 'own sid': true });
  });

  it('acknowledges what the server asks', () => {
    expect(results.get('question')).toEqual([2, '09', 'x']);
  });

  it('is turned away with reason and data, and let in with the right key', () => {
    expect(results.get('rejection')).toEqual([{ message: 'wrong key', data: { hint: 'ask ann', left: 2 } }]);
  });

  it('is told of a namespace that does not exist', () => {
    expect(results.get('unknown_namespace')).toContain('/nowhere');
  });

  it('hears that the server sent it away', () => {
    expect(results.get('server_disconnect')).toEqual(['server disconnect']);
  });
});
