import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { eventually } from './support/eventually.js';
import { handshake, listen, newClient, startEngine } from './support/servers.js';

/** Keeps the bodies of POSTs, answering the first only after `release`. */
async function recorder(fields: object) {
  const bodies: string[] = [];
  const http = createServer((request, response) => {
    if (!request.url?.includes('sid=')) return response.end(handshake(fields));
    if (request.method === 'GET') return undefined;
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('ok');
    });
    return undefined;
  });
  return { url: `http://127.0.0.1:${await listen(http)}`, bodies };
}

const POLLING = { transports: ['polling'] } as const;

test('messages of one turn share a POST, at most 16 of them', async () => {
  const { url, bodies } = await recorder({});
  const client = newClient(POLLING);
  await client.connect(url);
  for (let i = 0; i < 40; i++) client.send(`${i}`);
  await eventually(() => bodies.length).toBe(3);
  expect(bodies.map((body) => body.split('\x1e').length)).toEqual([16, 16, 8]);
  expect(bodies.join('\x1e').split('\x1e')).toEqual(Array.from({ length: 40 }, (_, i) => `4${i}`));
});

test('a POST stays within maxPayload, counted in bytes of UTF-8 and base64 with the separators', async () => {
  const { url, bodies } = await recorder({ maxPayload: 20 });
  const client = newClient(POLLING);
  await client.connect(url);
  client.send('é'.repeat(4)); // 9 bytes
  client.send('é'.repeat(4)); // and 10 with the separator
  client.send(new Uint8Array(12)); // 17
  client.send('a'); // and 3
  client.send('b'); // one too many
  await eventually(() => bodies.length).toBe(3);
  expect(bodies.map((body) => Buffer.byteLength(body))).toEqual([19, 20, 2]);
});

test('a message larger than maxPayload goes alone', async () => {
  const { url, bodies } = await recorder({ maxPayload: 10 });
  const client = newClient(POLLING);
  await client.connect(url);
  client.send('a');
  client.send('x'.repeat(50));
  client.send('b');
  await eventually(() => bodies.length).toBe(3);
  expect(bodies).toEqual(['4a', `4${'x'.repeat(50)}`, '4b']);
});

test('a real server takes thousands of messages over polling', async () => {
  const { url, engine } = await startEngine({ transports: ['polling'] });
  const got: string[] = [];
  engine.on('connection', (session) => session.on('message', (data: string) => got.push(data)));
  const client = newClient(POLLING);
  await client.connect(url);
  for (let i = 0; i < 2_000; i++) client.send(`${i}`);
  await eventually(() => got.length).toBe(2_000);
  expect(got).toEqual(Array.from({ length: 2_000 }, (_, i) => `${i}`));
});
