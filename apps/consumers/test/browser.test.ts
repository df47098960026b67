import { builtinModules } from 'node:module';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Consumer } from './consumer.js';

let consumer: Consumer;

beforeAll(async () => {
  consumer = await Consumer.install(['@x/socketio-client']);
  await consumer.write('page.mjs', "import { Client } from '@x/socketio-client'; globalThis.client = new Client();");
  await consumer.write('page.cjs', "globalThis.client = new (require('@x/socketio-client').Client)();");
});

afterAll(() => consumer[Symbol.asyncDispose]());

it.each(['page.mjs', 'page.cjs'])(
  'a bundler makes a browser page of %s without a Node builtin or ws',
  async (entry) => {
    const { metafile, warnings, errors } = await build({
      absWorkingDir: consumer.folder,
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    expect([...errors, ...warnings]).toEqual([]);
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((file) => file.includes('@x/engineio-client'))).toBe(true);
    expect(inputs.filter((file) => file.includes('node_modules/ws/'))).toEqual([]);
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
    expect(imports.filter((path) => path.startsWith('node:') || builtinModules.includes(path))).toEqual([]);
  },
);
