import { describe, expect, it } from 'vitest';
import { Engine, type EngineOptions } from '../src/index.js';

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
});
