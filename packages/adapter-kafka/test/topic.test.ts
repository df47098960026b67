import { randomUUID } from 'node:crypto';
import { reachable } from '@x/adapter-contract';
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { KafkaManager } from '../src/index.js';

const url = process.env['KAFKA_URL'] ?? 'kafka://127.0.0.1:9092';
const there = await reachable({ name: 'Kafka', url, skipped: 'adapter-kafka on a real broker' });

describe.runIf(there)('the topic', () => {
  it('is made by a worker that is the first on it, with one partition', async () => {
    const channel = `first-${randomUUID()}`;
    const out = new KafkaManager(url, { channel, writeOnly: true });
    await out.emit('ev', 1, { confirm: true });
    await out.close();
    expect(out.stats).toMatchObject({ published: 1, outages: 0 });
    const kafka = new Kafka({ brokers: [new URL(url).host], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(channel);
    await admin.disconnect();
    expect(ends).toMatchObject([{ partition: 0, high: '1' }]);
  });

  it('is not waited for by those who close: an idle fetch is short', async () => {
    const kafka = new Kafka({ brokers: [new URL(url).host], logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer.bind(kafka);
    const idle = new Promise<number>((resolve) => {
      kafka.consumer = (options) => {
        const made = consumer(options);
        // The first ones find something, or end at once.
        made.on(made.events.FETCH, ({ payload: { duration } }) => duration > 500 && resolve(duration));
        return made;
      };
    });
    const manager = new KafkaManager(undefined, { kafka, channel: `idle-${randomUUID()}` });
    manager.initialize();
    await manager.ready();
    // kafkajs would let the broker wait for five seconds.
    expect(await idle).toBeLessThan(4000);
    await manager.close();
  });
});
