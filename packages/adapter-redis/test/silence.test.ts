import type { Logger } from '@x/socketio-adapter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisManager } from '../src/index.js';
import { hasRedisServer, RedisProcess } from './support/redis-process.js';

class Log implements Logger {
  readonly lines: string[] = [];
  debug(): void {}
  info(line: string): void {
    this.lines.push(`info ${line}`);
  }
  warn(line: string): void {
    this.lines.push(`warn ${line}`);
  }
  error(line: string): void {
    this.lines.push(`error ${line}`);
  }
}

describe.runIf(hasRedisServer())('a Redis of its own', () => {
  let server: RedisProcess;
  let url: string;
  beforeAll(async () => {
    server = await RedisProcess.start([
      'user mute on >pw resetchannels &* -@all +subscribe',
      'user deaf on >pw resetchannels &* -@all +publish',
    ]);
    url = `redis://127.0.0.1:${server.port}`;
  });
  afterAll(() => server?.stop());

  function join(options = {}) {
    const log = new Log();
    const heard: unknown[] = [];
    const manager = new RedisManager(url, { logger: log, ...options });
    manager.setHost({
      encode: () => undefined,
      disconnect: () => Promise.resolve(),
      describe: () => {
        throw new Error('nobody is here');
      },
      serverEvent: (event) => void heard.push(event),
    });
    manager.initialize();
    return { manager, log, heard };
  }

  it('that holds still is found out by pings; all is well as soon as it goes on', { timeout: 60_000 }, async () => {
    const [a, b] = [join(), join()];
    await Promise.all([a.manager.ready(), b.manager.ready()]);
    await expect.poll(() => [a.manager.stats.nodes, b.manager.stats.nodes]).toEqual([1, 1]);
    server.freeze();
    // Nobody emits: without pings, nobody would notice.
    await expect
      .poll(() => [a.manager.stats, b.manager.stats], { timeout: 25_000 })
      .toMatchObject([
        { connected: false, outages: 1 },
        { connected: false, outages: 1 },
      ]);
    for (let i = 0; i < 100; i++) await a.manager.serverSideEmit(`a${i}`, []);
    for (let i = 0; i < 100; i++) await b.manager.serverSideEmit(`b${i}`, []);
    server.thaw();
    await expect.poll(() => [a.heard.length, b.heard.length], { timeout: 10_000 }).toEqual([100, 100]);
    expect(a.heard).toEqual(Array.from({ length: 100 }, (_, i) => `b${i}`));
    expect(b.heard).toEqual(Array.from({ length: 100 }, (_, i) => `a${i}`));
    await expect.poll(() => a.log.lines).toHaveLength(2);
    expect(a.log.lines[1]).toContain('connected again');
    await Promise.all([a.manager.close(), b.manager.close()]);
  });

  it('that lets somebody listen and not publish: no outage, and a line that says so', async () => {
    const log = new Log();
    const mute = new RedisManager(`redis://mute:pw@127.0.0.1:${server.port}`, { logger: log, writeOnly: true });
    await expect(mute.emit('ev', 1, { confirm: true })).rejects.toThrow('NOPERM');
    await mute.emit('ev', 2);
    expect(mute.stats).toMatchObject({ outages: 0, connected: true, lost: 2, waiting: 0 });
    expect(log.lines).toEqual([expect.stringMatching(/^error .*does not take a message \(Redis: NOPERM .*\)/)]);
    await mute.close();
  });

  it('that lets somebody publish and not listen: said as it is, and what goes to others goes', async () => {
    const other = join({ channel: 'deaf' });
    await other.manager.ready();
    url = `redis://deaf:pw@127.0.0.1:${server.port}`;
    const deaf = join({ channel: 'deaf' });
    url = `redis://127.0.0.1:${server.port}`;
    await expect(deaf.manager.ready()).rejects.toThrow('NOPERM');
    await deaf.manager.serverSideEmit('from the deaf', []);
    await expect.poll(() => other.heard, { timeout: 10_000 }).toEqual(['from the deaf']);
    expect(deaf.log.lines).toEqual([expect.stringMatching(/^error .*refuses to be listened to \(Redis: NOPERM/)]);
    await Promise.all([deaf.manager.close(), other.manager.close()]);
  });
});
