import { describe, expect, it, vi } from 'vitest';
import { UnsentError } from '../src/index.js';
import { Link } from '../src/queue/link.js';
import { PublishQueue } from '../src/queue/publish-queue.js';
import { Counters } from '../src/queue/stats.js';
import { MemoryBus, MemoryManager } from './support/memory-bus.js';
import { RecordingHost, RecordingLogger } from './support/recording-host.js';

const numbers = (bus: MemoryBus) =>
  bus.messages
    .map((message) => JSON.parse(message) as { event?: string; data?: unknown[] })
    .filter(({ event }) => event === 'n')
    .map(({ data }) => data?.[0]);

async function connected(options = {}) {
  const bus = new MemoryBus();
  const manager = new MemoryManager(bus, options);
  const host = new RecordingHost(manager);
  await manager.ready();
  return { bus, manager, host };
}

describe('while the queue is away', () => {
  it('a logger that fails does not keep the servers apart', async () => {
    const fail = () => {
      throw new Error('the log is full');
    };
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    const logger = { debug: fail, info: fail, warn: fail, error: fail };
    const { bus, manager } = await connected({ logger });
    bus.cut();
    await manager.emit('n', 1);
    bus.restore();
    await vi.waitFor(() => expect(manager.stats).toMatchObject({ connected: true, waiting: 0 }));
    expect(numbers(bus)).toEqual([1]);
    complaints.mockRestore();
  });

  it('local delivery goes on, messages wait in order, and all is told in one line per outage', async () => {
    const { bus, manager, host } = await connected();
    const client = host.connect('s1');
    for (const outage of [1, 2]) {
      bus.cut();
      for (let i = 0; i < 50; i++) await manager.emit('n', outage * 1000 + i);
      expect(client.received).toHaveLength(50);
      client.received.length = 0;
      expect(manager.stats).toMatchObject({ connected: false, outages: outage });
      bus.restore();
      await vi.waitFor(() => expect(manager.stats).toMatchObject({ connected: true, waiting: 0 }));
    }
    const expected = [1, 2].flatMap((outage) => Array.from({ length: 50 }, (_, i) => outage * 1000 + i));
    expect(numbers(bus)).toEqual(expected);
    expect(host.logger.lines.filter((line) => line.startsWith('error'))).toHaveLength(2);
    expect(host.logger.lines.filter((line) => line.includes('connected again'))).toHaveLength(2);
    expect(manager.stats.late).toBeGreaterThanOrEqual(100);
    expect(manager.stats.lost).toBe(0);
    await manager.close();
  });

  it('what exceeds the limit is dropped and counted, in messages and in bytes', async () => {
    const { bus, manager } = await connected({ maxQueuedMessages: 10 });
    bus.cut();
    for (let i = 0; i < 25; i++) await manager.emit('n', i);
    expect(manager.stats.waiting).toBe(10);
    expect(manager.stats.lost).toBe(15);
    bus.restore();
    await manager.close();

    const small = await connected({ maxQueuedBytes: 1000 });
    small.bus.cut();
    for (let i = 0; i < 5; i++) await small.manager.emit('n', 'x'.repeat(400));
    expect(small.manager.stats.waiting).toBe(1);
    small.bus.restore();
    await small.manager.close();
  });

  it('confirm waits for the queue, and tells when the message is dropped', async () => {
    const { bus, manager } = await connected({ maxQueuedMessages: 1 });
    bus.cut();
    let confirmed = false;
    const first = manager.emit('n', 1, { confirm: true }).then(() => {
      confirmed = true;
    });
    await expect(manager.emit('n', 2, { confirm: true })).rejects.toThrow('this one was dropped');
    expect(confirmed).toBe(false);
    bus.restore();
    await first;
    expect(numbers(bus)).toEqual([1]);
    await manager.close();
  });

  it('a rejection that nobody awaits does not end the process', async () => {
    const { bus, manager } = await connected({ maxQueuedMessages: 1 });
    const seen: unknown[] = [];
    const listener = (error: unknown) => seen.push(error);
    process.on('unhandledRejection', listener);
    bus.cut();
    void manager.emit('n', 1, { confirm: true });
    void manager.emit('n', 2, { confirm: true });
    void manager.emit('n', Symbol.iterator);
    const circular: unknown[] = [];
    circular.push(circular);
    void manager.emit('n', circular);
    bus.restore();
    await manager.close();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    expect(seen).toEqual([]);
  });

  it('ready rejects with the reason, and resolves once it is there', async () => {
    const bus = new MemoryBus();
    bus.cut();
    const manager = new MemoryManager(bus);
    new RecordingHost(manager);
    await expect(manager.ready()).rejects.toThrow('the bus is down');
    bus.restore();
    await vi.waitFor(() => manager.ready());
    await manager.close();
    await expect(manager.ready()).rejects.toThrow('closed');
  });

  it('close tries for a while and gives up, and says what is lost', async () => {
    const { bus, manager, host } = await connected();
    bus.cut();
    await manager.emit('n', 1);
    const confirmed = manager.emit('n', 2, { confirm: true });
    await Promise.all([manager.close(), manager.close()]);
    await expect(confirmed).rejects.toThrow('closed before');
    expect(manager.released).toBe(1);
    expect(manager.stats.lost).toBe(2);
    expect(bus.sinks.size).toBe(0);
    await manager.emit('n', 3);
    await manager.emit('n', 4);
    expect(numbers(bus)).toEqual([]);
    expect(host.logger.lines.slice(1)).toEqual([
      expect.stringMatching(/^error .+closed before 2 messages could be published/),
      expect.stringMatching(/^warn .+closed already: what is emitted now does not leave this process/),
    ]);
  });

  it('close publishes what waits when the queue returns in time, without waiting for anybody to listen', async () => {
    const bus = new MemoryBus();
    bus.cut();
    const log = new RecordingLogger();
    const worker = new MemoryManager(bus, { writeOnly: true, logger: log });
    await worker.emit('n', 1);
    expect(worker.stats).toMatchObject({ outages: 1, waiting: 1 });
    expect(log.lines).toEqual([
      'error Queue "socketio": no connection (the bus is down). What is emitted is kept up to a limit. Trying again.',
    ]);
    const closed = worker.close();
    bus.restore();
    await closed;
    expect(numbers(bus)).toEqual([1]);
    expect(worker.stats).toMatchObject({ published: 1, lost: 0 });
  });
});

