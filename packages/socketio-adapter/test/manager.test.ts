import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type ClientDetails,
  type Flags,
  type Host,
  Manager,
  type PendingAcks,
  type Recipient,
  tuple,
} from '../src/index.js';

/** A client that keeps what it gets. */
class Client implements Recipient {
  readonly sid: string;
  readonly namespace: string;
  readonly pid: string | undefined;
  rooms: Set<string> | undefined = undefined;
  acks: PendingAcks | undefined = undefined;
  readonly got: unknown[] = [];
  readonly ids: number[] = [];

  constructor(sid: string, namespace = '/', pid?: string) {
    this.sid = sid;
    this.namespace = namespace;
    this.pid = pid;
  }

  send(event: string, args: readonly unknown[], id: number | undefined): void {
    if (args[0] === 'unsendable') throw new TypeError('unsendable');
    this.got.push([event, ...args]);
    if (id !== undefined) this.ids.push(id);
  }

  deliver(packet: unknown): void {
    this.got.push(packet);
  }
}

/** A server that encodes to arrays, and counts how often it had to. */
class PlainHost implements Host {
  encoded = 0;
  readonly disconnected: string[] = [];

  encode(_namespace: string, event: string, args: readonly unknown[], _flags: Flags): unknown {
    this.encoded += 1;
    return [event, ...args];
  }

  async disconnect({ sid }: Recipient): Promise<void> {
    this.disconnected.push(sid);
  }

  describe({ sid, namespace }: Recipient): ClientDetails {
    return { sid, namespace, rooms: [], environ: {}, session: {} };
  }

  serverEvent(): void {}
}

function setUp(...sids: string[]) {
  const manager = new Manager();
  const host = new PlainHost();
  manager.setHost(host);
  const clients = sids.map((sid) => new Client(sid));
  for (const client of clients) manager.connect(client);
  return { manager, host, clients };
}

describe('membership', () => {
  it('knows clients, rooms and namespaces', () => {
    const {
      manager,
      clients: [a, b],
    } = setUp('a', 'b');
    const other = new Client('c', '/other');
    manager.connect(other);
    void manager.enterRoom('a', 'r');
    void manager.enterRoom('b', 'r');
    void manager.enterRoom('b', 's');
    void manager.enterRoom('a', 'a');
    void manager.enterRoom('nobody', 'r');
    void manager.enterRoom('a', 'r', { namespace: '/nowhere' });
    expect(manager.getNamespaces()).toEqual(['/', '/other']);
    expect(manager.countClients('/')).toBe(2);
    expect(manager.isConnected('a')).toBe(true);
    expect(manager.isConnected('a', '/other')).toBe(false);
    expect(manager.getRooms('b')).toEqual(['b', 'r', 's']);
    expect(manager.getParticipants('r')).toEqual(['a', 'b']);
    expect(manager.getParticipants()).toEqual(['a', 'b']);
    expect(manager.getParticipants(undefined, { namespace: '/other' })).toEqual(['c']);
    expect(manager.getRoomSizes()).toEqual(
      new Map([
        ['r', 2],
        ['s', 1],
      ]),
    );
    void manager.leaveRoom('b', 's');
    void manager.leaveRoom('b', 'never entered');
    expect(manager.getRoomSizes()).toEqual(new Map([['r', 2]]));
    void manager.closeRoom('r');
    void manager.closeRoom('never opened');
    expect(manager.getRoomSizes().size).toBe(0);
    expect([a!.rooms?.size, b!.rooms?.size]).toEqual([0, 0]);
  });

  it('keeps who is about to go in its rooms, and out of everything else', () => {
    const {
      manager,
      clients: [a, b],
    } = setUp('a', 'b');
    void manager.enterRoom('a', 'r');
    expect(manager.preDisconnect(a!)).toBe(true);
    expect(manager.preDisconnect(a!)).toBe(false);
    expect(manager.isConnected('a')).toBe(false);
    expect(manager.getRooms('a')).toEqual(['a', 'r']);
    expect(manager.getParticipants('r')).toEqual([]);
    void manager.emit('e');
    expect([a!.got, b!.got]).toEqual([[], [['e']]]);
    manager.remove(a!);
    manager.remove(a!);
    expect(manager.getRooms('a')).toEqual([]);
    expect(manager.getRoomSizes().size).toBe(0);
    manager.remove(b!);
    expect(manager.getNamespaces()).toEqual([]);
  });

  it('does not mix up a client with a later one of the same sid', () => {
    const {
      manager,
      clients: [old],
    } = setUp('a');
    manager.preDisconnect(old!);
    const fresh = new Client('a');
    manager.connect(fresh);
    void manager.enterRoom('a', 'r');
    manager.remove(old!);
    expect(manager.isConnected('a')).toBe(true);
    expect(manager.getRooms('a')).toEqual(['a', 'r']);
  });

  it('belongs to one server', () => {
    const { manager } = setUp();
    expect(() => manager.setHost(new PlainHost())).toThrow('belongs to another server');
  });
});

