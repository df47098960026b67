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
    { url: 'redis://h:80', options: { host: 'h', port: 80 } },
    { url: 'redis://:50%@h', options: { host: 'h', port: 6379, password: '50%' } },
    { url: 'redis://a@b:c:d@e@h:1', options: { host: 'h', port: 1, username: 'a@b', password: 'c:d@e' } },
    { url: 'redis://:%E2%82%ACuro%@h', options: { host: 'h', port: 6379, password: '€uro%' } },
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
    {
      url: 'valkeys+sentinel://[::1]:1',
      options: { sentinels: [{ host: '::1', port: 1 }], name: 'the-channel', tls: {}, enableTLSForSentinelMode: true },
    },
    { url: 'redis+sentinel://a:1/1/m', options: { sentinels: [{ host: 'a', port: 1 }], name: 'm', db: 1 } },
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
    { url: 'http://h', message: 'Unsupported Redis URL scheme "http:"; supported are redis:, rediss:' },
    { url: 'localhost:6379', message: 'A Redis URL begins with redis://; "localhost:6379" does not' },
    { url: '', message: 'A Redis URL begins with redis://' },
    { url: null, message: 'The URL of Redis is a string such as redis://user:password@host:port/db, not null' },
    { url: [null], message: 'not null' },
    { url: { host: 'h' }, message: 'is a string' },
    { url: 'redis://h:port', message: 'the port is no number from 1 to 65535; expected redis://' },
    { url: 'redis://h:65536', message: '"redis://h:65536" is no Redis URL: the port' },
    { url: 'redis://h:0', message: 'the port' },
    { url: 'redis://::1', message: 'stands in brackets' },
    { url: 'redis://h/name', message: '"redis://h/name": the database of a Redis URL is a number, not "name"' },
    { url: 'redis://a,b', message: 'several hosts' },
    { url: 'redis://h?ssl=no', message: '"redis://h?ssl=no": only db can stand after the ?' },
    { url: 'redis+sentinel://a,b:2/0/m', message: 'with a port for every host' },
  ])('$url is refused', ({ url, message }) => {
    expect(() => new RedisManager(url as never)).toThrow(message);
  });

  it.each([
    { url: 'redis://ann:secret@h:port', shown: 'redis://***@h:***' },
    { url: 'redis://ann:12#secret@h:7000', shown: 'redis://***@h:7000', why: 'a # in a password is written %23' },
    { url: 'redis://ann:12/secret@h', shown: 'redis://***@h', why: 'a / or ? in a password is written %2F or %3F' },
    { url: 'redis://ann:1?secret@h', shown: 'redis://***@h', why: 'a / or ?' },
    { url: 'redis://:secret', shown: 'redis://:***' },
    { url: 'ann:secret@h', shown: '***@h' },
  ])('$url is refused without its password', ({ url, shown, why = 'redis://' }) => {
    const attempt = () => new RedisManager(url);
    expect(attempt).toThrow(shown);
    expect(attempt).toThrow(why);
    expect(attempt).toThrow(/^(?!.*secret).*$/s);
  });
});

describe('an option', () => {
  it.each([
    { options: { redis: {} }, message: '"redis" must be a client of ioredis' },
    { options: { redisOptions: 'tls' }, message: '"redisOptions" must be an object' },
    {
      options: { redis_options: {} },
      message: 'RedisManager has no option "redis_options"; it is called "redisOptions"',
    },
    { options: { chanel: 'c' }, message: 'RedisManager has no option "chanel"; there are channel' },
    { options: null, message: 'The options of RedisManager are one object' },
  ])('$options is refused', ({ options, message }) => {
    expect(() => new RedisManager('redis://', options as never)).toThrow(message);
  });
});
