import { describe, expect, it } from 'vitest';
import { Cluster } from '../src/cluster.js';
import { NODES } from '../src/contract.js';
import { THEMES } from '../src/themes.js';
import { type Fault, MemoryBus, MemoryManager } from './support/memory-bus.js';

/** The clauses of some themes that a bus with a fault breaks. */
async function brokenBy(fault: () => Fault, themes: readonly string[]): Promise<string[]> {
  const bus = new MemoryBus(fault);
  const contract = {
    name: 'broken',
    patience: 200,
    open: (options: object) => new MemoryManager(bus, { ...options, logger: false, requestTimeout: 400 }),
    publishRaw: (channel: string, message: string | Uint8Array) => bus.publish(channel, message as string),
  };
  const broken: string[] = [];
  let namespaces = 0;
  for (const { name, write } of THEMES) {
    if (!themes.includes(name)) continue;
    const clauses: [string, () => Promise<void>][] = [];
    const cluster = await Cluster.open(NODES, contract);
    write({
      contract,
      cluster: () => cluster,
      namespace: () => `/${++namespaces}`,
      clause: (clause, body) => clauses.push([clause, body]),
    });
    for (const [clause, body] of clauses) await body().catch(() => broken.push(clause));
    await cluster.close();
  }
  return broken;
}

/** A bus that does something else with every so many messages. */
const every = (nth: number, fault: Fault) => (): Fault => {
  let count = 0;
  return (message, deliver) => {
    count += 1;
    if (count % nth === 0) fault(message, deliver);
    else deliver(message);
  };
};

describe('the contract finds out', () => {
  it.each([
    {
      bus: 'a bus that loses messages',
      fault: every(10, () => {}),
      themes: ['order'],
      clauses: ['emits of one server arrive in order, none missing, none twice'],
    },
    {
      bus: 'a bus that delivers some twice',
      fault: every(7, (message, deliver) => {
        deliver(message);
        deliver(message);
      }),
      themes: ['order'],
      clauses: ['emits of one server arrive in order, none missing, none twice'],
    },
    {
      bus: 'a bus that delivers some late',
      fault: every(5, (message, deliver) => setImmediate(() => setImmediate(() => deliver(message)))),
      themes: ['order'],
      clauses: ['emits of one server arrive in order, none missing, none twice'],
    },
    {
      bus: 'a bus that delivers everything in reverse',
      fault: () => {
        const turn: (() => void)[] = [];
        return (message: string, deliver: (copy: string) => void) => {
          if (turn.length === 0)
            setImmediate(() =>
              turn
                .splice(0)
                .reverse()
                .forEach((each) => {
                  each();
                }),
            );
          turn.push(() => deliver(message));
        };
      },
      themes: ['order'],
      clauses: ['a room operation takes effect between the emits around it'],
    },
    {
      bus: 'a bus that breaks long messages',
      fault: every(1, (message, deliver) => deliver(message.slice(0, 65_535))),
      themes: ['broadcast'],
      clauses: ['a message of half a megabyte arrives whole'],
    },
    {
      bus: 'a bus that is not safe for Unicode',
      fault: every(1, (message, deliver) => deliver(Buffer.from(message, 'latin1').toString('latin1'))),
      themes: ['broadcast'],
      clauses: ['text in any script arrive as they were'],
    },
    {
      bus: 'a bus that delivers nothing at all',
      fault: every(1, () => {}),
      themes: [
        'broadcast',
        'rooms',
        'room operations',
        'acknowledgements',
        'fetch clients',
        'server-side emit',
        'write only',
        'garbage',
      ],
      clauses: [
        'an emit reaches every client of the namespace on every server, once',
        'an emit to a room reaches its members on every server, and nobody else',
        'a client is disconnected by word of another server',
        'a callback is called with what a client elsewhere acknowledged',
        'a request hears of a client that leaves elsewhere before it answers',
        'clients of all servers are described, with rooms and session',
        'all clients of a room join and leave others, on every server',
        'an event for servers reaches all others, not the sender, and no client',
        'a worker emits to clients of all servers, without being one',
        'what is no message changes nothing, and what follows it arrives',
      ],
    },
  ])('$bus', async ({ fault, themes, clauses }) => {
    expect(await brokenBy(fault, themes)).toEqual(expect.arrayContaining(clauses));
  });
});
