import { describe, expect, it } from 'vitest';
import { readUrl } from '../src/connection.js';
import { AmqpManager } from '../src/index.js';

describe('an AMQP URL', () => {
  const local = { protocol: 'amqp', hostname: 'localhost', port: 5672, username: 'guest', password: 'guest' };
  const rest = { vhost: '%2F', heartbeat: 15 };
  it.each([
    { url: 'amqp://', options: { ...local, ...rest } },
    { url: 'amqp://guest:guest@localhost:5672//', options: { ...local, ...rest } },
    { url: 'amqp://h:1/', options: { ...local, ...rest, hostname: 'h', port: 1 } },
    { url: 'amqps://h', options: { ...local, ...rest, protocol: 'amqps', hostname: 'h', port: 5671 } },
    { url: 'amqp://[::1]/mine', options: { ...local, ...rest, hostname: '::1', vhost: 'mine' } },
    { url: 'amqp://h/a%2Fb?heartbeat=3', options: { ...local, hostname: 'h', vhost: 'a%2Fb', heartbeat: 3 } },
    { url: 'amqp://:x@h', options: { ...local, ...rest, hostname: 'h', password: 'x' } },
    { url: 'amqp://ann:p%40ss@h', options: { ...local, ...rest, hostname: 'h', username: 'ann', password: 'p@ss' } },
  ])('$url', ({ url, options }) => {
    expect(readUrl(url)).toEqual(options);
  });

  it.each(['redis://h', 'localhost', '', 'amqp://h:port'])('%j is refused', (url) => {
    expect(() => new AmqpManager(url)).toThrow(TypeError);
  });
});
