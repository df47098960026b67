import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consumer } from './consumer.js';

let consumer: Consumer;

beforeAll(async () => {
  const types = { '@types/node': '^20.19.0' };
  consumer = await Consumer.install(['@x/socketio-server', '@x/socketio-client'], types);
});

afterAll(() => consumer[Symbol.asyncDispose]());

/** What the ten lines of the typed program must come to, whatever they were compiled to. */
const outcome = {
  echo: 'HELLO',
  sum: 7,
  product: 12,
  size: 3,
  news: 'all is well (1)',
  refused: { message: 'not today', data: { method: 'GET' } },
};

describe('a typed server and client, every declaration checked, nothing newer than ES2022', () => {
  it('compile under NodeNext as ESM and as CommonJS, where their wrong uses do not, and run', async () => {
    const files = ['echo.mts', 'echo.cts', 'wrong-uses.mts', 'wrong-uses.cts'];
    for (const file of files) await consumer.add(file.replace(/[mc]ts$/, 'ts'), file);
    expect(await consumer.compile(files, { module: 'NodeNext', moduleResolution: 'NodeNext' })).toBe('');
    expect(JSON.parse(await consumer.run('echo.mjs'))).toEqual(outcome);
    expect(JSON.parse(await consumer.run('echo.cjs'))).toEqual(outcome);
  });

  it('compile under bundler resolution, where their wrong uses do not, and run as one file', async () => {
    const files = ['echo.ts', 'wrong-uses.ts'];
    for (const file of files) await consumer.add(file);
    const options = { module: 'ESNext', moduleResolution: 'Bundler', noEmit: true };
    expect(await consumer.compile(files, options)).toBe('');
    const bundle = { bundle: true, platform: 'node', outfile: 'bundle.cjs', logLevel: 'silent' } as const;
    await build({ absWorkingDir: consumer.folder, entryPoints: ['echo.ts'], ...bundle });
    expect(JSON.parse(await consumer.run('bundle.cjs'))).toEqual(outcome);
  });
});

it('a copy of either build in one process: tuples and errors are recognised across them', async () => {
  await consumer.add('copies.mjs');
  expect(JSON.parse(await consumer.run('copies.mjs'))).toEqual({
    different: true,
    recognised: true,
    confused: false,
    pair: ['one', 2],
    refusal: { message: 'refused by the other copy', data: { code: 7 } },
    family: true,
  });
});

it('a CommonJS application listens twice and uses sessions', async () => {
  await consumer.add('lifecycle.cjs');
  expect(JSON.parse(await consumer.run('lifecycle.cjs'))).toEqual(['ann', 'bob']);
});
