import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_BROKERS } from './support/brokers.js';
import { Listener } from './support/listener.js';
import { OurServer } from './support/our-server.js';
import { OwnBroker } from './support/own-broker.js';

/** Milliseconds that the broker is away, and within which its servers must have found each other again. */
const AWAY = 20_000;
const BACK = 10_000;
/** What waits for the broker: few enough to see that there is a limit. */
const WAITING = 500;

for (const broker of ALL_BROKERS) {
  describe.runIf(broker.there)(
    `a ${broker.name} that goes away for ${AWAY / 1000} s under load`,
    { timeout: 180_000 },
    () => {
      let own: OwnBroker;
      let a: OurServer;
      let b: OurServer;
      let onA: Listener;
      let onB: Listener;

      beforeAll(async () => {
        own = await OwnBroker.start(broker);
        const start = () => OurServer.start(broker.manager(own.url, { maxQueuedMessages: WAITING }));
        [a, b] = await Promise.all([start(), start()]);
        [onA, onB] = await Promise.all([Listener.connect(a.url), Listener.connect(b.url)]);
      });

      afterAll(async () => {
        onA?.close();
        onB?.close();
        await Promise.all([a?.stop(), b?.stop()]);
        await own?.down();
      });

      it('costs no local delivery, a bounded queue and one line in the log, and heals by itself', async () => {
        await a.sio.emit('before');
        await onB.atLeast(1, 'before');

        const load = new Load(a);
        await own.down();
        await expect
          .poll(() => [a.manager.stats.connected, b.manager.stats.connected], { timeout: 10_000 })
          .toEqual([false, false]);
        // From the other side, nothing at all may be missing: it is less than what is kept.
        const fromB = Array.from({ length: WAITING - 100 }, (_, i) => [i]);
        for (const [number] of fromB) await b.sio.emit('from b', number);
        await delay(AWAY);
        const emitted = load.count;
        const ours = await onA.atLeast(emitted, 'load');
        expect(ours.slice(0, emitted)).toEqual(Array.from({ length: emitted }, (_, i) => [i]));
        expect(a.manager.stats).toMatchObject({ connected: false, outages: 1, waiting: WAITING });
        expect(a.manager.stats.lost).toBeGreaterThan(0);

        await own.up();
        const returned = Date.now();
        const seen = onB.of('load').length;
        await onB.atLeast(seen + WAITING + 1, 'load');
        expect(await onA.atLeast(fromB.length, 'from b')).toEqual(fromB);
        expect(Date.now() - returned).toBeLessThan(BACK);
        await load.stop();

        // In order, with one gap: what was dropped while too much waited.
        const numbers = onB.of('load').map(([number]) => number as number);
        expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const server of [a, b]) {
          expect(server.log).toEqual([
            expect.stringMatching(/^Queue "socketio": no connection \(.+\)\. Clients of this process/),
          ]);
        }
        const healed = { connected: true, outages: 1, waiting: 0 };
        await expect.poll(() => [a.manager.stats, b.manager.stats], { timeout: BACK }).toMatchObject([healed, healed]);
        expect(a.manager.stats.late).toBeGreaterThan(0);

        await b.sio.emit('after');
        await onA.atLeast(1, 'after');
      });
    },
  );
}

/** Emits a number every few milliseconds. */
class Load {
  count = 0;
  readonly #server: OurServer;
  readonly #timer: NodeJS.Timeout;

  constructor(server: OurServer) {
    this.#server = server;
    this.#timer = setInterval(() => {
      void this.#server.sio.emit('load', this.count);
      this.count += 1;
    }, 5);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server.sio.emit('load', this.count);
  }
}
