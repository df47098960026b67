import { randomUUID } from 'node:crypto';
import { reachable } from '@x/adapter-contract';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { KafkaManager } from '../src/index.js';

const url = process.env['KAFKA_URL'] ?? 'kafka://127.0.0.1:9092';
const there = await reachable({ name: 'Kafka', url, skipped: 'adapter-kafka on a real broker' });

async function administer<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers: [new URL(url).host], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

describe.runIf(there)('the topic', () => {
  it('is made by a worker that is the first on it, with one partition', async () => {
    const channel = `first-${randomUUID()}`;
    const out = new KafkaManager(url, { channel, writeOnly: true });
    await out.emit('ev', 1, { confirm: true });
    await out.close();
    expect(out.stats).toMatchObject({ published: 1, outages: 0 });
    const ends = await administer((admin) => admin.fetchTopicOffsets(channel));
    expect(ends).toMatchObject([{ partition: 0, high: '1' }]);
  });

  it('is not made where that is not wanted, by a worker or by a server', async () => {
    const channel = `none-${randomUUID()}`;
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const out = new KafkaManager(url, { channel, createTopic: false, writeOnly: true, logger });
    await expect(out.ready()).resolves.toBeUndefined();
    const server = new KafkaManager(url, { channel, createTopic: false, logger });
    server.initialize();
    await expect(server.ready()).rejects.toThrow('does not host this topic-partition');
    await out.emit('ev', 1);
    await expect.poll(() => out.stats.outages).toBe(1);
    await Promise.all([out.close(), server.close()]);
    expect(await administer((admin) => admin.listTopics())).not.toContain(channel);
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

describe.runIf(there)('the consumer group', () => {
  it('is there while a server listens, commits nothing, and is deleted when it closes', async () => {
    const channel = `group-${randomUUID()}`;
    const server = new KafkaManager(url, { channel });
    const groupId = `socketio-${server.hostId}`;
    const groups = () =>
      administer(async (admin) => (await admin.listGroups()).groups.filter((group) => group.groupId === groupId));
    server.initialize();
    await server.ready();
    // When a message arrives, those before it would have been committed.
    for (let i = 0; i < 3; i++) {
      const { received } = server.stats;
      await server.emit('ev', i, { confirm: true });
      await expect.poll(() => server.stats.received).toBeGreaterThan(received);
    }
    await administer(async (admin) => {
      const described = await admin.describeGroups([groupId]);
      expect(described.groups).toMatchObject([{ groupId, state: 'Stable', members: [expect.anything()] }]);
      expect(await admin.fetchOffsets({ groupId, topics: [channel] })).toMatchObject([
        { partitions: [{ offset: '-1' }] },
      ]);
    });
    expect(await groups()).toHaveLength(1);
    await server.close();
    expect(await groups()).toEqual([]);
  });
});
