import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefusedError, refuseUnknownOptions } from '../src/index.js';
import { MemoryBus, MemoryManager } from './support/memory-bus.js';
import { RecordingHost } from './support/recording-host.js';

const OTHER = 'b'.repeat(32);
let bus: MemoryBus;
let manager: MemoryManager;
let host: RecordingHost;

async function open(options = {}): Promise<void> {
  bus = new MemoryBus();
  manager = new MemoryManager(bus, options);
  host = new RecordingHost(manager);
  await manager.ready();
  bus.messages.length = 0;
}
beforeEach(() => open());
afterEach(() => manager.close());

const arrives = (message: object) => {
  for (const sink of bus.sinks) sink.message(JSON.stringify({ host_id: OTHER, ...message }));
};

describe('too much at once', () => {
  /** A bus that confirms when it is told to. */
  class SlowManager extends MemoryManager {
    readonly confirmations: (() => void)[] = [];
    protected override publish(): Promise<void> {
      return new Promise((resolve) => this.confirmations.push(resolve));
    }
  }

  it('is dropped with one warning, until all has gone out', async () => {
    const slow = new SlowManager(bus, { maxQueuedMessages: 100 });
    const { logger } = new RecordingHost(slow);
    const drain = () =>
      vi.waitFor(() => {
        for (const confirm of slow.confirmations.splice(0)) confirm();
        expect(slow.stats.waiting).toBe(0);
      });
    await drain();
    for (const episode of [1, 2]) {
      for (let i = 0; i < 300; i++) void slow.emit('n', i);
      expect(slow.stats).toMatchObject({ waiting: 100, lost: 200 * episode });
      expect(logger.lines).toHaveLength(episode);
      expect(logger.lines.at(-1)).toMatch(/^warn .*100 messages wait already \(maxQueuedMessages\)/);
      await drain();
    }
    await slow.close();
  });

  it('in one message is refused to who emits it, and reaches nobody', async () => {
    await manager.close();
    await open({ maxMessageBytes: 1000 });
    const client = host.connect('s');
    // Fewer characters than bytes.
    const data = 'ü'.repeat(450);
    await expect(manager.emit('large', data)).rejects.toThrow(/"large" takes 1\d\d\d bytes, more than the 1000/);
    await expect(manager.emit('large', data, { callback: () => {} })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(manager.serverSideEmit('large', [data])).rejects.toThrow('maxMessageBytes');
    expect(client.received).toEqual([]);
    expect(bus.messages).toEqual([]);
    await manager.emit('small', 'ü'.repeat(350));
    expect(client.received).toHaveLength(1);
    // For this process alone nothing is too large.
    await manager.emit('large', data, { ignoreQueue: true });
    expect(client.received).toHaveLength(2);
  });

  it('arrives from nobody', async () => {
    await manager.close();
    await open({ maxMessageBytes: 1000 });
    const client = host.connect('s');
    arrives({ method: 'emit', event: 'n', data: ['ü'.repeat(480)] });
    expect(client.received).toEqual([]);
    expect(manager.stats.refused).toBe(1);
  });

  it('does not come with a list of clients', async () => {
    host.describe = ({ sid, namespace }) => {
      const session = sid === 'huge' ? 'x'.repeat(300_000) : 'x'.repeat(50_000);
      return { sid, namespace, rooms: [sid], environ: {}, session };
    };
    for (let i = 0; i < 20; i++) host.connect(i === 7 ? 'huge' : `client ${i}`);
    arrives({ method: 'x-fetch', id: 1, namespace: '/' });
    await vi.waitFor(() => expect(bus.messages.length).toBeGreaterThan(0));
    for (const message of bus.messages) expect(message.length).toBeLessThan(300_000);
    type Answer = { clients: { sid: string; session: unknown }[]; more: boolean };
    const answers = bus.messages.map((message) => JSON.parse(message) as Answer);
    const clients = answers.flatMap((answer) => answer.clients);
    expect(clients).toHaveLength(20);
    expect(clients.filter(({ session }) => session === null).map(({ sid }) => sid)).toEqual(['huge']);
    expect(answers.map(({ more }) => more)).toEqual(answers.map((_, i) => i < answers.length - 1));
  });
});

describe('times beyond what timers know', () => {
  it.each([3e9, 1e300])('%d ms is not at once', async (timeout) => {
    host.connect('s');
    const ended = vi.fn();
    const listener = { answer: ended, expired: ended, complete: ended, lost: ended };
    const [far, near] = [{ timeout }, { timeout, ignoreQueue: true }].map((options) =>
      manager.request('/', 'q', [], options, listener),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ended).not.toHaveBeenCalled();
    expect(JSON.parse(bus.messages[0] ?? '')).toMatchObject({ x: { timeout: 3_600_000 } });
    far?.cancel();
    near?.cancel();
  });
});

describe('an emit without data', () => {
  it('is dropped, as by Python', () => {
    const client = host.connect('s');
    arrives({ method: 'emit', event: 'x' });
    expect(client.received).toEqual([]);
    expect(manager.stats.refused).toBe(1);
    arrives({ method: 'emit', event: 'x', data: null });
    expect(client.received).toEqual([['x']]);
  });
});

describe('a callback that throws', () => {
  it('is reported with its error, and the message counts as a good one', () => {
    const errors: unknown[] = [];
    host.logger.error = (_message: string, ...details: unknown[]) => void errors.push(...details);
    const mistake = new TypeError('mine');
    void manager.emit('ev', 1, {
      to: 'far',
      callback: () => {
        throw mistake;
      },
    });
    arrives({ method: 'callback', host_id: manager.hostId, sid: 'far', namespace: '/', id: 1, args: [] });
    expect(errors).toEqual([mistake]);
    expect(manager.stats.refused).toBe(0);
  });
});

describe('a queue that does not take a message', () => {
  class StrictManager extends MemoryManager {
    protected override publish(message: string): Promise<void> {
      return message.includes('bad') ? Promise.reject(new RefusedError('no permission')) : super.publish(message);
    }
  }

  it('loses that one alone, is no outage, and says why once', async () => {
    const strict = new StrictManager(bus);
    const { logger } = new RecordingHost(strict);
    await strict.ready();
    await strict.emit('bad', 1);
    await expect(strict.emit('bad', 2, { confirm: true })).rejects.toThrow('no permission');
    await strict.emit('good', 3, { confirm: true });
    expect(strict.stats).toMatchObject({ connected: true, outages: 0, lost: 2, published: 1 });
    expect(logger.lines).toEqual([expect.stringMatching(/^error .*does not take a message \(no permission\)/)]);
    await strict.close();
  });
});

describe('options', () => {
  it.each([
    { options: { json: {} }, message: '"json" must be an object with the methods parse() and stringify()' },
    { options: { writeOnly: 'no' }, message: '"writeOnly" must be true or false' },
    { options: { channel: 7 }, message: '"channel" must be a string' },
    { options: { requestTimeout: Infinity }, message: '"requestTimeout" must be at most 2147483647' },
    { options: { maxMessageBytes: Number.NaN }, message: '"maxMessageBytes" must be a number above 0' },
    { options: null, message: 'one object' },
  ])('$options are refused', ({ options, message }) => {
    expect(() => new MemoryManager(bus, options as never)).toThrow(message);
  });

  it('that an adapter does not have are refused with the name that was meant', () => {
    const check = (options: object) => () => refuseUnknownOptions('MyManager', options, ['myOptions']);
    expect(check({ channel: 'c', myOptions: {} })).not.toThrow();
    expect(check({ write_only: true })).toThrow('MyManager has no option "write_only"; it is called "writeOnly"');
    expect(check({ chanel: 'c' })).toThrow('there are channel, writeOnly');
    expect(check({ toString: 1 })).toThrow('"toString"');
  });
});
