import { expect, onTestFinished, test } from 'vitest';
import { eventually } from './support/eventually.js';
import { collect, newClient, startEngine } from './support/servers.js';

const TRANSPORTS = [['polling'], ['websocket'], ['polling', 'websocket']] as const;

for (const transports of TRANSPORTS) {
  const name = transports.join(' and ');

  test(`text and bytes come back in order over ${name}`, async () => {
    const { url, engine } = await startEngine();
    engine.on('connection', (socket) => socket.on('message', (data: string) => socket.send(data)));
    const client = newClient({ transports });
    const messages = collect(client);
    await client.connect(url);
    const sent = Array.from({ length: 40 }, (_, i) => (i % 4 === 3 ? Buffer.from([i, 0, 255]) : `${i} é 😀 \n`));
    for (const message of sent) client.send(message);
    await eventually(() => messages.length).toBe(sent.length);
    expect(messages.map((message) => (typeof message === 'string' ? message : Buffer.from(message)))).toEqual(sent);
  });

  test(`empty messages and large ones travel over ${name}`, async () => {
    const { url, engine } = await startEngine();
    engine.on('connection', (socket) => socket.on('message', (data: string) => socket.send(data)));
    const client = newClient({ transports });
    const messages = collect(client);
    await client.connect(url);
    const large = 'x'.repeat(300_000);
    client.send('');
    client.send(large);
    client.send(new Uint8Array(0));
    await eventually(() => messages.length).toBe(3);
    expect(messages[0]).toBe('');
    expect(messages[1]).toBe(large);
    expect(messages[2]).toHaveLength(0);
  });
}

test('says who and how it is', async () => {
  const { url, next } = await startEngine();
  const client = newClient({ transports: ['websocket'] });
  expect([client.sid, client.transport, client.connected]).toEqual([undefined, undefined, false]);
  const session = next();
  await client.connect(url);
  expect(client.sid).toBe(((await session) as unknown as { id: string }).id);
  expect([client.transport, client.connected]).toEqual(['websocket', true]);
});

const trap = new Proxy(new Error(), {
  get() {
    throw new Error('a trap');
  },
});

test.each([
  ['a value without text', Object.create(null), undefined],
  ['a symbol', Symbol('on purpose'), undefined],
  ['an error that cannot be read', trap, undefined],
  ['an error, and a logger that throws too', new Error('on purpose'), trap],
])('a handler that throws %s does not end the session', async (_name, thrown, broken) => {
  const { url, next } = await startEngine();
  const told: string[] = [];
  const error = (line: string) => {
    told.push(line);
    if (broken) throw broken;
  };
  const client = newClient({ logger: { debug() {}, info() {}, warn() {}, error } });
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  let second!: () => void;
  const arrived = new Promise<void>((resolve) => {
    second = resolve;
  });
  client.on('message', (data) => {
    if (data === 'now') throw thrown;
    if (data === 'later') return Promise.reject(thrown);
    return second();
  });
  const session = next();
  await client.connect(url);
  for (const message of ['now', 'later', 'fine']) (await session).send(message);
  await arrived;
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  expect([client.connected, told.length, unhandled]).toEqual([true, 2, []]);
});

test('a logger that throws breaks neither the upgrade nor the end', async () => {
  const { url, next } = await startEngine();
  let told = 0;
  const fail = () => {
    told++;
    throw new Error('on purpose');
  };
  const client = newClient({ logger: { debug: fail, info: fail, warn: fail, error: fail } });
  const ended = new Promise((resolve) => client.on('disconnect', resolve));
  const opened = next();
  await client.connect(url);
  await eventually(() => client.transport).toBe('websocket');
  (await opened).close();
  // engine.io just closes the socket, without a packet that says so.
  expect(await ended).toBe('transport close');
  expect(told).toBe(2);
});
