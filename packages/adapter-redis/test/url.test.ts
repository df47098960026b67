import { describe, expect, it } from 'vitest';
import { RedisManager } from '../src/index.js';
import { readUrl } from '../src/url.js';

describe('a Redis URL', () => {
  it.each([
    { url: 'redis://', options: { host: 'localhost', port: 6379 } },
    { url: 'redis://example.test', options: { host: 'example.test', port: 6379 } },
    { url: 'redis://:6380/2', options: { host: 'localhost', port: 6380, db: 2 } },
    { url: 'redis://[::1]:7000/', options: { host: '::1', port: 7000 } },
    { url: 'redis://ann:p%40ss@h:1/3', options: { host: 'h', port: 1, db: 3, username: 'ann', password: 'p@ss' } },
    { url: 'redis://:secret@h', options: { host: 'h', port: 6379, password: 'secret' } },
    { url: 'redis://h?db=4', options: { host: 'h', port: 6379, db: 4 } },
    { url: 'rediss://h', options: { host: 'h', port: 6379, tls: {} } },
    { url: 'valkey://h', options: { host: 'h', port: 6379 } },
    { url: 'valkeys://h', options: { host: 'h', port: 6379, tls: {} } },
    { url: 'unix:///var/run/redis.sock', options: { path: '/var/run/redis.sock' } },
    { url: 'unix://ann:x@/r%20s.sock?db=1', options: { path: '/r s.sock', username: 'ann', password: 'x', db: 1 } },
    {
      url: 'redis+sentinel://ann:x@a:1,b:2/5/master',
      options: {
        sentinels: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        name: 'master',
        db: 5,
        username: 'ann',
        password: 'x',
      },
    },
    { url: 'valkey+sentinel://a:1', options: { sentinels: [{ host: 'a', port: 1 }], name: 'the-channel' } },
    {
      url: 'rediss+sentinel://a:1/0',
      options: {
        sentinels: [{ host: 'a', port: 1 }],
        name: 'the-channel',
        db: 0,
        tls: {},
        enableTLSForSentinelMode: true,
      },
    },
  ])('$url', ({ url, options }) => {
    expect(readUrl(url, 'the-channel')).toEqual(options);
  });

  it.each([
    { url: 'http://h', message: 'Unsupported Redis URL scheme "http:"' },
    { url: 'localhost:6379', message: 'A Redis URL begins with redis://' },
    { url: '', message: 'A Redis URL begins with redis://' },
    { url: 'redis://h:port', message: 'This is no redis: URL' },
    { url: 'redis://h/name', message: 'is a number, not "name"' },
    { url: 'redis+sentinel://a,b:2/0/m', message: 'with a port for every host' },
  ])('$url is refused', ({ url, message }) => {
    expect(() => new RedisManager(url)).toThrow(message);
  });

  it('that is refused does not spill its password', () => {
    expect(() => new RedisManager('redis://ann:secret@h:port')).toThrow(/^(?!.*secret)/);
  });
});
