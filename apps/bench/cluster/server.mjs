import { AmqpManager } from '@x/adapter-amqp';
import { KafkaManager } from '@x/adapter-kafka';
import { RedisManager } from '@x/adapter-redis';
import { Server } from '@x/socketio-server';

const { REDIS_URL, AMQP_URL, KAFKA_URL } = process.env;
const [broker, channel] = process.argv.slice(2);
const managers = {
  redis: () => new RedisManager(REDIS_URL ?? 'redis://127.0.0.1:6379', { channel }),
  rabbitmq: () => new AmqpManager(AMQP_URL ?? 'amqp://127.0.0.1:5672', { channel }),
  kafka: () => new KafkaManager(KAFKA_URL ?? 'kafka://127.0.0.1:9092', { channel }),
};
const clientManager = managers[broker]?.();
const sio = new Server({ ...(clientManager ? { clientManager } : {}), pingInterval: 600_000 });
sio.on('say', () => sio.emit('said', 'ping'));
process.on('message', async (order) => {
  if (order === 'stop') {
    await sio.shutdown();
    process.disconnect();
    return;
  }
  const before = process.cpuUsage();
  for (let i = 0; i < order.broadcasts; i++) {
    await sio.emit('news', order.payload);
    // An application would not do it all in one turn of the event loop either.
    if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(before);
  process.send?.({ cpuMicros: user + system });
});
const { port } = await sio.listen(0, '127.0.0.1');
await clientManager?.ready();
process.send?.({ port });