describe('a client that comes back by itself', () => {
  it('is not subscribed again', async () => {
    const { bus, manager } = await connected();
    const [sink] = bus.sinks;
    sink?.down(new Error('a moment'));
    sink?.up();
    await vi.waitFor(() => expect(manager.stats).toMatchObject({ connected: true, outages: 1 }));
    sink?.down(new Error('another moment'));
    await vi.waitFor(() => expect(manager.stats).toMatchObject({ connected: false, outages: 2 }));
    sink?.up();
    await manager.ready();
    await vi.waitFor(() => expect(manager.stats).toMatchObject({ connected: true }));
    expect(bus.subscriptions).toBe(1);
    await manager.close();
  });
});

describe('the publish queue', () => {
  function queueOn(publish: (message: string) => Promise<void>) {
    const counters = new Counters();
    const logger = new RecordingLogger();
    const link = new Link('Queue', () => logger, counters, true);
    const limits = { maxMessages: 5000, maxLength: 1e6, unhurried: 0, keepsAlive: false };
    const nobody = { broken: () => {}, complete: () => Promise.resolve(), skip: () => {} };
    const probe = () => 'probe';
    return {
      counters,
      logger,
      queue: new PublishQueue({ publish, probe, reunion: nobody, limits, link, counters }),
    };
  }

  it('keeps the order of messages that fail while others are on their way', async () => {
    const sent: string[] = [];
    let failures = 3;
    const { queue, counters } = queueOn(async (message) => {
      if (message === 'probe') return;
      await new Promise((resolve) => setImmediate(resolve));
      if (failures-- > 0) throw new UnsentError('not now');
      sent.push(message);
    });
    const messages = Array.from({ length: 20 }, (_, i) => String(i));
    for (const message of messages) void queue.push(message, false);
    await vi.waitFor(() => expect(sent).toHaveLength(20));
    // Three went back; the others had gone out before that was known.
    expect(new Set(sent)).toEqual(new Set(messages));
    expect(sent.slice(-3)).toEqual(['0', '1', '2']);
    expect(counters).toMatchObject({ published: 20, late: 3, lost: 0 });
  });

  it('gives up a message that may have gone out, and goes on with the next', async () => {
    const sent: string[] = [];
    const { queue, counters, logger } = queueOn((message) => {
      if (message === 'bad') return Promise.reject(new Error('connection reset'));
      if (message !== 'probe') sent.push(message);
      return Promise.resolve();
    });
    await queue.push('bad', false);
    await queue.push('good', true);
    expect(sent).toEqual(['good']);
    expect(counters).toMatchObject({ published: 1, lost: 1 });
    expect(logger.lines.map((line) => line.split(' ')[0])).toEqual(['error', 'info']);
  });

  it('survives an adapter that throws', async () => {
    const { queue, counters } = queueOn(() => {
      throw new TypeError('broken adapter');
    });
    await queue.push('x', false);
    expect(counters.lost).toBe(1);
    await queue.close(0);
  });

  it('has no more than a window of messages on their way, and publishes what waits before it closes', async () => {
    const settle: (() => void)[] = [];
    const { queue, counters } = queueOn(() => new Promise((resolve) => settle.push(resolve)));
    for (let i = 0; i < 3000; i++) void queue.push('m', false);
    expect(settle).toHaveLength(1000);
    const closed = queue.close(10_000);
    while (settle.length > 0) {
      settle.shift()?.();
      if (settle.length === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
    expect(counters.published).toBe(3000);
  });
});

describe('the promise of an emit', () => {
  /** A bus that confirms when it is told to. */
  class SlowManager extends MemoryManager {
    readonly confirmations: (() => void)[] = [];
    protected override publish(): Promise<void> {
      return new Promise((resolve) => this.confirmations.push(resolve));
    }
  }
  const isSettled = async (promise: Promise<void>) => {
    let settled = false;
    void promise.then(() => {
      settled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return settled;
  };

  it('of a worker waits for the queue', async () => {
    const manager = new SlowManager(new MemoryBus(), { writeOnly: true });
    const emitted = manager.emit('n', 1);
    expect(await isSettled(emitted)).toBe(false);
    manager.confirmations.shift()?.();
    await emitted;
    await manager.close();
  });

  it('of a server waits only when the server is far ahead of the queue', async () => {
    const manager = new SlowManager(new MemoryBus());
    for (let i = 0; i < 256; i++) expect(await isSettled(manager.emit('n', i))).toBe(true);
    const tooMany = manager.emit('n', 256);
    expect(await isSettled(tooMany)).toBe(false);
    for (const confirm of manager.confirmations) confirm();
    await tooMany;
    await manager.close();
  });
});
