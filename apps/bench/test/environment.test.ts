import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { peerVersions } from '../src/environment.js';

it('names the ws that socket.io itself loads, beside the bare one', () => {
  const here = createRequire(import.meta.url);
  const engine = createRequire(createRequire(here.resolve('socket.io')).resolve('engine.io'));
  const version = (from: NodeJS.Require, name: string) => (from(`${name}/package.json`) as { version: string }).version;
  expect(peerVersions()).toMatchObject({
    'socket.io': `${version(here, 'socket.io')} on ws ${version(engine, 'ws')}`,
    'bare ws': version(here, 'ws'),
  });
});
