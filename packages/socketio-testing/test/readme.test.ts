import { readFile } from 'node:fs/promises';
import { Server } from '@x/socketio-server';
import { expect, test } from 'vitest';
import { testClient } from '../src/index.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const code = (/```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '').replace(/^import .*$/gm, '');

// The first example registers a test of its own: it runs here.
new Function('Server', 'testClient', 'expect', 'test', code)(Server, testClient, expect, test);

test('the example is there', () => {
  expect(code).toContain("test('who joins");
});
