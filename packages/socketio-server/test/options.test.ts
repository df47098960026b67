import { expect, it } from 'vitest';
import { resolveOptions } from '../src/options.js';

it('what is not given has its default', () => {
  expect(resolveOptions({})).toEqual({
    asyncHandlers: true,
    alwaysConnect: false,
    namespaces: ['/'],
    connectTimeout: 45_000,
    maxNamespaces: 100,
    maxAttachments: 10,
    maxHttpBufferSize: 1_000_000,
    maxBackpressure: 16 * 1024 * 1024,
    recovery: undefined,
  });
});
