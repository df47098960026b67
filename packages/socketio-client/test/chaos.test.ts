import { expect, test } from 'vitest';
import { SimpleClient } from '../src/index.js';
import { cut, FAST, newClient, PATIENT, startServer, TRANSPORTS } from './support/servers.js';

/** A generator whose outcome can be repeated: a failure names its seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.each(TRANSPORTS.flatMap((transports) => [1, 2].map((seed) => [transports, seed] as const)))(
  'over %s with connections that break at random (seed %i), reliable messages arrive in order, none is missing',
  async (transports, seed) => {
    const { url, io } = await startServer();
    const next = random(seed);
    const got: number[] = [];
    io.on('connection', (socket) => {
      socket.on('n', (n, reply) => {
        got.push(n);
        const fate = next();
        // The connection breaks, the acknowledgement gets lost, or all is well.
        if (fate < 0.05) cut(socket);
        else if (fate > 0.06) reply();
      });
    });
    const client = newClient({ retries: 50, ackTimeout: 500, reconnectionDelay: 1, reconnectionDelayMax: 2 });
    await client.connect(url, { transports, ...PATIENT });
    await Promise.all(Array.from({ length: 200 }, (_, n) => client.emit('n', n)));
    const once = got.filter((n, i) => got.indexOf(n) === i);
    expect(once).toEqual(Array.from({ length: 200 }, (_, n) => n));
    // Only the message that was under way can come twice, so repetitions are neighbours.
    expect(got.filter((n, i) => n !== got[i - 1])).toEqual(once);
  },
);

test('a simple client asks its way through a server that breaks every few connections', async () => {
  const { url, io } = await startServer();
  const next = random(7);
  io.on('connection', (socket) => {
    socket.on('double', (n, reply) => (next() < 0.1 ? cut(socket) : reply(n * 2)));
  });
  const answers = await SimpleClient.use(
    url,
    async (client) => {
      const results: unknown[] = [];
      for (let n = 0; n < 100; n++) results.push(await client.call('double', n));
      return results;
    },
    { ...FAST, transports: ['websocket'] },
  );
  expect(answers).toEqual(Array.from({ length: 100 }, (_, n) => n * 2));
});
