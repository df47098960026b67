import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { addressOf, requireLoopback } from '../services/address.mjs';
import { chooseServices } from '../services/all.mjs';
import { probe } from '../services/probe.mjs';

describe('pnpm services', () => {
  it('means the three brokers when it is given no names', () => {
    expect(chooseServices([]).map(({ title }) => title)).toEqual(['Redis', 'RabbitMQ', 'Kafka']);
  });

  it('names what there is when a name is wrong', () => {
    expect(() => chooseServices(['toString'])).toThrow('no service "toString"; there are redis, rabbitmq');
  });

  it('explains itself when it is called the wrong way', () => {
    const script = fileURLToPath(new URL('../services.mjs', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [script, 'sideways'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('usage: pnpm services up|down|status');
  });

  it('takes an address from the environment', () => {
    process.env['SERVICE_OF_TEST_URL'] = 'redis://user:secret@broker.test:7000/3,redis://other';
    try {
      const address = addressOf('SERVICE_OF_TEST_URL', 'redis:', 6379);
      expect(address).toMatchObject({ host: 'broker.test', port: 7000, where: 'redis://broker.test:7000' });
      expect(() => requireLoopback(address)).toThrow('not on this machine');
    } finally {
      delete process.env['SERVICE_OF_TEST_URL'];
    }
  });
});

describe('a probe', () => {
  const server = (answer: string | undefined) =>
    new Promise<{ port: number; host: string; close: () => void }>((resolve) => {
      const listening = createServer((socket) => {
        socket.on('error', () => {});
        if (answer === undefined) socket.destroy();
        else socket.on('data', () => socket.end(answer));
      });
      listening.listen(0, '127.0.0.1', () => {
        const { port } = listening.address() as { port: number };
        resolve({ port, host: '127.0.0.1', close: () => listening.close() });
      });
    });

  it.each([
    { of: 'a broker', answer: '+PONG\r\n', verdict: true },
    { of: 'something else on its port', answer: 'HTTP/1.1 400 Bad Request\r\n\r\n', verdict: false },
    { of: 'a port that hangs up', answer: undefined, verdict: false },
  ])('of $of says $verdict', async ({ answer, verdict }) => {
    const address = await server(answer);
    expect(await probe(address, 'PING\r\n', (bytes) => bytes.toString().startsWith('+PONG'))).toBe(verdict);
    address.close();
    expect(await probe(address, 'PING\r\n', () => true)).toBe(false);
  });
});
