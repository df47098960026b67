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

  it('keeps what is no percent encoding', () => {
    expect(readUrl('amqp://ann:50%@h:80')).toMatchObject({ username: 'ann', password: '50%', hostname: 'h', port: 80 });
  });

  it.each([
    { url: 'redis://h', message: 'Unsupported AMQP URL scheme "redis:"' },
    { url: 'localhost', message: 'begins with amqp://; "localhost" does not' },
    { url: '', message: 'An AMQP URL begins with amqp://' },
    { url: 'amqp://h/a/b', message: '"amqp://h/a/b": a / in the name of a virtual host is written %2F' },
    { url: null, message: 'is a string such as amqp://' },
    { url: 'amqp://h:port', message: 'the port is no number' },
    { url: 'amqp://ann:12#secret@h', message: '"amqp://***@h" is no AMQP URL: a # in a password' },
    { url: 'amqp://ann:12/secret@h', message: '"amqp://***@h" is no AMQP URL: a / or ?' },
    { url: 'amqp://h?heartbeat=soon', message: 'heartbeat is a number of seconds' },
    { url: 'amqp://a,b', message: 'several hosts' },
  ])('$url is refused', ({ url, message }) => {
    const attempt = () => new AmqpManager(url as never);
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(message);
  });
});

describe('an option', () => {
  it.each([
    {
      options: { queue_options: {} },
      message: 'AmqpManager has no option "queue_options"; it is called "queueOptions"',
    },
    { options: { publishOptions: 7 }, message: '"publishOptions" must be an object' },
    { options: { connection: {} }, message: '"connection" must be a connection of amqplib' },
    { options: { json: {} }, message: '"json" must be' },
  ])('$options is refused', ({ options, message }) => {
    expect(() => new AmqpManager('amqp://', options as never)).toThrow(message);
  });
});
