import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, openSession, type RunningServer, startSocketIO } from '../support/socketio.js';

let server: RunningServer;
let everywhere: RunningServer;
let impatient: RunningServer;
beforeAll(async () => {
  server = await startSocketIO();
  everywhere = await startSocketIO({ namespaces: '*', maxNamespaces: 5 });
  impatient = await startSocketIO({ connectTimeout: 100 });
});
afterAll(() => Promise.all([server.close(), everywhere.close(), impatient.close()]));

const sidOf = (packet: unknown) => (JSON.parse(String(packet).replace(/^40(\/\w+,)?/, '')) as { sid: string }).sid;

describe('a connection', () => {
  it.each([
    ['to the main namespace', '40', '40', '42["auth",{}]'],
    ['to the main namespace with a payload', '40{"token":"123"}', '40', '42["auth",{"token":"123"}]'],
    ['to a custom namespace', '40/custom,', '40/custom,', '42/custom,["auth",{}]'],
    ['to a custom namespace without comma', '40/custom', '40/custom,', '42/custom,["auth",{}]'],
    [
      'to a custom namespace with a payload',
      '40/custom,{"token":"abc"}',
      '40/custom,',
      '42/custom,["auth",{"token":"abc"}]',
    ],
    ['to a namespace with a query', '40/custom?x=1,', '40/custom,', '42/custom,["auth",{}]'],
  ])('is accepted %s', async (_what, packet, prefix, auth) => {
    const frames = await openSession(server);
    frames.send(packet);
    const [accepted, event] = await frames.take(2);
    expect(String(accepted).startsWith(`${prefix}{`)).toBe(true);
    expect(JSON.parse(String(accepted).slice(prefix.length))).toEqual({ sid: expect.stringMatching(/^[\w-]{20}$/) });
    expect(event).toBe(auth);
    frames.close();
  });

  it('has a session id of its own in every namespace', async () => {
    const frames = await openSession(server);
    frames.send('40', '40/custom,');
    const sids = (await frames.take(4)).filter((packet) => String(packet).startsWith('40')).map(sidOf);
    expect(new Set(sids).size).toBe(2);
    frames.close();
  });

  it('is refused to an unknown namespace, and the others go on', async () => {
    const frames = await join(server);
    frames.send('40/random', '40/random,{"token":1}');
    expect(await frames.take(2)).toEqual([
      '44/random,{"message":"Invalid namespace"}',
      '44/random,{"message":"Invalid namespace"}',
    ]);
    frames.send('42["message","still here"]');
    expect(await frames.next()).toBe('42["message-back","still here"]');
    frames.close();
  });

  it.each(['__proto__', 'constructor', 'toString'])('is refused to a namespace by the name of %s', async (name) => {
    const frames = await openSession(server);
    frames.send(`40/${name},`);
    expect(await frames.next()).toBe(`44/${name},{"message":"Invalid namespace"}`);
    frames.close();
  });

  it('is refused by the application with its reason and data', async () => {
    const frames = await openSession(server);
    frames.send('40/closed,');
    expect(await frames.next()).toBe('44/closed,{"message":"members only","data":{"code":7}}');
    frames.send('40/closed,');
    expect(await frames.next()).toBe('44/closed,{"message":"members only","data":{"code":7}}');
    frames.close();
  });

  it('that is made twice changes nothing', async () => {
    const frames = await join(server);
    frames.send('40{"token":"other"}', '42["message",1]');
    expect(await frames.next()).toBe('42["message-back",1]');
    frames.close();
  });

  it.each([
    '4abc',
    '42["message"]',
    '40"token"',
    '40[]',
    '40null',
    '401{}',
    '40{"token":',
    '40custom,',
    '4',
    '430[]',
    `451-["message",{"_placeholder":true,"num":0}]`,
    '42/custom,["message"]',
  ])('with an invalid handshake closes: %s', async (packet) => {
    const frames = await openSession(server);
    frames.send(packet);
    await frames.closed;
  });

  it('without a handshake closes in time', async () => {
    await (await openSession(impatient)).closed;
  });

  it('with a refused handshake only closes in time too', async () => {
    const frames = await openSession(impatient);
    frames.send('40/closed,');
    expect(await frames.next()).toMatch(/^44/);
    await frames.closed;
  });

  it('may be in so many namespaces and not one more', async () => {
    const frames = await openSession(everywhere);
    for (let i = 0; i < 5; i++) {
      frames.send(`40/n${i},`);
      expect(await frames.next()).toMatch(new RegExp(`^40/n${i},`));
    }
    frames.send('40/n5,');
    const answer = await frames.next().catch(() => 'closed');
    expect(answer).toMatch(/^closed$|^44\/n5,/);
    frames.close();
  });
});
