import { ConnectionRefusedError, Server, type ServerOptions } from '@x/socketio-server';
import { afterEach, describe, expect, it } from 'vitest';
import { Frames } from '../support/websocket.js';

/** What clients see of a connect handler, by the book of this project: the peers differ here. */
const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((sio) => sio.shutdown())));

async function start(handler: Parameters<Server['on']>[1], options: ServerOptions = {}) {
  const sio = new Server({ ...options });
  servers.push(sio);
  sio.on('connect', handler as never);
  sio.on('echo', (_sid, value) => value);
  const { port } = await sio.listen(0, '127.0.0.1');
  const frames = await Frames.open(`http://127.0.0.1:${port}/socket.io/`);
  return { sio, frames };
}

const accepted = expect.stringMatching(/^40\{"sid":"[\w-]{20}"\}$/);

describe('a connect handler', () => {
  it.each([
    ['returns false', () => false, '44{"message":"Connection rejected by server"}'],
    ['refuses without words', refuse(), '44{"message":"Connection rejected by server"}'],
    ['refuses with a reason', refuse('why'), '44{"message":"why"}'],
    ['refuses with reason and data', refuse('why', { code: 7 }), '44{"message":"why","data":{"code":7}}'],
    ['refuses with falsy data', refuse('why', 0), '44{"message":"why","data":0}'],
  ])('that %s turns the client away', async (_what, handler, answer) => {
    const { frames } = await start(handler);
    frames.send('40');
    expect(await frames.next()).toBe(answer);
    frames.send('40');
    expect(await frames.next()).toBe(answer);
    frames.close();
  });

  it('that throws turns the client away and tells it nothing', async () => {
    const failures: unknown[] = [];
    const { sio, frames } = await start(async () => {
      throw new Error('password of the database: 1234');
    });
    sio.onErrorDefault((error) => void failures.push(error));
    frames.send('40');
    const answer = String(await frames.next());
    expect(answer).toMatch(/^44\{"message":/);
    expect(answer).not.toContain('1234');
    expect(failures).toEqual([expect.objectContaining({ message: 'password of the database: 1234' })]);
    expect(sio.stats()).toBeDefined();
    frames.close();
  });

  it('may emit: the client gets it right after the acceptance', async () => {
    const { sio, frames } = await start((sid: string) => {
      void sio.emit('first', 1, { to: sid });
      void sio.emit('second', Buffer.from([2]), { to: sid });
    });
    frames.send('40');
    expect(await frames.take(4)).toEqual([
      accepted,
      '42["first",1]',
      '451-["second",{"_placeholder":true,"num":0}]',
      Buffer.from([2]),
    ]);
    frames.close();
  });

  it('that emits and then rejects sends the rejection alone', async () => {
    const { sio, frames } = await start(async (sid: string) => {
      await sio.emit('secret', 1, { to: sid });
      return false;
    });
    frames.send('40');
    expect(await frames.next()).toBe('44{"message":"Connection rejected by server"}');
    frames.send('40/nowhere,');
    expect(await frames.next()).toMatch(/^44\/nowhere,/);
    frames.close();
  });

  it('that takes its time holds the answer, not the connection', async () => {
    let admit!: () => void;
    const decision = new Promise<void>((resolve) => {
      admit = resolve;
    });
    const { sio, frames } = await start(() => decision);
    sio.on('connect', () => undefined, { namespace: '/quick' });
    frames.send('40', '40/quick,');
    expect(await frames.next()).toMatch(/^40\/quick,/);
    admit();
    expect(await frames.next()).toEqual(accepted);
    frames.close();
  });

  it('may disconnect the client that it was called for', async () => {
    const { sio, frames } = await start(async (sid: string) => {
      await sio.disconnect(sid);
    });
    frames.send('40');
    let answer = String(await frames.next());
    if (answer.startsWith('40')) answer = String(await frames.next());
    expect(answer).toMatch(/^41$|^44\{/);
    frames.close();
  });
});

describe('alwaysConnect', () => {
  it('accepts before the handler runs', async () => {
    const { frames } = await start(() => undefined, { alwaysConnect: true });
    frames.send('40');
    expect(await frames.next()).toEqual(accepted);
    frames.close();
  });

  it('disconnects plainly what the handler rejects', async () => {
    const { frames } = await start(refuse('why'), { alwaysConnect: true });
    frames.send('40');
    expect(await frames.take(2)).toEqual([accepted, '41']);
    frames.close();
  });
});

describe('what a handler returns is the ack', () => {
  it.each([
    ['nothing', undefined, '431[]'],
    ['null', null, '431[null]'],
    ['a value', 5, '431[5]'],
    ['an array, which is one value', [1, 2], '431[[1,2]]'],
    ['an object', { a: 1 }, '431[{"a":1}]'],
    ['a promise', Promise.resolve('later'), '431["later"]'],
  ])('%s', async (_what, value, ack) => {
    const { sio, frames } = await start(() => undefined);
    sio.on('ask', () => value);
    frames.send('40', '421["ask"]');
    expect(await frames.take(2)).toEqual([accepted, ack]);
    frames.close();
  });

  it('is not sent for an event that wants none, nor for one without handler, nor for one that fails', async () => {
    const { sio, frames } = await start(() => undefined);
    sio.onErrorDefault(() => {});
    sio.on('fail', () => {
      throw new Error('no');
    });
    frames.send('40', '42["echo",1]', '421["nobody"]', '422["fail"]', '423["echo",3]');
    expect(await frames.take(2)).toEqual([accepted, '433[3]']);
    frames.close();
  });
});

describe('an ack that comes late', () => {
  it('changes nothing: after the timeout, and after the client has left', async () => {
    const { sio, frames } = await start(() => undefined);
    frames.send('40');
    const { sid } = JSON.parse(String(await frames.next()).slice(2)) as { sid: string };
    const late = expect(sio.call('question', 1, { to: sid, timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    const id = /^42(\d+)\[/.exec(String(await frames.next()))![1]!;
    await late;
    frames.send(`43${id}["too late"]`, '41', `43${id}["gone"]`, '40');
    expect(await frames.next()).toEqual(accepted);
    frames.send('427["echo","well"]');
    expect(await frames.next()).toBe('437["well"]');
    frames.close();
  });
});

function refuse(...args: ConstructorParameters<typeof ConnectionRefusedError>) {
  return () => {
    throw new ConnectionRefusedError(...args);
  };
}
