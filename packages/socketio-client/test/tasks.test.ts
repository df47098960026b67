import { expect, test } from 'vitest';
import { Client } from '../src/index.js';
import { keepLog } from './support/servers.js';

test('a background task runs at once, gives its result, and its failure is logged', async () => {
  const { lines, logger } = keepLog();
  const client = new Client({ logger });
  const order: string[] = [];
  const task = client.startBackgroundTask(
    async (a: number, b: number) => {
      order.push('task');
      await client.sleep(1);
      return a + b;
    },
    1,
    2,
  );
  order.push('caller');
  expect(await task).toBe(3);
  expect(order).toEqual(['task', 'caller']);
  await expect(client.startBackgroundTask(() => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
  expect(lines).toEqual([expect.stringContaining('the background task failed: Error: on purpose')]);
});

test('sleep() resolves after its time', async () => {
  const order: string[] = [];
  const timer = new Promise<void>((resolve) => setTimeout(() => resolve(void order.push('5 ms')), 5));
  const slept = new Client().sleep(40).then(() => order.push('40 ms'));
  await Promise.all([timer, slept]);
  expect(order).toEqual(['5 ms', '40 ms']);
});
