import { randomUUID } from 'node:crypto';
import { tuple } from '@x/socketio-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BROKERS } from './support/brokers.js';
import { Listener } from './support/listener.js';
import { OurServer } from './support/our-server.js';
import { hasPython, PythonServer, runPython } from './support/python.js';

const python = hasPython('the cluster with Python');

/** What Python's JSON calls bytes and tuples; see python_server.py. */
const bytes = (...values: number[]) => ({ base64: Buffer.from(values).toString('base64') });

for (const broker of BROKERS) {
  describe.runIf(broker.there && python)(`two of our servers and one of Python's on one ${broker.name}`, () => {
    const channel = `interop-${randomUUID()}`;
    let [a, b]: OurServer[] = [];
    let p: PythonServer;
    let onA: Listener;
    let onB: Listener;
    let onP: Listener;

    beforeAll(async () => {
      a = await OurServer.start(broker.manager(broker.url, { channel }));
      b = await OurServer.start(broker.manager(broker.url, { channel }));
      p = await PythonServer.start(broker.key, broker.url, channel);
      // Python serves before it listens to the queue.
      const probe = await Listener.connect(p.url);
      while (probe.received.length === 0) {
        await a.sio.emit('are you there');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      probe.close();
    });

    afterAll(async () => {
      await p?.stop();
      await Promise.all([a?.stop(), b?.stop()]);
    });

    beforeEach(async () => {
      [onA, onB, onP] = (await Promise.all([a!, b!, p].map(({ url }) => Listener.connect(url)))) as [
        Listener,
        Listener,
        Listener,
      ];
    });

    afterEach(() => {
      for (const listener of [onA, onB, onP]) listener.close();
    });

    it('emits cross in every direction, with any data', async () => {
      await a!.sio.emit('from a', tuple('two', { arguments: [null, 1.5, 'ü'] }));
      await b!.sio.emit('from b', [1, 2]);
      await p.do('emit', { event: 'from p', data: { tuple: ['two', { arguments: [null, 1.5, 'ü'] }] } });
      await p.do('emit', { event: 'nothing' });
      for (const listener of [onA, onB, onP]) {
        expect(await listener.atLeast(1, 'from a')).toEqual([['two', { arguments: [null, 1.5, 'ü'] }]]);
        expect(await listener.atLeast(1, 'from b')).toEqual([[[1, 2]]]);
        expect(await listener.atLeast(1, 'from p')).toEqual([['two', { arguments: [null, 1.5, 'ü'] }]]);
        expect(await listener.atLeast(1, 'nothing')).toEqual([[]]);
      }
    });

    it('binary values cross in every direction', async () => {
      await a!.sio.emit('bin', tuple(Buffer.from([0, 1, 255]), { deep: Buffer.from('a') }));
      await p.do('emit', { event: 'nib', data: { tuple: [bytes(0, 1, 255), { deep: bytes(97) }] } });
      for (const listener of [onA, onB, onP]) {
        const expected = [[Buffer.from([0, 1, 255]), { deep: Buffer.from('a') }]];
        expect(await listener.atLeast(1, 'bin')).toEqual(expected);
        expect(await listener.atLeast(1, 'nib')).toEqual(expected);
      }
    });

    it('rooms are entered, used, left and closed from anywhere', async () => {
      await p.do('enter_room', { sid: onA.sid, room: 'r' });
      await a!.sio.enterRoom(onP.sid, 'r');
      await b!.sio.enterRoom(onB.sid, 'r');
      // Everyone has heard of everyone before the first emit: each of the servers has just been asked.
      await confirmAll();
      await p.do('emit', { event: 'room', data: 1, room: 'r' });
      await a!.sio.emit('room', 2, { to: 'r', skipSid: onB.sid });
      await b!.sio.emit('room', 3, { to: ['r', 'other'] });
      expect(sorted(await onA.atLeast(3, 'room'))).toEqual([1, 2, 3]);
      expect(sorted(await onP.atLeast(3, 'room'))).toEqual([1, 2, 3]);
      expect(sorted(await onB.atLeast(2, 'room'))).toEqual([1, 3]);
      await a!.sio.leaveRoom(onP.sid, 'r');
      await confirmAll();
      await b!.sio.emit('left', 1, { to: 'r' });
      await onA.atLeast(1, 'left');
      await confirmAll();
      expect(onP.of('left')).toEqual([]);
      await p.do('close_room', { room: 'r' });
      await confirmAll();
      await a!.sio.emit('closed', 1, { to: 'r' });
      await confirmAll();
      for (const listener of [onA, onB, onP]) expect(listener.of('closed')).toEqual([]);
    });

    it('one client is reached from everywhere', async () => {
      await p.do('emit', { event: 'you', data: 1, to: onA.sid });
      await b!.sio.emit('you', 2, { to: onA.sid });
      await a!.sio.emit('you', 3, { to: onP.sid });
      expect(sorted(await onA.atLeast(2, 'you'))).toEqual([1, 2]);
      expect(await onP.atLeast(1, 'you')).toEqual([[3]]);
      await confirmAll();
      expect(onB.of('you')).toEqual([]);
    });

    it('callbacks and calls cross in every direction', async () => {
      for (const listener of [onA, onB, onP]) {
        listener.socket.on('ask', (question: string, answer: (...args: unknown[]) => void) => {
          answer(`${question} ${listener.sid}`, { n: 1 });
        });
      }
      expect(await a!.sio.call('ask', 'why', { to: onP.sid })).toEqual([`why ${onP.sid}`, { n: 1 }]);
      expect(await a!.sio.call('ask', 'why', { to: onB.sid })).toEqual([`why ${onB.sid}`, { n: 1 }]);
      expect(await p.do('ask', { event: 'ask', data: 'why', to: onA.sid })).toEqual([`why ${onA.sid}`, { n: 1 }]);
      expect(await p.do('ask', { event: 'ask', data: 'why', to: onP.sid })).toEqual([`why ${onP.sid}`, { n: 1 }]);
      const answers: string[] = [];
      const all = new Promise<void>((resolve) => {
        const callback = (answer: string) => {
          if (answers.push(answer) === 3) resolve();
        };
        void b!.sio.emit('ask', 'all', { callback });
      });
      await all;
      expect(answers.sort()).toEqual([onA, onB, onP].map(({ sid }) => `all ${sid}`).sort());
    });

    it('disconnects cross in every direction', async () => {
      const sids = [onA, onB, onP].map(({ sid }) => sid) as [string, string, string];
      await p.do('disconnect', { sid: sids[0] });
      await a!.sio.disconnect(sids[1]);
      await b!.sio.disconnect(sids[2]);
      await Promise.all([onA, onB, onP].map((listener) => listener.disconnected()));
      expect(a!.left).toContain(sids[0]);
      expect(b!.left).toContain(sids[1]);
      await expect.poll(() => p.do('who_left')).toContain(sids[2]);
    });

    it('10,000 numbered emits arrive in order, from us and from Python', { timeout: 120_000 }, async () => {
      const numbers = Array.from({ length: 10_000 }, (_, i) => [i]);
      for (const [i] of numbers) await a!.sio.emit('ours', i);
      for (const listener of [onA, onB, onP]) expect(await listener.atLeast(10_000, 'ours')).toEqual(numbers);
      await p.do('emit_many', { event: 'theirs', count: 10_000 });
      for (const listener of [onA, onB, onP]) expect(await listener.atLeast(10_000, 'theirs')).toEqual(numbers);
    });

    it('a Python worker emits to all', async () => {
      const manager = broker.key === 'redis' ? 'RedisManager' : 'KombuManager';
      const code = `import socketio, sys
out = socketio.${manager}(sys.argv[1], channel=sys.argv[2], write_only=True)
out.emit('job', {'done': True})`;
      await runPython(code, broker.url, channel);
      for (const listener of [onA, onB, onP]) expect(await listener.atLeast(1, 'job')).toEqual([[{ done: true }]]);
    });

    it('our servers tell each other what Python does not know', async () => {
      const heard = new Promise<unknown[]>((resolve) =>
        b!.sio.onServer('reload', (...args: unknown[]) => resolve(args)),
      );
      await a!.sio.serverSideEmit('reload', 'config', 1);
      expect(await heard).toEqual(['config', 1]);
      const found = await a!.sio.fetchClients();
      expect(found.map(({ sid }) => sid).sort()).toEqual([onA.sid, onB.sid].sort());
      expect(a!.log).toEqual([]);
      expect(b!.log).toEqual([]);
    });

    /** Waits until each server has handled all that the others had published before. */
    async function confirmAll(): Promise<void> {
      const token = randomUUID();
      await Promise.all([a!.sio.emit(token), b!.sio.emit(token), p.do('emit', { event: token })]);
      await Promise.all([onA, onB, onP].map((listener) => listener.atLeast(3, token)));
    }
  });
}

function sorted(received: unknown[][]): unknown[] {
  return received.map(([value]) => value).sort();
}
