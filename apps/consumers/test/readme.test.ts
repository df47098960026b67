import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Consumer } from './consumer.js';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/** The code block of the README that begins with its file's name. */
function block(file: string): string {
  const found = [...readme.matchAll(/^```\w+.*\n([\s\S]*?)^```$/gm)].find(([, code]) =>
    code?.startsWith(`// ${file}\n`),
  );
  if (!found?.[1]) throw new Error(`README.md has no code block that begins with "// ${file}"`);
  return found[1];
}

let consumer: Consumer;

beforeAll(async () => {
  const types = { '@types/node': '^20.19.0' };
  consumer = await Consumer.install(['@x/socketio-server', '@x/socketio-client'], types);
});

afterAll(() => consumer[Symbol.asyncDispose]());

it('its first example runs, word for word but for the port', async () => {
  await consumer.write('server.mjs', block('server.mjs').replace('listen(5000)', 'listen(0)'));
  const server = spawn(process.execPath, ['server.mjs'], {
    cwd: consumer.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const ended = once(server, 'exit').then(([code]) => [`the server ended with exit code ${code}`]);
    const [address] = await Promise.race([once(createInterface(server.stdout), 'line'), ended]);
    expect(address).toMatch(/^http:\/\/localhost:\d+$/);
    await consumer.write('client.mjs', block('client.mjs').replace('http://localhost:5000', address));
    expect(await consumer.run('client.mjs')).toBe('HELLO\n');
  } finally {
    server.kill();
  }
});

it('its typed example compiles', async () => {
  await consumer.write('typed.mts', block('typed.ts'));
  expect(await consumer.compile(['typed.mts'], { module: 'NodeNext', noEmit: true })).toBe('');
});
