import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Consumer } from './consumer.js';

const names = Object.keys(inject('tarballs'));

let consumer: Consumer;

beforeAll(async () => {
  const types = { '@types/node': '^20.19.0', '@types/express': '^5.0.0', '@types/koa': '^3.0.0' };
  // Later ones of these do not run on Node 20, or do not fit the types of Koa.
  const older = { 'light-my-request': '6.6.0', 'content-disposition': '~1.0.0' };
  consumer = await Consumer.install(names, { ...types, ...older, vitest: '^4.1.12' });
});

afterAll(() => consumer[Symbol.asyncDispose]());

/** Every door of a package: its root and its subpaths. */
async function doors(name: string): Promise<string[]> {
  const manifest = await readFile(join(consumer.folder, 'node_modules', name, 'package.json'), 'utf8');
  const { exports } = JSON.parse(manifest) as { exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((door) => door !== './package.json')
    .map((door) => name + door.slice(1));
}

it.each([
  [
    'NodeNext, as ESM and as CommonJS',
    ['doors.mts', 'doors.cts'],
    { module: 'NodeNext', moduleResolution: 'NodeNext' },
  ],
  ['bundlers', ['doors.ts'], { module: 'ESNext', moduleResolution: 'Bundler' }],
])(
  'the declarations of every package and subpath need nothing newer than ES2022, for %s',
  async (_, files, options) => {
    const all = (await Promise.all(names.map(doors))).flat();
    const lines = all.map((door, index) => `export * as door${index} from '${door}';`);
    for (const file of files) await consumer.write(file, lines.join('\n'));
    expect(await consumer.compile(files, { ...options, noEmit: true })).toBe('');
  },
);

it('the client compiles in a browser project, which has the DOM and no types of Node', async () => {
  await using page = await Consumer.install(['@x/socketio-client']);
  await page.write('page.ts', "import { Client } from '@x/socketio-client'; export const client = new Client();");
  const browser = { lib: ['ES2022', 'DOM'], types: [], module: 'ESNext', moduleResolution: 'Bundler', noEmit: true };
  expect(await page.compile(['page.ts'], browser)).toBe('');
});
