import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Sink } from '../src/index.js';
import { MemoryBus, MemoryManager } from './support/memory-bus.js';
import { RecordingHost } from './support/recording-host.js';

const managers: MemoryManager[] = [];
afterEach(async () => {
  await Promise.all(managers.splice(0).map((manager) => manager.close()));
});

/** One whose way back to the queue can be barred, while it publishes. */
class LateManager extends MemoryManager {
  barred = false;
  attempts = 0;

  protected override subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    this.attempts += 1;
    return this.barred ? Promise.reject(new Error('not yet')) : super.subscribe(sink, signal);
  }
}

function join(bus: MemoryBus, options = {}) {
  const manager = new LateManager(bus, options);
  managers.push(manager);
  const host = new RecordingHost(manager);
  return { manager, host, client: host.connect(manager.hostId) };
}

const events = (bus: MemoryBus) =>
  bus.messages.map((message) => JSON.parse(message) as { event?: string }).filter(({ event }) => event === 'n');

describe('what was kept during an outage', () => {
  it('goes out when those who should hear it are back, and reaches all of them in order', async () => {
    const bus = new MemoryBus();
    const [a, b] = [join(bus), join(bus)];
    await vi.waitFor(() => expect([a.manager.stats.nodes, b.manager.stats.nodes]).toEqual([1, 1]));
    b.manager.barred = true;
    bus.cut();
    for (let i = 0; i < 100; i++) await Promise.all([a, b].map(({ manager }) => manager.emit('n', i)));
    bus.restore();
    await a.manager.ready();
    // As long as it takes the other one to try in vain.
    const { attempts } = b.manager;
    await vi.waitFor(() => expect(b.manager.attempts).toBeGreaterThan(attempts), 5000);
    expect(events(bus)).toEqual([]);
    expect(a.host.logger.lines).not.toContainEqual(expect.stringContaining('connected again'));
    b.manager.barred = false;
    const expected = Array.from({ length: 100 }, (_, i) => ['n', i]);
    for (const { client, manager, host } of [a, b]) {
      // Its own ones, then those of the other.
      await vi.waitFor(() => expect(client.received).toHaveLength(200), 8000);
      expect(client.received.slice(100)).toEqual(expected);
      await vi.waitFor(() => expect(manager.stats).toMatchObject({ connected: true, waiting: 0, lost: 0, late: 100 }));
      expect(host.logger.lines.map((line) => line.split(' ')[0])).toEqual(['error', 'info']);
      expect(host.logger.lines[1]).toContain('; 100 sent late, 0 lost');
    }
  });

  it('does not wait longer than it takes everyone to be back, and not for those who said goodbye', async () => {
    const bus = new MemoryBus();
    const [a, dead] = [join(bus), join(bus)];
    await vi.waitFor(() => expect(a.manager.stats.nodes).toBe(1));
    dead.manager.barred = true;
    bus.cut();
    await a.manager.emit('n', 1);
    bus.restore();
    await vi.waitFor(() => expect(events(bus)).toHaveLength(1), 9000);
  });

  it('of a worker waits as well, since it cannot hear who is back', async () => {
    const bus = new MemoryBus();
    const late = join(bus);
    await late.manager.ready();
    const worker = new LateManager(bus, { writeOnly: true, logger: false });
    managers.push(worker);
    late.manager.barred = true;
    bus.cut();
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    await worker.emit('n', 1);
    bus.restore();
    const { attempts } = late.manager;
    await vi.waitFor(() => expect(late.manager.attempts).toBeGreaterThan(attempts), 5000);
    late.manager.barred = false;
    await vi.waitFor(() => expect(late.client.received).toEqual([['n', 1]]), 9000);
    complaints.mockRestore();
  });
});

describe('servers that introduce themselves', () => {
  it('in crowds are answered together', async () => {
    const bus = new MemoryBus();
    const { manager } = join(bus);
    await manager.ready();
    bus.messages.length = 0;
    for (let i = 0; i < 1000; i++) {
      const hello = { method: 'x-node', host_id: `node-${i}`, state: 'hello' };
      for (const sink of bus.sinks) sink.message(JSON.stringify(hello));
    }
    expect(bus.messages).toHaveLength(10);
    await vi.waitFor(() => expect(bus.messages).toHaveLength(11));
    expect(manager.stats.nodes).toBe(1000);
    for (let i = 0; i < 1000; i++) {
      const bye = { method: 'x-node', host_id: `node-${i}`, state: 'bye' };
      for (const sink of bus.sinks) sink.message(JSON.stringify(bye));
    }
    expect(manager.stats.nodes).toBe(0);
  });

  it('with names that are none are refused', async () => {
    const bus = new MemoryBus();
    const { manager } = join(bus);
    await manager.ready();
    for (const host_id of ['', 'x'.repeat(65), 'x'.repeat(1e6)]) {
      for (const sink of bus.sinks) sink.message(JSON.stringify({ method: 'x-node', host_id, state: 'hello' }));
      for (const sink of bus.sinks) sink.message(JSON.stringify({ method: 'x-fetch', host_id, id: 1 }));
    }
    expect(manager.stats).toMatchObject({ nodes: 0, refused: 6 });
  });
});

describe('a server that is slow for a moment', () => {
  it('is asked again the next time, and counts again as soon as it speaks', async () => {
    const bus = new MemoryBus();
    const { manager } = join(bus);
    await manager.ready();
    const other = 'b'.repeat(32);
    const says = (message: object) => {
      for (const sink of bus.sinks) sink.message(JSON.stringify({ host_id: other, ...message }));
    };
    says({ method: 'x-node', state: 'here' });
    const question = () =>
      new Promise<number>((resolve) => {
        manager.request('/', 'q', [], { timeout: 20 }, { answer: () => {}, expired: resolve });
      });
    // Neither the own client nor the other server answers in time.
    expect(await question()).toBe(1);
    expect(manager.stats.nodes).toBe(1);

    says({ method: 'close_room', room: 'r' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const found = manager.fetchClients();
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    await found;
    expect(manager.stats.nodes).toBe(0);
    // Anything at all will do.
    says({ method: 'close_room', room: 'r' });
    expect(manager.stats.nodes).toBe(1);
    // But workers are no servers.
    says({ host_id: 'c'.repeat(32), method: 'close_room', room: 'r' });
    expect(manager.stats.nodes).toBe(1);
    says({ method: 'x-node', state: 'bye' });
  });
});
