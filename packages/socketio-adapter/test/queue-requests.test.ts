import { describe, expect, it } from 'vitest';
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
});
