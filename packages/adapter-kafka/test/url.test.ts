import { describe, expect, it } from 'vitest';
import { readUrls } from '../src/client.js';
import { KafkaManager } from '../src/index.js';

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

  it.each(['redis://h', 'h:9092', '', 'kafka://h/topic'])('%j is refused', (url) => {
    expect(() => new KafkaManager(url)).toThrow(TypeError);
  });

  it('that is refused does not spill its password', () => {
    expect(() => new KafkaManager('kafka://ann:secret@h')).toThrow(/^(?!.*secret)/);
  });

  it('needs a broker', () => {
    expect(() => new KafkaManager([])).toThrow('empty');
  });
});
