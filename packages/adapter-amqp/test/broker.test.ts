import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { reachable } from '@x/adapter-contract';
import { type ChannelModel, type ConsumeMessage, connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AmqpManager } from '../src/index.js';

const url = process.env['AMQP_URL'] ?? 'amqp://127.0.0.1:5672';
const there = await reachable({ name: 'RabbitMQ', url, skipped: 'adapter-amqp on a real broker' });

describe.runIf(there)('what RabbitMQ sees', () => {
  let stranger: ChannelModel;
  beforeAll(async () => {
    stranger = await connect(url);
  });
  afterAll(() => stranger.close());

  /** Why RabbitMQ closes a channel upon a declaration: it names the first value that differs. */
  async function refusal(declare: (channel: Awaited<ReturnType<ChannelModel['createChannel']>>) => Promise<unknown>) {
    const channel = await stranger.createChannel();
    const closed = once(channel, 'error');
    const outcome = await declare(channel).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (outcome !== undefined) await closed;
    else await channel.close();
    return outcome;
  }

  /** A manager that listens, with the name of its queue, which may be replaced on the way to the broker. */
  async function listening(channel: string, name?: string) {
    const connection = await connect(url);
    const names: string[] = [];
    const create = connection.createChannel.bind(connection);
    connection.createChannel = async () => {
      const made = await create();
      const assert = made.assertQueue.bind(made);
      made.assertQueue = async (asked, options) => {
        const reply = await assert(name ?? asked, options);
        names.push(reply.queue);
        return reply;
      };
      return made;
    };
    const manager = new AmqpManager(undefined, { channel, connection });
    manager.initialize();
    await manager.ready();
    expect(names).toHaveLength(1);
    return { queue: names[0] ?? '', close: () => manager.close().then(() => connection.close()) };
  }

  it('is a queue that the broker named, and that is gone when the manager closes', async () => {
    const { queue, close } = await listening(`queue-${randomUUID()}`);
    expect(queue).toMatch(/^amq\.gen-/);
    expect(await refusal((channel) => channel.checkQueue(queue))).toBeUndefined();
    await close();
    expect(await refusal((channel) => channel.checkQueue(queue))).toMatch(/404.*no queue/);
  });

  it('is a queue that expires after 300 s without its server', async () => {
    // Of names that RabbitMQ chose it lets nobody declare anything.
    const name = `expires-${randomUUID()}`;
    const { close } = await listening(name, name);
    const like = { durable: false, exclusive: false, autoDelete: false, expires: 300_000 };
    expect(await refusal((channel) => channel.assertQueue(name, like))).toBeUndefined();
    for (const [other, difference] of [
      [{ expires: 299_999 }, /406.*inequivalent arg 'x-expires'.*received.*'299999'.*but current.*'300000'/],
      [{ durable: true }, /406.*inequivalent arg 'durable'.*received 'true' but current is 'false'/],
      [{ autoDelete: true }, /406.*inequivalent arg 'auto_delete'.*received 'true' but current is 'false'/],
    ] as const) {
      expect(await refusal((channel) => channel.assertQueue(name, { ...like, ...other }))).toMatch(difference);
    }
    await close();
  });

  it('is a fanout exchange that is neither durable nor deleted with its last queue', async () => {
    const exchange = `exchange-${randomUUID()}`;
    const { close } = await listening(exchange);
    const like = { durable: false, autoDelete: false };
    expect(await refusal((channel) => channel.assertExchange(exchange, 'fanout', like))).toBeUndefined();
    expect(await refusal((channel) => channel.assertExchange(exchange, 'topic', like))).toMatch(
      /406.*'type'.*current is 'fanout'/,
    );
    expect(await refusal((channel) => channel.assertExchange(exchange, 'fanout', { ...like, durable: true }))).toMatch(
      /406.*'durable'.*current is 'false'/,
    );
    await close();
    expect(await refusal((channel) => channel.deleteExchange(exchange))).toBeUndefined();
  });

  it('is a message as those of kombu: text in UTF-8, persistent, with an empty routing key', async () => {
    const exchange = `message-${randomUUID()}`;
    const channel = await stranger.createChannel();
    await channel.assertExchange(exchange, 'fanout', { durable: false });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, '');
    const arrives = new Promise<ConsumeMessage | null>((resolve) => {
      void channel.consume(queue, resolve, { noAck: true });
    });
    const out = new AmqpManager(url, { channel: exchange, writeOnly: true });
    await out.emit('grüße', 1);
    await out.close();
    const message = await arrives;
    expect(message?.fields).toMatchObject({ exchange, routingKey: '' });
    expect(message?.properties).toMatchObject({
      contentType: 'text/plain',
      contentEncoding: 'utf-8',
      deliveryMode: 2,
      headers: {},
    });
    expect(JSON.parse(message?.content.toString('utf8') ?? '')).toMatchObject({ method: 'emit', event: 'grüße' });
    await channel.deleteExchange(exchange);
    await channel.close();
  });
});
