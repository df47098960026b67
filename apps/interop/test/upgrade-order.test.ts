import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Client } from '@x/socketio-client';
import { Server } from '@x/socketio-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { open, upgraded } from './support/official-client.js';

const COUNT = 1000;
/** So many messages of the client come by polling before its upgrade begins ... */
const BEFORE = 300;
/** ... and from here on both sides wait for its end, so that messages go before, during and after it. */
const AFTER = 900;

const sio = new Server();
let http: HttpServer;
let url: string;
/** What each client sent, by sid. */
const arrived = new Map<string, unknown[]>();
let enough: () => void;
let beforeUpgrade: Promise<void>;

beforeAll(async () => {
  sio.on('connect', (sid) => {
    arrived.set(sid, []);
    const isUpgraded = () => sio.transport(sid) === 'websocket';
    void pump((value) => sio.emit('down', value, { to: sid }), isUpgraded);
  });
  sio.on('up', (sid, value) => {
    if (arrived.get(sid)!.push(value) === BEFORE) enough();
  });
  sio.on('all sent', () => true);
  http = createServer((request, response) => void sio.handleRequest(request, response));
  http.on(
    'upgrade',
    (request, socket, head) => void beforeUpgrade.then(() => sio.handleUpgrade(request, socket, head)),
  );
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await sio.shutdown();
  http.close();
});
beforeEach(() => {
  beforeUpgrade = new Promise((resolve) => {
    enough = resolve;
  });
});

/** Sends the numbers one after the other, a few per turn of the event loop. */
async function pump(send: (value: unknown) => unknown, isUpgraded: () => boolean): Promise<void> {
  for (let i = 0; i < COUNT; i++) {
    while (i === AFTER && !isUpgraded()) await setImmediate();
    void send(numbered(i));
    if (i % 3 === 0) await setImmediate();
  }
}

/** Every tenth is binary: its parts must stay together. */
function numbered(i: number): unknown {
  return i % 10 === 0 ? { i, bytes: Buffer.from([i % 256]) } : i;
}

const expected = Array.from({ length: COUNT }, (_, i) => numbered(i));

describe('1,000 messages in each direction during an upgrade arrive once and in order', () => {
  it('with the official client', async () => {
    const socket = open(url, 'upgrade');
    const received: unknown[] = [];
    const complete = new Promise<void>((resolve) => {
      socket.on('down', (value: unknown) => {
        if (received.push(value) === COUNT) resolve();
      });
    });
    await new Promise<void>((resolve) => socket.on('connect', resolve));
    expect(socket.io.engine.transport.name).toBe('polling');
    let moved = false;
    void upgraded(socket).then(() => {
      moved = true;
    });
    await pump(
      (value) => socket.emit('up', value),
      () => moved,
    );
    await socket.emitWithAck('all sent');
    await complete;
    expect(arrived.get(socket.id!)).toEqual(expected);
    expect(received).toEqual(expected);
    expect(socket.io.engine.transport.name).toBe('websocket');
    socket.disconnect();
  });

  it('with our own client', async () => {
    const client = new Client();
    const received: unknown[] = [];
    const complete = new Promise<void>((resolve) => {
      client.on('down', (value: unknown) => {
        if (received.push(value) === COUNT) resolve();
      });
    });
    await client.connect(url);
    expect(client.transport).toBe('polling');
    await pump(
      (value) => client.emit('up', value),
      () => client.transport === 'websocket',
    );
    await client.call('all sent');
    await complete;
    expect(arrived.get(client.sid!)).toEqual(expected);
    expect(received).toEqual(expected);
    expect(client.transport).toBe('websocket');
    await client.disconnect();
  });
});
