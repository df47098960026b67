import { describe, expect, it } from 'vitest';
import { connectLoad } from '../src/load/connect.js';
import { exchangeLoad } from '../src/load/exchange.js';
import { floodLoad, politeLoad } from '../src/load/fairness.js';
import { fanoutLoad } from '../src/load/fanout.js';
import { pollConnectLoad, pollEchoLoad } from '../src/load/polling.js';
import type { ExchangeLoad, ServerSetup, TargetName } from '../src/messages.js';
import { binaryEcho, eachId, echo, jsonText } from '../src/scenarios/wire.js';
import { NEWS, type StartServer } from '../src/servers/application.js';
import { startBareHttp } from '../src/servers/bare-http.js';
import { startBareWs } from '../src/servers/bare-ws.js';
import { startOurs } from '../src/servers/ours.js';
import { startSocketIo } from '../src/servers/socket-io.js';

const SHORT = 40;
const TEXT = jsonText(32);
const NEWS_EVENT = `42["news","${NEWS}"]`;

const start: Record<Exclude<TargetName, 'base' | 'json'>, StartServer> = {
  ours: startOurs,
  'socket.io': startSocketIo,
  ws: startBareWs,
  http: startBareHttp,
};

function port(target: keyof typeof start, setup: Partial<ServerSetup> = {}): Promise<number> {
  return start[target]({ target, handlers: 'all', namespaces: [], rooms: 0, ...setup });
}

const small: ExchangeLoad = {
  kind: 'exchange',
  connections: 3,
  window: 10,
  namespaces: ['/'],
  exchanges: eachId((id) => echo(id, TEXT)),
  operationsPerExchange: 1,
};

describe.each(['ours', 'socket.io', 'ws'] as const)('over WebSocket, %s', (target) => {
  it('answers every exchange of a window, byte for byte', async () => {
    const load = await exchangeLoad(small, await port(target));
    const { operations, latency } = await load.run(SHORT);
    expect(operations).toBeGreaterThan(0);
    expect(latency!.p99).toBeGreaterThanOrEqual(latency!.p50);
    expect((await load.run(SHORT)).operations).toBeGreaterThan(0);
  });

  it('answers attachments', async () => {
    const load = await exchangeLoad({ ...small, exchanges: eachId((id) => binaryEcho(id, 1_024)) }, await port(target));
    expect((await load.run(SHORT)).operations).toBeGreaterThan(0);
  });

  it('delivers a burst to every receiver', async () => {
    const setup = { trigger: '42["broadcast",10]', deliver: NEWS_EVENT, each: 10, deliveries: 50 };
    const load = await fanoutLoad({ kind: 'fanout', connections: 5, ...setup }, await port(target));
    const { operations } = await load.run(SHORT);
    expect(operations).toBeGreaterThan(0);
    expect(operations % 50).toBe(0);
  });

  it('lets clients come and go, as many as asked for', async () => {
    const load = await connectLoad(
      { kind: 'connect', concurrency: 3, count: 7, practice: 0, stay: false },
      await port(target),
    );
    expect((await load.run(10_000)).operations).toBe(7);
  });

  it('serves polite clients beside a flood', async () => {
    const at = await port(target);
    const polite = await politeLoad({ kind: 'polite', connections: 2, interval: 2, exchange: echo(0, TEXT) }, at);
    const flood = await floodLoad({ kind: 'flood', exchange: echo(0, TEXT) }, at);
    const [asked] = await Promise.all([polite.run(SHORT), flood.run(SHORT)]);
    expect(asked.operations).toBeGreaterThan(0);
    // A flood counts what is answered in its time only, which may be nothing on a busy machine.
    let answered = 0;
    for (let i = 0; i < 100 && answered === 0; i++) answered = (await flood.run(SHORT)).operations;
    expect(answered).toBeGreaterThan(0);
  });
});

describe.each(['ours', 'socket.io'] as const)('%s', (target) => {
  it('spreads clients over rooms of ten', async () => {
    const at = await port(target, { rooms: 2 });
    const setup = { trigger: '42["to-room"]', deliver: NEWS_EVENT, each: 1, deliveries: 10 };
    const load = await fanoutLoad({ kind: 'fanout', connections: 25, ...setup }, at);
    expect((await load.run(SHORT)).operations % 10).toBe(0);
  });

  it('answers in namespaces', async () => {
    const namespaces = ['/n00', '/n01'];
    const exchanges = eachId((id) => echo(id, TEXT, namespaces[id % 2]));
    const load = await exchangeLoad({ ...small, namespaces, exchanges }, await port(target, { namespaces }));
    expect((await load.run(SHORT)).operations).toBeGreaterThan(0);
  });
});

describe.each(['ours', 'socket.io', 'http'] as const)('over long-polling, %s', (target) => {
  it('answers echoes', async () => {
    const setup = { send: `420["echo",${TEXT}]`, receive: `430[${TEXT}]` };
    const load = await pollEchoLoad({ kind: 'poll-echo', connections: 2, ...setup }, await port(target));
    expect((await load.run(SHORT)).operations).toBeGreaterThan(0);
  });

  it('lets clients come and go', async () => {
    const load = await pollConnectLoad({ kind: 'poll-connect', concurrency: 2, count: 5 }, await port(target));
    expect((await load.run(10_000)).operations).toBe(5);
  });
});

describe('a load', () => {
  it('refuses to measure wrong answers', async () => {
    const wrong = { send: echo(0, TEXT).send, receive: [{ text: `430[${jsonText(31)}!]` }] };
    await expect(exchangeLoad({ ...small, exchanges: [wrong] }, await port('ws'))).rejects.toThrow('wrong answer');
  });

  it.each([
    ['of other bytes', { deliver: NEWS_EVENT.replace('nn', 'n!') }],
    ['twice to a client', { trigger: '42["broadcast",2]' }],
    ['to a client too many', { deliveries: 2 }],
  ])('refuses to measure a delivery %s', async (_, wrong) => {
    const setup = { trigger: '42["broadcast",1]', deliver: NEWS_EVENT, each: 1, deliveries: 3 };
    const load = fanoutLoad({ kind: 'fanout', connections: 3, ...setup, ...wrong }, await port('ours'));
    await expect(load).rejects.toThrow('wrong delivery');
  });

  it('refuses exchanges that cannot be counted by their bytes', async () => {
    const exchanges = [echo(0, TEXT), echo(10, TEXT)];
    await expect(exchangeLoad({ ...small, exchanges }, await port('ws'))).rejects.toThrow('must have one length');
  });
});
