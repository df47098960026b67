import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from './support/eventually.js';
import { startServer } from './support/servers.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/^```ts.*\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);

/** Runs an example word for word but for the server's address. @returns what it printed */
async function run(code: string, url: string): Promise<unknown[][]> {
  const printed: unknown[][] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...args) => void printed.push(args));
  const file = new URL(`readme-example-${Math.random().toString(36).slice(2)}.ts`, import.meta.url);
  const source = code.replaceAll('http://localhost:5000', url).replaceAll('@x/socketio-client', '../src/index.js');
  writeFileSync(file, source);
  onTestFinished(() => {
    rmSync(file, { force: true });
    log.mockRestore();
  });
  await import(/* @vite-ignore */ file.href);
  return printed;
}

const example = (text: string) => blocks.find((code) => code.includes(text))!;

test('the first example runs', async () => {
  const { url, io } = await startServer();
  let answer: unknown;
  io.on('connection', (socket) => {
    socket.on('say', async () => {
      answer = await socket.emitWithAck('question', 'why?');
    });
    socket.on('add', async ({ a, b }, reply) => reply(a + b));
  });
  const printed = await run(blocks[0]!, url);
  await eventually(() => printed.map(([first]) => first)).toEqual(['connected as', 3, 'left:']);
  await eventually(() => answer).toBe('no idea: why?');
});

test('the example of the simple client runs', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => {
    socket.on('say', (text) => {
      socket.emit('said', text);
      socket.emit('bye');
      socket.disconnect();
    });
  });
  const printed = await run(example('SimpleClient.use'), url);
  expect(printed).toEqual([
    ['said', ['hello']],
    ['bye', []],
  ]);
});

test('the example of a typed simple client runs', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.emit('said', 'ann', 'hello'));
  expect(await run(example('SimpleClient<'), url)).toEqual([['ann', 'hello']]);
});
