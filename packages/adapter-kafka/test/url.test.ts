import { describe, expect, it, vi } from 'vitest';
import { readUrls } from '../src/client.js';
import { KafkaManager } from '../src/index.js';
import { Positions } from '../src/positions.js';

describe('a Kafka URL', () => {
  it.each([
    { url: 'kafka://', brokers: ['localhost:9092'] },
    { url: 'kafka://h', brokers: ['h:9092'] },
    { url: 'kafka://h:1/', brokers: ['h:1'] },
    { url: 'kafka://a:1,b', brokers: ['a:1', 'b:9092'] },
    { url: ['kafka://a', 'kafka://[::1]:7'], brokers: ['a:9092', '[::1]:7'] },
  ])('$url', ({ url, brokers }) => {
    expect(readUrls(url)).toEqual(brokers);
  });

  it.each([
    { url: 'redis://h', message: 'Unsupported Kafka URL scheme "redis:"' },
    { url: 'h:9092', message: 'begins with kafka://; "h:9092" does not' },
    { url: '', message: 'begins with kafka://' },
    { url: null, message: 'is a string such as kafka://host:port, not null' },
    { url: ['kafka://h', undefined], message: 'not undefined' },
    { url: 'kafka://h/topic', message: 'ends with the port' },
    { url: 'kafka://h:0', message: 'the port is no number' },
    { url: 'kafka://ann:secret@h', message: '"kafka://***@h": a login stands in kafkaOptions.sasl' },
    { url: [], message: 'empty' },
    { url: 'kafka://,', message: '"kafka://," is no Kafka URL: a host is missing beside a comma' },
    { url: 'kafka://a:1,', message: 'a host is missing' },
  ])('$url is refused', ({ url, message }) => {
    const attempt = () => new KafkaManager(url as never);
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(message);
  });
});

describe('an option', () => {
  it.each([
    {
      options: { create_topic: false },
      message: 'KafkaManager has no option "create_topic"; it is called "createTopic"',
    },
    { options: { createTopic: 'no' }, message: '"createTopic" must be true or false' },
    { options: { kafka: {} }, message: '"kafka" must be a client of kafkajs' },
    { options: { kafkaOptions: 7 }, message: '"kafkaOptions" must be an object' },
    { options: { logger: 5 }, message: 'logger must be true, false or an object with the methods debug(), info()' },
    { options: { logger: null }, message: 'error(), not null' },
    { options: { writeOnly: 'no' }, message: '"writeOnly" must be' },
  ])('$options is refused', ({ options, message }) => {
    expect(() => new KafkaManager('kafka://', options as never)).toThrow(message);
  });
});

describe('positions', () => {
  it('begin at the end, go on where they were, and know what has been read', () => {
    const positions = new Positions();
    positions.begin(0, '0', '5');
    expect([...positions]).toEqual([[0, '5']]);
    expect([positions.advance(0, '5'), positions.advance(0, '5'), positions.advance(0, '7')]).toEqual([
      true,
      false,
      true,
    ]);
    positions.expire();
    positions.begin(0, '0', '20');
    expect([...positions]).toEqual([[0, '8']]);
    // Made anew meanwhile, or cleaned up.
    positions.begin(0, '0', '3');
    expect([...positions]).toEqual([[0, '3']]);
    positions.begin(0, '9', '12');
    expect([...positions]).toEqual([[0, '12']]);
  });

  it('find out what a batch leaves out, once', () => {
    const positions = new Positions();
    positions.begin(0, '0', '5');
    expect(positions.skippedBy(0, '5')).toBeUndefined();
    expect(positions.skippedBy(0, '7')).toBe('5');
    // Nothing is there, as with a topic that is cleaned up.
    expect(positions.skippedBy(0, '7')).toBeUndefined();
    positions.advance(0, '7');
    expect(positions.skippedBy(0, '10')).toBe('8');
  });

  it('that are old are forgotten', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const positions = new Positions();
    positions.begin(0, '0', '5');
    positions.advance(0, '5');
    vi.advanceTimersByTime(300_001);
    positions.expire();
    positions.begin(0, '0', '20');
    vi.useRealTimers();
    expect([...positions]).toEqual([[0, '20']]);
  });
});
