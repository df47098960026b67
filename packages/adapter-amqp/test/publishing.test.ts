import { randomUUID } from 'node:crypto';
import { reachable } from '@x/adapter-contract';
import { describe, expect, it } from 'vitest';
import { AmqpManager } from '../src/index.js';

const url = process.env['AMQP_URL'] ?? 'amqp://127.0.0.1:5672';
const there = await reachable({ name: 'RabbitMQ', url, skipped: 'adapter-amqp on a real broker' });

describe.runIf(there)('publish options that amqplib cannot send', () => {
  it('lose each message with its reason, rather than holding up all others', async () => {
    const lines: string[] = [];
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: (line: string) => lines.push(line) };
    const publishOptions = { headers: { bad: () => 'a function' }, priority: 'high' as never };
    const out = new AmqpManager(url, { writeOnly: true, channel: `bad-${randomUUID()}`, publishOptions, logger });
    await expect(out.emit('ev', 1, { confirm: true })).rejects.toThrow('amqplib cannot send it');
    await expect(out.emit('ev', 2, { confirm: true })).rejects.toThrow('amqplib cannot send it');
    expect(out.stats).toMatchObject({ outages: 0, waiting: 0, lost: 2 });
    expect(lines).toEqual([expect.stringContaining('does not take a message (RabbitMQ: amqplib cannot send it')]);
    await out.close();
  });
});
