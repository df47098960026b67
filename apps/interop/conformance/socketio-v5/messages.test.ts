import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polling } from '../support/polling.js';
import { join, openSession, type RunningServer, startSocketIO } from '../support/socketio.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startSocketIO();
});
afterAll(() => server.close());

const placeholder = (num: number) => `{"_placeholder":true,"num":${num}}`;
const one = Buffer.from([1, 2, 3]);
const two = Buffer.from([4, 5, 6]);

describe('a message', () => {
  it('of plain text arrives and comes back', async () => {
    const frames = await join(server);
    frames.send('42["message",1,"2",{"3":[true]}]');
    expect(await frames.next()).toBe('42["message-back",1,"2",{"3":[true]}]');
    frames.close();
  });

  it('with binary attachments arrives and comes back', async () => {
    const frames = await join(server);
    frames.send(`452-["message",${placeholder(0)},${placeholder(1)}]`, one, two);
    expect(await frames.take(3)).toEqual([`452-["message-back",${placeholder(0)},${placeholder(1)}]`, one, two]);
    frames.close();
  });

  it('of plain text with an ack is acknowledged', async () => {
    const frames = await join(server);
    frames.send('42456["message-with-ack",1,"2",{"3":[false]}]');
    expect(await frames.next()).toBe('43456[1,"2",{"3":[false]}]');
    frames.close();
  });

  it('with binary attachments and an ack is acknowledged with attachments', async () => {
    const frames = await join(server);
    frames.send(`452-789["message-with-ack",${placeholder(0)},${placeholder(1)}]`, one, two);
    expect(await frames.take(3)).toEqual([`462-789[${placeholder(0)},${placeholder(1)}]`, one, two]);
    frames.close();
  });

  it('in a custom namespace stays there', async () => {
    const frames = await join(server, '/custom');
    frames.send('42/custom,7["message-with-ack"]', `451-/custom,["message",${placeholder(0)}]`, one);
    expect(await frames.take(3)).toEqual(['43/custom,7[]', `451-/custom,["message-back",${placeholder(0)}]`, one]);
    frames.close();
  });

  it('with the ack id 0 is acknowledged like any other', async () => {
    const frames = await join(server);
    frames.send('420["message-with-ack",1,2]');
    expect(await frames.next()).toBe('430[1,2]');
    frames.close();
  });

  it('with ten attachments is allowed', async () => {
    const frames = await join(server);
    const list = Array.from({ length: 10 }, (_, i) => placeholder(i)).join(',');
    frames.send(`4510-["message",${list}]`, ...Array.from({ length: 10 }, (_, i) => Buffer.from([i])));
    expect(await frames.next()).toBe(`4510-["message-back",${list}]`);
    expect(await frames.take(10)).toEqual(Array.from({ length: 10 }, (_, i) => Buffer.from([i])));
    frames.close();
  });

  it('travels by polling as by WebSocket, attachments in the same payload', async () => {
    const session = await Polling.open(server.url);
    await session.write('40{"token":"t"}');
    const accepted: string[] = [];
    while (accepted.length < 2) accepted.push(...(await session.read()).split('\x1e'));
    expect(accepted[1]).toBe('42["auth",{"token":"t"}]');
    await session.write(`451-["message",${placeholder(0)}]\x1ebAQID\x1e421["message-with-ack","ä"]`);
    const packets: string[] = [];
    while (packets.length < 3) packets.push(...(await session.read()).split('\x1e'));
    expect(packets).toEqual([`451-["message-back",${placeholder(0)}]`, 'bAQID', '431["ä"]']);
  });

  it('named like a member of every object is only a message without handler', async () => {
    const frames = await join(server);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'error', '']) {
      frames.send(`421["${name}",{"__proto__":{"polluted":true}}]`);
    }
    frames.send('42["message",{"__proto__":{"polluted":true}}]');
    expect(await frames.next()).toBe('42["message-back",{"__proto__":{"polluted":true}}]');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    frames.close();
  });
});

