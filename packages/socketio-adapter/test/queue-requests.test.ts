import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryBus, MemoryManager } from './support/memory-bus.js';
import { RecordingHost } from './support/recording-host.js';

/** A server, and another one that it knows, in whose place a test speaks. */
async function withAnother() {
  const bus = new MemoryBus();
  const manager = new MemoryManager(bus);
  const host = new RecordingHost(manager);
  await manager.ready();
  const says = (message: object) => {
    for (const sink of bus.sinks) sink.message(JSON.stringify({ host_id: 'b'.repeat(32), ...message }));
  };
  says({ method: 'x-node', state: 'here' });
  return { bus, manager, host, says };
}

/** Asks all clients, and tells how the request ended. */
function ask(manager: MemoryManager, timeout: number): Promise<string> {
  return new Promise((resolve) => {
    const complete = () => resolve('complete');
    const expired = (missing: number) => resolve(`expired, ${missing} missing`);
    manager.request('/', 'q', [], { timeout }, { answer: () => {}, complete, expired });
  });
}

afterEach(() => vi.useRealTimers());
const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

describe('a request', () => {
  it('is not complete when a server has not said how many it asked, although all others answered', async () => {
    const { manager, host } = await withAnother();
    const client = host.connect('s');
    const end = ask(manager, 30);
    manager.triggerCallback(client, client.ids[0] ?? 0, ['yes']);
    expect(await end).toBe('expired, 1 missing');
    await manager.close();
  });

  it('is not complete either when the queue is away', async () => {
    const { bus, manager, host } = await withAnother();
    const client = host.connect('s');
    bus.cut();
    const end = ask(manager, 30);
    manager.triggerCallback(client, client.ids[0] ?? 0, ['yes']);
    expect(await end).toBe('expired, 1 missing');
    bus.restore();
    await manager.close();
  });

  it('ends when its server closes, whatever is missing', async () => {
    const { manager, says } = await withAnother();
    const ends = [ask(manager, 60_000), ask(manager, Number.POSITIVE_INFINITY)];
    says({ method: 'x-acks', to: manager.hostId, id: 1, count: 2 });
    await manager.close();
    expect(await Promise.all(ends)).toEqual(['expired, 2 missing', 'expired, 1 missing']);
  });

  it.each([30_000, Number.POSITIVE_INFINITY])(
    'with %d ms is given up after 5 s when all but a silent server answered',
    async (timeout) => {
      const { manager, host } = await withAnother();
      const client = host.connect('s');
      fakeTimers();
      const ended = vi.fn();
      void ask(manager, timeout).then(ended);
      await vi.advanceTimersByTimeAsync(5000);
      // The own client still has time.
      expect(ended).not.toHaveBeenCalled();
      manager.triggerCallback(client, client.ids[0] ?? 0, ['yes']);
      await vi.advanceTimersByTimeAsync(0);
      expect(ended).toHaveBeenCalledExactlyOnceWith('expired, 1 missing');
      await manager.close();
    },
  );

  it('is complete when the silent server speaks while others are still waited for', async () => {
    const { manager, host, says } = await withAnother();
    const client = host.connect('s');
    fakeTimers();
    const ends = [ask(manager, 30_000), ask(manager, 30_000)];
    await vi.advanceTimersByTimeAsync(6000);
    says({ method: 'x-acks', to: manager.hostId, id: 1, count: 0 });
    for (const id of client.ids) manager.triggerCallback(client, id, ['yes']);
    expect(await Promise.all(ends)).toEqual(['complete', 'expired, 1 missing']);
    await manager.close();
  });

  it('is complete when the silent server said goodbye', async () => {
    const { manager, host, says } = await withAnother();
    const client = host.connect('s');
    fakeTimers();
    const end = ask(manager, 30_000);
    await vi.advanceTimersByTimeAsync(6000);
    says({ method: 'x-node', state: 'bye' });
    manager.triggerCallback(client, client.ids[0] ?? 0, ['yes']);
    expect(await end).toBe('complete');
    await manager.close();
  });

  it('is not complete because another one, asked before, found a server silent', async () => {
    const { manager, host } = await withAnother();
    const client = host.connect('s');
    fakeTimers();
    const ends = [ask(manager, 30_000)];
    await vi.advanceTimersByTimeAsync(1000);
    ends.push(ask(manager, 30_000));
    for (const id of client.ids) manager.triggerCallback(client, id, ['yes']);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await Promise.all(ends)).toEqual(['expired, 1 missing', 'expired, 1 missing']);
    // Who is silent while it could speak is not waited for the next time.
    expect(manager.stats.nodes).toBe(0);
    await manager.close();
  });

  it('is not complete during an outage, however long that is', async () => {
    const { bus, manager, host } = await withAnother();
    const client = host.connect('s');
    fakeTimers();
    bus.cut();
    for (let i = 0; i < 3; i++) {
      const end = ask(manager, 30_000);
      manager.triggerCallback(client, client.ids[i] ?? 0, ['yes']);
      await vi.advanceTimersByTimeAsync(5000);
      expect(await end).toBe('expired, 1 missing');
    }
    expect(manager.stats.nodes).toBe(1);
    vi.useRealTimers();
    bus.restore();
    await manager.close();
  });
});
