import { describe, expect, it, onTestFinished } from 'vitest';
import { Server, type ServerOptions } from '../src/index.js';
import { Poller } from './support/poller.js';
import { exchange, upgradeRequest } from './support/raw.js';
import { Socket } from './support/socket.js';

async function start(prepare: (server: Server) => void, options: ServerOptions = {}) {
  const server = new Server(options);
  prepare(server);
  const { port } = await server.listen(0, '127.0.0.1');
  onTestFinished(() => server.shutdown());
  return { server, port, url: `http://127.0.0.1:${port}/engine.io/` };
}

describe('handlers', () => {
  it('are told of clients, their messages and their end', async () => {
    const seen: unknown[] = [];
    const ended = new Promise<void>((resolve) => {
      void start((server) => {
        server.on('connect', (sid, environ) => void seen.push(['connect', sid.length, environ.query['token']]));
        server.on('message', (sid, data) => server.send(sid, data));
        server.on('disconnect', (_sid, reason) => {
          seen.push(['disconnect', reason]);
          resolve();
        });
      }).then(async ({ url }) => {
        const socket = Socket.to(`${url}?EIO=4&transport=websocket&token=t`);
        await socket.next();
        socket.send('4text');
        socket.send(Buffer.from([1]));
        seen.push(...(await socket.take(2)));
        socket.send('1');
      });
    });
    await ended;
    expect(seen).toEqual([['connect', 20, 't'], '4text', Buffer.from([1]), ['disconnect', 'client disconnect']]);
  });

  it('of connect may turn clients away, with what they get to see', async () => {
    const answers: unknown[] = [false, 'go away', { why: 'full' }, 0];
    const { url, port, server } = await start((s) => s.on('connect', () => answers.shift()));
    const bodies: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${url}?EIO=4&transport=polling`);
      expect(response.status).toBe(401);
      bodies.push(await response.json());
    }
    expect(bodies).toEqual(['Unauthorized', 'go away', { why: 'full' }]);
    expect(await exchange(port, upgradeRequest('/engine.io/?EIO=4&transport=websocket'))).toMatch(/^HTTP\/1\.1 401 /);
    expect(server.stats().opened).toBe(0);
  });

  it('of connect may take their time and send at once', async () => {
    const { url } = await start((server) =>
      server.on('connect', async (sid) => {
        server.send(sid, 'welcome');
        await Promise.resolve();
        server.send(sid, { as: 'json' });
        return true;
      }),
    );
    const socket = await Socket.open(url);
    expect(await socket.take(2)).toEqual(['4welcome', '4{"as":"json"}']);
  });

  it('of connect are asked once per session id, also when ids are made badly', async () => {
    const asked: string[] = [];
    const { url } = await start(
      (server) =>
        server.on('connect', async (sid) => {
          asked.push(sid);
          await new Promise(setImmediate);
        }),
      { generateId: () => 'same' },
    );
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`${url}?EIO=4&transport=polling`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400]);
    expect(asked).toEqual(['same']);
  });

  it('that throw are logged, and do no harm', async () => {
    const errors: unknown[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => errors.push(args) };
    const { url } = await start(
      (server) => {
        server.on('message', async (sid, data) => {
          if (data === 'bad') throw new Error('a mistake in the application');
          server.send(sid, data);
        });
      },
      { logger },
    );
    const socket = await Socket.open(url);
    socket.send('4bad');
    socket.send('4good');
    expect(await socket.next()).toBe('4good');
    expect(errors).toHaveLength(1);
  });

  it('that return any thenable are heard when it fails', async () => {
    const errors: unknown[][] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => void errors.push(args) };
    const failing = {
      // biome-ignore lint/suspicious/noThenProperty: that is what is tested
      then: (_fulfilled: unknown, rejected: (error: unknown) => void) => rejected(new Error('a failed query')),
    };
    const { url } = await start((server) => server.on('message', () => failing), { logger });
    const socket = await Socket.open(url);
    socket.send('4go');
    await expect.poll(() => errors.map(([, error]) => String(error))).toEqual(['Error: a failed query']);
  });

  it('of connect may disconnect the client, which hears what was sent before', async () => {
    const ends: unknown[] = [];
    const { url, server } = await start((s) => {
      s.on('connect', (sid) => {
        s.send(sid, 'sorry');
        s.disconnect(sid);
        s.send(sid, 'too late');
      });
      s.on('disconnect', (sid, reason) => void ends.push([sid.length, reason]));
    });
    const body = await (await fetch(`${url}?EIO=4&transport=polling`)).text();
    expect(body.split('\x1e')).toEqual([expect.stringMatching(/^0/), '4sorry', '1']);
    const socket = Socket.connect(url);
    expect(await socket.rest()).toEqual([expect.stringMatching(/^0/), '4sorry']);
    expect(ends).toEqual(Array.from({ length: 2 }, () => [20, 'server disconnect']));
    expect(server.engine.clientsCount).toBe(0);
  });

  it('of connect that send what cannot be written turn the client away, of which nothing is kept', async () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const sids: string[] = [];
    const { url, server } = await start(
      (s) => {
        s.on('connect', (sid) => {
          sids.push(sid);
          const circular: Record<string, unknown> = {};
          circular['self'] = circular;
          s.send(sid, circular);
        });
      },
      { logger },
    );
    expect((await fetch(`${url}?EIO=4&transport=polling`)).status).toBe(403);
    expect(() => server.getSession(sids[0]!)).toThrow(RangeError);
    expect(server.stats().opened).toBe(0);
  });

  it('of connect that throw turn the client away without inner details', async () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const { url } = await start(
      (server) =>
        server.on('connect', () => {
          throw new Error('inner detail');
        }),
      { logger },
    );
    const response = await fetch(`${url}?EIO=4&transport=polling`);
    expect([response.status, await response.json()]).toEqual([403, { code: 4, message: 'Forbidden' }]);
  });

  it('of events that do not exist are refused', () => {
    expect(() => new Server().on('conect' as 'connect', () => {})).toThrow(TypeError);
  });
});

describe('asyncHandlers', () => {
  const slowFirst = (server: Server) => {
    let release: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.on('message', async (sid, data) => {
      if (data === 'slow') await first;
      if (data === 'quick') setImmediate(release);
      server.send(sid, data);
    });
  };

  it('true, the default: a quick handler overtakes a slow one', async () => {
    const { url } = await start(slowFirst);
    const socket = await Socket.open(url);
    socket.send('4slow');
    socket.send('4quick');
    expect(await socket.take(2)).toEqual(['4quick', '4slow']);
  });

  it('false: messages of a client are handled one after the other', async () => {
    const log: string[] = [];
    const { url } = await start(
      (server) => {
        server.on('message', async (sid, data) => {
          log.push(`begin ${String(data)}`);
          await new Promise(setImmediate);
          log.push(`end ${String(data)}`);
          server.send(sid, data);
        });
        server.on('disconnect', () => void log.push('disconnect'));
      },
      { asyncHandlers: false },
    );
    const socket = await Socket.open(url);
    for (const name of ['a', 'b', 'c']) socket.send(`4${name}`);
    await socket.take(3);
    socket.ws.terminate();
    await expect.poll(() => log.at(-1)).toBe('disconnect');
    expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c', 'disconnect']);
  });
});

describe('a client', () => {
  it('has data that is kept until it leaves', async () => {
    let known = '';
    const inDisconnect: unknown[] = [];
    const { url, server } = await start((s) => {
      s.on('connect', (sid) => {
        known = sid;
        s.saveSession(sid, { user: 'ann' });
      });
      s.on('disconnect', (sid) => void inDisconnect.push(s.getSession(sid)));
    });
    const socket = await Socket.open(url);
    expect(server.getSession(known)).toEqual({ user: 'ann' });
    server.getSession(known)['user'] = 'not saved';
    await server.session(known, async (data) => {
      data['count'] = 1;
    });
    expect(server.getSession(known)).toEqual({ user: 'ann', count: 1 });
    expect(server.transport(known)).toBe('websocket');
    socket.ws.terminate();
    await expect.poll(() => inDisconnect).toEqual([{ user: 'ann', count: 1 }]);
    await expect.poll(() => server.stats().closed).toBe(1);
    expect(() => server.getSession(known)).toThrow(RangeError);
    expect(() => server.transport(known)).toThrow(RangeError);
    server.send(known, 'nobody there');
  });

  it('can be disconnected, alone or with all others', async () => {
    const sids: string[] = [];
    const reasons: string[] = [];
    const { url, server } = await start((s) => {
      s.on('connect', (sid) => void sids.push(sid));
      s.on('disconnect', (_sid, reason) => void reasons.push(reason));
    });
    const sockets = [await Socket.open(url), await Socket.open(url), await Socket.open(url)];
    server.disconnect(sids[1]);
    await sockets[1]!.closed;
    expect(reasons).toEqual(['server disconnect']);
    server.disconnect();
    await sockets[0]!.closed;
    await sockets[2]!.closed;
    expect(reasons).toHaveLength(3);
  });

  it('that never arrives after its connect handler is disconnected', async () => {
    const reasons: string[] = [];
    let admit: () => void = () => {};
    let asked: () => void = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { url, server } = await start((s) => {
      s.on('connect', () => {
        asked();
        return new Promise<void>((resolve) => {
          admit = resolve;
        });
      });
      s.on('disconnect', (_sid, reason) => void reasons.push(reason));
    });
    const socket = Socket.connect(url);
    await wasAsked;
    socket.ws.terminate();
    await socket.closed;
    admit();
    await expect.poll(() => reasons).toEqual(['transport close']);
    expect(server.stats().polling + server.stats().websocket).toBe(0);
  });
});

it('send() refuses what is no JSON, and on() what is no handler', async () => {
  const sids: string[] = [];
  const { url, server } = await start((s) => s.on('connect', (sid) => void sids.push(sid)));
  await Socket.open(url);
  expect(() => server.send(sids[0]!, undefined as never)).toThrow('send: undefined cannot be written as JSON');
  expect(() => server.on('message', 'echo' as never)).toThrow('the handler of message must be a function, not "echo"');
  expect(() => new Server({ json: {} as never })).toThrow('json');
  expect(() => new Server({ asyncHandlers: 'no' as never })).toThrow('asyncHandlers');
});

it('json writes objects that are sent', async () => {
  const { url } = await start((server) => server.on('connect', (sid) => server.send(sid, { a: 1 })), {
    json: { stringify: (value) => `own ${JSON.stringify(value)}` },
  });
  const socket = await Socket.open(url);
  expect(await socket.next()).toBe('4own {"a":1}');
});

it('logger gets what happens', async () => {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const { server, url } = await start(() => {}, { logger: { debug: log, info: log, warn: log, error: log } });
  server.send('nobody', 'hello');
  await Poller.open(url);
  await fetch(`${url}?EIO=4&transport=polling`, { headers: { origin: 'http://elsewhere.example' } });
  expect(lines.some((line) => line.includes('not connected'))).toBe(true);
  expect(lines.some((line) => line.includes('elsewhere.example'))).toBe(true);
  expect(lines).toContain('engine: a session opened over polling');
  await server.shutdown();
  expect(lines).toContain('engine: a session ended: server shutting down');
});
