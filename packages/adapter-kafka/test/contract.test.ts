import { connect as connectTcp, type Socket } from 'node:net';
import { describeAdapterContract, reachable } from '@x/adapter-contract';
import { type ISocketFactory, Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe } from 'vitest';
import { KafkaManager } from '../src/index.js';

const url = process.env['KAFKA_URL'] ?? 'kafka://127.0.0.1:9092';
const there = await reachable({ name: 'Kafka', url, skipped: 'adapter-kafka on a real broker' });

describe.runIf(there)('on Kafka', () => {
  const kafka = new Kafka({ brokers: [new URL(url).host], logLevel: logLevel.NOTHING });
  const stranger = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  beforeAll(() => stranger.connect());
  afterAll(() => stranger.disconnect());

  // The brokers tell clients where to connect to, so nothing can stand in between: the sockets themselves are cut.
  const sockets = new Set<Socket>();
  const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connectTcp({ host, port }, onConnect);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };

  describeAdapterContract({
    name: 'KafkaManager',
    open: (options) => new KafkaManager(url, { ...options, kafkaOptions: { socketFactory } }),
    async publishRaw(topic, message) {
      await stranger.send({ topic, messages: [{ value: Buffer.from(message as string) }] });
    },
    interrupt() {
      for (const socket of sockets) socket.destroy(new Error('cut'));
      return Promise.resolve();
    },
  });
});