describe('emit', () => {
  it('encodes once for any number of recipients, and not at all for none', async () => {
    const { manager, host, clients } = setUp('a', 'b', 'c');
    await manager.emit('e', tuple(1, 2));
    expect(clients.map(({ got }) => got)).toEqual([[['e', 1, 2]], [['e', 1, 2]], [['e', 1, 2]]]);
    expect(host.encoded).toBe(1);
    await manager.emit('e', 1, { to: 'nobody' });
    expect(host.encoded).toBe(1);
  });

  it('spares a recipient that goes while it is under way', async () => {
    const {
      manager,
      clients: [a, b],
    } = setUp('a', 'b');
    a!.deliver = () => manager.remove(b!);
    await manager.emit('e');
    expect(b!.got).toEqual([]);
  });

  it('does nothing without a server', async () => {
    const manager = new Manager();
    await manager.emit('e', 1);
    await manager.disconnect('a');
    expect(await manager.fetchClients()).toEqual([]);
  });
});

describe('acknowledgements', () => {
  it('have ids per client, count once, and are given up with the client', () => {
    const {
      manager,
      clients: [a, b],
    } = setUp('a', 'b');
    const heard: unknown[][] = [];
    const listener = {
      answer: (sid: string, args: readonly unknown[]) => void heard.push(['answer', sid, ...args]),
      lost: (sid: string) => void heard.push(['lost', sid]),
      complete: () => void heard.push(['complete']),
    };
    manager.request('/', 'q', [], {}, listener);
    manager.request('/', 'q', [], { to: 'a' }, listener);
    expect([a!.ids, b!.ids]).toEqual([[1, 2], [1]]);
    expect(manager.triggerCallback(a!, 2, ['x'])).toBe(true);
    expect(manager.triggerCallback(a!, 2, ['x'])).toBe(false);
    expect(manager.triggerCallback(a!, 0, [])).toBe(false);
    expect(manager.triggerCallback(b!, 1, ['y', 'z'])).toBe(true);
    manager.preDisconnect(a!);
    manager.remove(a!);
    expect(heard).toEqual([['answer', 'a', 'x'], ['complete'], ['answer', 'b', 'y', 'z'], ['lost', 'a'], ['complete']]);
    expect([a!.acks!.size, b!.acks!.size]).toEqual([0, 0]);
  });

  it('are complete at once when there is nobody to ask', () => {
    const { manager } = setUp();
    let completed = false;
    manager.request(
      '/',
      'q',
      [],
      {},
      {
        answer() {},
        complete: () => {
          completed = true;
        },
      },
    );
    expect(completed).toBe(true);
  });

  it('are given up when time is up, and leave nothing behind', async () => {
    const {
      manager,
      clients: [a, b],
    } = setUp('a', 'b');
    const missing = await new Promise<number>((resolve) => {
      manager.request('/', 'q', [], { timeout: 5 }, { answer() {}, expired: resolve });
      manager.triggerCallback(b!, 1, []);
      // The timer alone does not keep a process.
      setTimeout(() => {}, 50);
    });
    expect(missing).toBe(1);
    expect(manager.triggerCallback(a!, 1, [])).toBe(false);
  });

  it('of what could not be sent are not waited for', async () => {
    const {
      manager,
      clients: [a],
    } = setUp('a');
    await expect(manager.emit('q', 'unsendable', { callback() {} })).rejects.toThrow('unsendable');
    expect(a!.acks!.size).toBe(0);
  });
});

