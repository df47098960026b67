import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consumer } from './consumer.js';

let consumer: Consumer;

beforeAll(async () => {
  const types = { '@types/node': '^20.19.0' };
  consumer = await Consumer.install(['@x/socketio-server', '@x/socketio-client'], types);
  for (const name of ['echo', 'wrong-uses']) {
    for (const extension of ['mts', 'cts', 'ts']) await consumer.add(`${name}.ts`, `${name}.${extension}`);
  }
  await consumer.add('copies.mjs');
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

describe.each([
  ['ESM under NodeNext', 'mts', { module: 'NodeNext', moduleResolution: 'NodeNext' }],
  ['CommonJS under NodeNext', 'cts', { module: 'NodeNext', moduleResolution: 'NodeNext' }],
  ['bundler resolution', 'ts', { module: 'ESNext', moduleResolution: 'Bundler', noEmit: true }],
])('%s, every declaration checked, nothing newer than ES2022', (_, extension, options) => {
  it('a typed server and client compile', async () => {
    expect(await consumer.compile([`echo.${extension}`], options)).toBe('');
  });

  it('their wrong uses do not', async () => {
    expect(await consumer.compile([`wrong-uses.${extension}`], { ...options, noEmit: true })).toBe('');
  });

  it.runIf(extension !== 'ts')('the compiled program runs', async () => {
    const output = await consumer.run(`echo.${extension.replace('ts', 'js')}`);
    expect(JSON.parse(output)).toEqual(outcome);
  });
});

it('a copy of either build in one process: tuples and errors are recognised across them', async () => {
  expect(JSON.parse(await consumer.run('copies.mjs'))).toEqual({
    different: true,
    recognised: true,
    confused: false,
    pair: ['one', 2],
    refusal: { message: 'refused by the other copy', data: { code: 7 } },
    family: true,
  });
});
