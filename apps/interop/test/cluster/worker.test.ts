import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { compile, Program } from '../deployment/support/program.js';
import { ALL_BROKERS, type Broker } from './support/brokers.js';
import { Listener } from './support/listener.js';
import { OurServer } from './support/our-server.js';

const MANAGERS = {
  redis: ['RedisManager', '@x/adapter-redis'],
  rabbitmq: ['AmqpManager', '@x/adapter-amqp'],
  kafka: ['KafkaManager', '@x/adapter-kafka'],
} as const;
const ENDS = { 'closes its manager': 'await out.close();', 'forgets to close its manager': '' };
const folder = mkdtempSync(join(tmpdir(), 'worker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that imports nothing but the adapter. */
async function worker({ key, url }: Broker, channel: string, end: string): Promise<Program> {
  const [manager, module] = MANAGERS[key];
  const source = `import { ${manager} } from '${module}';
const out = new ${manager}('${url}', { channel: '${channel}', writeOnly: true });
await out.ready();
for (let i = 0; i < 100; i++) out.emit('job', i);
${end}`;
  return Program.node(await compile(source, folder, `${channel}.ts`));
}

for (const broker of ALL_BROKERS) {
  describe.runIf(broker.there)(`a worker on ${broker.name} that only emits`, () => {
    // An open connection of kafkajs keeps its process alive.
    const ways = Object.entries(ENDS).filter(([, end]) => broker.key !== 'kafka' || end !== '');

    it.each(ways)('and %s ends by itself, when all has arrived', async (_, end) => {
      const channel = `worker-${randomUUID()}`;
      const server = await OurServer.start(broker.manager(broker.url, { channel }));
      const listener = await Listener.connect(server.url);
      const program = await worker(broker, channel, end);
      onTestFinished(() => void program.child.kill());
      expect(await program.ended()).toBe(0);
      expect(await listener.atLeast(100, 'job')).toEqual(Array.from({ length: 100 }, (_, i) => [i]));
      listener.close();
      await server.stop();
    });
  });
}
