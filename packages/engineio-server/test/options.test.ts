import { describe, expect, it } from 'vitest';
import { Engine, type EngineOptions } from '../src/index.js';
import { resolveOptions } from '../src/options.js';
import { Poller } from './support/poller.js';
import { startServer } from './support/server.js';

const open = () => ({ text() {}, binary() {}, close() {} });

describe('an impossible option is refused, by its name', () => {
  it.each<[string, unknown]>([
    ['pingInterval', 0],
    ['pingInterval', Number.NaN],
    ['pingInterval', 2 ** 31],
    ['grace of pingInterval', [1000, -1]],
    ['pingTimeout', -1],
    ['upgradeTimeout', Number.POSITIVE_INFINITY],
    ['maxHttpBufferSize', 0],
    ['maxPayloadPackets', Number.NaN],
    ['compressionThreshold', -5],
    ['maxBackpressure', Number.NaN],
    ['pingInterval', '25'],
    ['pingInterval', true],
    ['pingInterval', {}],
    ['pingInterval', [1000, '5']],
    ['pingInterval', 2_147_483_647],
    ['pingInterval', [1000, 2 ** 31]],
    ['pingTimeout', '20'],
    ['maxHttpBufferSize', '1e6'],
    ['maxPayloadPackets', true],
    ['maxBackpressure', '16'],
    ['path', 5],
    ['allowUpgrades', 'no'],
    ['jsonp', 1],
    ['monitorClients', 'false'],
    ['corsCredentials', 'yes'],
    ['corsAllowedOrigins', true],
    ['corsAllowedOrigins', [5]],
    ['httpCompression', 'gzip'],
    ['httpCompression', ['zip']],
    ['perMessageDeflate', 'yes'],
    ['trustProxy', '1'],
    ['trustProxy', -1],
    ['logger', {}],
    ['logger', 'debug'],
    ['cookie', {}],
    ['generateId', 'id'],
    ['allowRequest', true],
    ['initialHeaders', { 'X-A': 'b' }],
    ['transports', 5],
    ['protocols', 4],
    ['transports', []],
    ['transports', ['carrier pigeon']],
    ['transports', 'webtransport'],
    ['protocols', []],
    ['protocols', [5]],
    ['wsEngine', 'eiows'],
    ['wsEngine', class {}],
  ])('%s: %j', (name, value) => {
    const options = { [name.split(' ').at(-1)!]: value } as EngineOptions;
    expect(() => new Engine(options, { open })).toThrow(name);
  });

  it('with what it must be, and what it is', () => {
    const pingInterval = '25' as unknown as number;
    expect(() => new Engine({ pingInterval }, { open })).toThrow(
      'pingInterval must be a number of milliseconds from 1 to 2147483647, not "25"',
    );
  });
});

it('what is not given has its default', () => {
  expect(resolveOptions({})).toEqual({
    path: '/engine.io/',
    pingInterval: 25_000,
    pingGrace: 0,
    pingTimeout: 20_000,
    maxHttpBufferSize: 1_000_000,
    maxPayloadPackets: 10_000,
    allowUpgrades: true,
    upgradeTimeout: 10_000,
    transports: ['polling', 'websocket'],
    protocols: [4],
    jsonp: false,
    httpCompression: true,
    compressionThreshold: 1024,
    perMessageDeflate: false,
    cookie: undefined,
    corsAllowedOrigins: undefined,
    corsCredentials: undefined,
    monitorClients: true,
    maxBackpressure: 16 * 1024 * 1024,
    wsEngine: undefined,
    trustProxy: false,
    logger: false,
    generateId: undefined,
    allowRequest: undefined,
    initialHeaders: undefined,
  });
});

it('null means the default, as undefined does', async () => {
  const nothing = Object.fromEntries(
    [
      'pingInterval',
      'cookie',
      'corsAllowedOrigins',
      'corsCredentials',
      'wsEngine',
      'logger',
      'allowRequest',
      'path',
    ].map((name) => [name, null]),
  ) as EngineOptions;
  const { handshake } = await Poller.open((await startServer(nothing)).url);
  expect(handshake.pingInterval).toBe(25_000);
});