describe('an acknowledgement from the client', () => {
  it('reaches its callback once, whatever else the client sends', async () => {
    const answers: unknown[] = [];
    const frames = await openSession(server);
    frames.send('40/custom,');
    const [accepted] = await frames.take(2);
    const { sid } = JSON.parse(String(accepted).slice(10)) as { sid: string };
    await server.sio.emit('question', 'why', {
      to: sid,
      namespace: '/custom',
      callback: (...args: unknown[]) => answers.push(args),
    });
    const question = String(await frames.next());
    const id = /^42\/custom,(\d+)\["question","why"\]$/.exec(question)![1]!;
    frames.send(
      `43/custom,${Number(id) + 1000}["unknown"]`,
      `43/custom,${id}["because"]`,
      `43/custom,${id}["again"]`,
      '42/custom,["message"]',
    );
    expect(await frames.next()).toBe('42/custom,["message-back"]');
    expect(answers).toEqual([['because']]);
    frames.close();
  });

  it('may carry attachments', async () => {
    const frames = await openSession(server);
    frames.send('40');
    const [accepted] = await frames.take(2);
    const { sid } = JSON.parse(String(accepted).slice(2)) as { sid: string };
    const answer = server.sio.call('question', undefined, { to: sid });
    const id = /^42(\d+)\["question"\]$/.exec(String(await frames.next()))![1]!;
    frames.send(`461-${id}[${placeholder(0)}]`, one);
    expect(await answer).toEqual(one);
    frames.close();
  });

  it('that never comes rejects when the client leaves', async () => {
    const frames = await openSession(server);
    frames.send('40');
    const [accepted] = await frames.take(2);
    const { sid } = JSON.parse(String(accepted).slice(2)) as { sid: string };
    const answer = expect(server.sio.call('question', undefined, { to: sid })).rejects.toMatchObject({
      code: 'DISCONNECTED',
    });
    await frames.next();
    frames.ws.terminate();
    await answer;
  });
});

describe('a packet that breaks the rules closes the connection', () => {
  it.each([
    ['of an unknown type', ['4abc']],
    ['of no type', ['4']],
    ['of type 7', ['47']],
    ['with an object for an event', ['42{}']],
    ['with broken JSON', ['42abc']],
    ['with an empty event', ['42[]']],
    ['with null for a name', ['42[null]']],
    ['with an object for a name', ['42[{"toString":"foo"}]']],
    ['with an invalid ack id', ['42abc["message-with-ack",1,"2",{"3":[false]}]']],
    ['with an endless ack id', ['4299999999999999999999["message-with-ack"]']],
    ['with an ack that is no array', ['431{}']],
    ['with an ack without id', ['43[]']],
    ['named connect', ['42["connect",{"REMOTE_ADDR":"evil"},"a"]']],
    ['named disconnect', ['42["disconnect","client disconnect"]']],
    ['named connect_error', ['42["connect_error"]']],
    ['named newListener', ['42["newListener"]']],
    ['named __disconnect_final', ['42["__disconnect_final"]']],
    ['with a placeholder by the name of a method', ['451-["message",{"_placeholder":true,"num":"splice"}]', one]],
    ['with a placeholder that nothing fills', [`451-["message",${placeholder(1)}]`, one]],
    ['with a negative placeholder', [`451-["message",${placeholder(-1)}]`, one]],
    ['with eleven attachments', ['4511-["message"]']],
    ['with text between attachments', [`452-["message",${placeholder(0)},${placeholder(1)}]`, one, '42["message"]']],
    ['with bytes that nothing announced', [one]],
    ['with too deep data', [`42["message",${'['.repeat(50_000)}${']'.repeat(50_000)}]`]],
    ['that refuses a connection', ['44{"message":"no"}']],
  ])('%s', async (_what, messages) => {
    const frames = await join(server);
    frames.send(...messages);
    await frames.closed;
  });

  it('and every other connection goes on', async () => {
    const good = await join(server);
    const bad = await join(server);
    bad.send('42{}');
    await bad.closed;
    good.send('421["message-with-ack"]');
    expect(await good.next()).toBe('431[]');
    good.close();
  });

  it('but one for a namespace that the client is not in may have crossed with its end, and is dropped', async () => {
    const frames = await join(server);
    frames.send('42/custom,1["message-with-ack"]', `451-/custom,2["message-with-ack",${placeholder(0)}]`, one);
    frames.send('423["message-with-ack"]');
    expect(await frames.next()).toBe('433[]');
    frames.close();
  });

  it('half a binary packet ends with its connection', async () => {
    const frames = await join(server);
    frames.send(`452-["message",${placeholder(0)},${placeholder(1)}]`, one);
    frames.ws.terminate();
    await server.logged('disconnect / transport close');
    const next = await join(server);
    next.send('42["message","fine"]');
    expect(await next.next()).toBe('42["message-back","fine"]');
    next.close();
  });
});