describe('recovery', () => {
  it('is off until it is asked for', () => {
    const {
      manager,
      clients: [a],
    } = setUp('a');
    manager.saveState(a!, {});
    expect(manager.restoreState('pid', 'offset', '/')).toBe(undefined);
  });

  it('adds the offset only for those who can use it, and gives back a state once', async () => {
    const { manager } = setUp();
    expect(manager.enableRecovery({})).toBe(true);
    const [old, able] = [new Client('old'), new Client('able', '/', 'pid')];
    manager.connect(old);
    manager.connect(able);
    await manager.emit('e', 1);
    expect(old.got).toEqual([['e', 1]]);
    const [[event, value, offset]] = able.got as [[string, number, string]];
    expect([event, value, typeof offset]).toEqual(['e', 1, 'string']);
    manager.saveState(able, { user: 'ann' });
    manager.remove(able);
    await manager.emit('e', 2);
    expect(manager.restoreState('pid', offset, '/other')).toBe(undefined);
    expect(manager.restoreState('pid', offset, '/')).toMatchObject({
      sid: 'able',
      session: { user: 'ann' },
      rooms: [],
      missed: [['e', 2, expect.any(String)]],
    });
    expect(manager.restoreState('pid', offset, '/')).toBe(undefined);
  });

  it('ends with its time', async () => {
    const { manager } = setUp();
    manager.enableRecovery({ maxDisconnectionDuration: 1 });
    const client = new Client('a', '/', 'pid');
    manager.connect(client);
    await manager.emit('e');
    const offset = (client.got[0] as string[])[1]!;
    manager.saveState(client, {});
    const end = Date.now() + 2;
    while (Date.now() < end) await new Promise((resolve) => setImmediate(resolve));
    expect(manager.restoreState('pid', offset, '/')).toBe(undefined);
  });

  /** A client that has left, and the offset of the last event that it got. */
  async function leave(manager: Manager): Promise<string> {
    const client = new Client('a', '/', 'pid');
    manager.connect(client);
    await manager.emit('e');
    manager.saveState(client, {});
    manager.remove(client);
    return (client.got[0] as string[])[1]!;
  }

  it.each([
    [119_999, true],
    [120_000, false],
  ])('is possible for two minutes by default: after %d ms it is %s', async (away, possible) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { manager } = setUp();
    manager.enableRecovery({});
    const offset = await leave(manager);
    vi.setSystemTime(Date.now() + away);
    expect(manager.restoreState('pid', offset, '/') !== undefined).toBe(possible);
  });

  it.each([
    ['the client has been away for longer, though not its last event', 0, 60_000],
    ['its last event is older, though the client left later', 60_000, 0],
  ])('is over when %s', async (_case, beforeLeaving, beforeEvents) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { manager } = setUp();
    manager.enableRecovery({});
    const client = new Client('a', '/', 'pid');
    manager.connect(client);
    await manager.emit('e');
    const offset = (client.got[0] as string[])[1]!;
    vi.setSystemTime(Date.now() + beforeLeaving);
    manager.saveState(client, {});
    vi.setSystemTime(Date.now() + beforeEvents);
    // Events are forgotten in bulk: behind enough fresh ones, an old one stays.
    for (let i = 0; i < beforeEvents / 1_000; i++) await manager.emit('fresh');
    vi.setSystemTime(Date.now() + 60_000);
    expect(manager.restoreState('pid', offset, '/')).toBe(undefined);
  });

  // The oldest are forgotten by up to a thousand at a time.
  it.each([
    [9_999, true],
    [11_001, false],
  ])('is possible for 10,000 events by default: after %d more it is %s', async (more, possible) => {
    const { manager } = setUp();
    manager.enableRecovery({});
    const offset = await leave(manager);
    for (let i = 0; i < more; i++) await manager.emit('e', i);
    expect(manager.restoreState('pid', offset, '/') !== undefined).toBe(possible);
  });
});

it('describes a client of this process', () => {
  const { manager } = setUp('a');
  expect(manager.describe('a')).toMatchObject({ sid: 'a', namespace: '/' });
  expect(manager.describe('a', '/other')).toBe(undefined);
});

describe('an observer', () => {
  const watch = (manager: Manager) => {
    const told: unknown[][] = [];
    manager.observe({
      entered: ({ sid }, room) => void told.push(['entered', sid, room]),
      left: ({ sid }, room) => void told.push(['left', sid, room]),
      sent: (clients, event, args) => void told.push(['sent', clients.map(({ sid }) => sid), event, ...args]),
    });
    return told;
  };

  it('is told of rooms, each change once', async () => {
    const { manager, clients } = setUp('a', 'b');
    const told = watch(manager);
    await manager.enterRoom('a', 'r');
    await manager.enterRoom('a', 'r');
    await manager.joinRooms(['r', 's'], { room: 'b' });
    await manager.leaveRoom('a', 'r');
    await manager.leaveRoom('a', 'r');
    await manager.closeRoom('s');
    manager.remove(clients[1]!);
    expect(told).toEqual([
      ['entered', 'a', 'r'],
      ['entered', 'b', 'r'],
      ['entered', 'b', 's'],
      ['left', 'a', 'r'],
      ['left', 'b', 's'],
      ['left', 'b', 'r'],
    ]);
  });

  it('is told whom an event goes to, in namespaces that come later too, until it is taken away', async () => {
    const { manager } = setUp('a', 'b');
    const told = watch(manager);
    manager.connect(new Client('c', '/other'));
    await manager.emit('e', 1, { to: 'a' });
    await manager.emit('e', tuple(1, 2), { skipSid: 'a' });
    await manager.emit('q', 3, { namespace: '/other', callback: () => {} });
    await manager.enterRoom('c', 'r', { namespace: '/other' });
    manager.observe(undefined);
    await manager.emit('e');
    await manager.leaveRoom('c', 'r', { namespace: '/other' });
    expect(told).toEqual([
      ['sent', ['a'], 'e', 1],
      ['sent', ['b'], 'e', 1, 2],
      ['sent', ['c'], 'q', 3],
      ['entered', 'c', 'r'],
    ]);
  });
});
