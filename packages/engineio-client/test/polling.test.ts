import { expect, test } from 'vitest';
import type { Answer } from '../src/network/network.js';
import { Polling } from '../src/transports/polling.js';

test('an upgrade given up by the handler of a message goes on with one poll, not with two', async () => {
  const polls: ((body: string) => void)[] = [];
  const request = () => new Promise<Answer>((resolve) => polls.push((body) => resolve({ status: 200, body })));
  const heard: string[] = [];
  const polling = new Polling(request, 1_000, {
    ready() {},
    ended() {},
    packet(_type, data) {
      heard.push(String(data));
      polling.resume();
    },
  });
  polling.pause(() => heard.push('paused'));
  polls[0]!('4leave');
  await new Promise(setImmediate);
  expect(heard).toEqual(['leave']);
  expect(polls).toHaveLength(2);
});
