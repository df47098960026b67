import { CuttableProxy, describeAdapterContract, reachable } from '@x/adapter-contract';
import { type ChannelModel, connect } from 'amqplib';
import { afterAll, beforeAll, describe } from 'vitest';
import { AmqpManager } from '../src/index.js';

const url = process.env['AMQP_URL'] ?? 'amqp://127.0.0.1:5672';
const there = await reachable({ name: 'RabbitMQ', url, skipped: 'adapter-amqp on a real broker' });

describe.runIf(there)('on RabbitMQ', () => {
  let stranger: ChannelModel;
  let proxy: CuttableProxy;
  beforeAll(async () => {
    stranger = await connect(url);
    proxy = await CuttableProxy.to(url);
  });
  afterAll(async () => {
    await stranger.close();
    await proxy.close();
  });

  describeAdapterContract({
    name: 'AmqpManager',
    open: (options) => new AmqpManager(proxy.url, options),
    async publishRaw(exchange, message) {
      const channel = await stranger.createConfirmChannel();
      channel.publish(exchange, '', Buffer.from(message as string));
      await channel.waitForConfirms();
      await channel.close();
    },
    interrupt: () => Promise.resolve(proxy.cut()),
  });
});
