import { tuple } from '@x/socketio-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryBus, MemoryManager } from './support/memory-bus.js';
import { RecordingHost } from './support/recording-host.js';

const PYTHON = '0123456789abcdef0123456789abcdef';
let bus: MemoryBus;
let manager: MemoryManager;
let host: RecordingHost;

beforeEach(async () => {
  bus = new MemoryBus();
  manager = new MemoryManager(bus);
  host = new RecordingHost(manager);
  await manager.ready();
  bus.messages.length = 0;
});

afterEach(() => manager.close());

const published = () => bus.messages.map((message) => JSON.parse(message) as Record<string, unknown>);
const arrives = (message: unknown) => {
  for (const sink of bus.sinks) sink.message(typeof message === 'string' ? message : JSON.stringify(message));
};

describe('what is published is what python-socketio publishes', () => {
  const emit = {
    method: 'emit',
    event: 'ev',
    data: [],
    binary: false,
    namespace: '/',
    room: null,
    skip_sid: null,
    callback: null,
  };
  const bytes = Uint8Array.from([1, 2, 3, 4]);
  const placeholder = { _placeholder: true, num: 0 };
  it.each([
    { of: 'one value', data: 'x', options: {}, fields: { data: ['x'] } },
    { of: 'nothing', data: undefined, options: {}, fields: { data: [] } },
    { of: 'several arguments', data: tuple('a', 1), options: {}, fields: { data: ['a', 1] } },
    { of: 'a list as one argument', data: [1, 2], options: {}, fields: { data: [[1, 2]] } },
    {
      of: 'a room',
      data: 1,
      options: { room: 'r', namespace: '/n' },
      fields: { data: [1], room: 'r', namespace: '/n' },
    },
    {
      of: 'rooms and exceptions',
      data: 1,
      options: { to: ['a', 'b'], skipSid: ['s'] },
      fields: { data: [1], room: ['a', 'b'], skip_sid: ['s'] },
    },
    {
      of: 'binary values',
      data: tuple('a', bytes),
      options: {},
      fields: { data: [['a', placeholder], 'AQIDBA=='], binary: true },
    },
  ])('an emit of $of', async ({ data, options, fields }) => {
    await manager.emit('ev', data, options);
    expect(published()).toEqual([{ ...emit, ...fields, host_id: manager.hostId }]);
  });

  it('operations on clients that are not here, and rooms that close', async () => {
    await manager.disconnect('far', { namespace: '/n' });
    await manager.enterRoom('far', 'r');
    await manager.leaveRoom('far', 'r');
    await manager.closeRoom('r');
    const host_id = manager.hostId;
    expect(published()).toEqual([
      { method: 'disconnect', sid: 'far', namespace: '/n', host_id },
      { method: 'enter_room', sid: 'far', room: 'r', namespace: '/', host_id },
      { method: 'leave_room', sid: 'far', room: 'r', namespace: '/', host_id },
      { method: 'close_room', room: 'r', namespace: '/', host_id },
    ]);
  });

  it('nothing about clients that are here, and nothing with ignoreQueue', async () => {
    host.connect('near');
    await manager.enterRoom('near', 'r');
    await manager.leaveRoom('near', 'r');
    await manager.emit('ev', 1, { ignoreQueue: true });
    await manager.disconnect('near');
    await manager.disconnect('far', { ignoreQueue: true });
    expect(published()).toEqual([]);
  });

  it('a callback as three values that come back', () => {
    const answers: unknown[] = [];
    void manager.emit('ev', 1, { to: 'far', namespace: '/n', callback: (...args) => answers.push(args) });
    const [message] = published();
    expect(message?.['callback']).toEqual(['far', '/n', 1]);
    arrives({ method: 'callback', host_id: manager.hostId, sid: 'far', namespace: '/n', id: 1, args: ['ok', 2] });
    arrives({ method: 'callback', host_id: PYTHON, sid: 'far', namespace: '/n', id: 1, args: ['for another'] });
    expect(answers).toEqual([['ok', 2]]);
  });

  it('an identity of 32 hexadecimal digits', () => {
    expect(manager.hostId).toMatch(/^[0-9a-f]{32}$/);
    expect(new MemoryManager(bus).hostId).not.toBe(manager.hostId);
  });
});

describe('what python-socketio publishes is understood', () => {
  const emit = {
    method: 'emit',
    event: 'ev',
    binary: false,
    namespace: '/',
    room: null,
    skip_sid: null,
    callback: null,
  };
  it.each([
    { data: ['x'], args: ['x'] },
    { data: [null], args: [] },
    { data: [], args: [] },
    { data: ['a', 1, { b: null }], args: ['a', 1, { b: null }] },
    { data: [[1, 2]], args: [[1, 2]] },
    { data: 'not wrapped', args: ['not wrapped'] },
    { data: [['a', { _placeholder: true, num: 0 }], 'AQIDBA=='], binary: true, args: ['a', Buffer.from([1, 2, 3, 4])] },
  ])('data $data', ({ data, binary = false, args }) => {
    const client = host.connect('s1');
    arrives({ ...emit, data, binary, host_id: PYTHON });
    expect(client.received).toEqual([['ev', ...args]]);
  });

  it('a message without a sender, for the main namespace', () => {
    const client = host.connect('s1');
    arrives({ method: 'emit', event: 'ev', data: ['by hand'] });
    expect(client.received).toEqual([['ev', 'by hand']]);
  });

  it('rooms and exceptions, one or many', () => {
    const [a, b, c] = [host.connect('a'), host.connect('b'), host.connect('c')];
    void manager.enterRoom('a', 'r');
    void manager.enterRoom('b', 'r');
    arrives({ ...emit, data: [1], room: ['r', 'c'], skip_sid: ['b'], host_id: PYTHON });
    arrives({ ...emit, data: [2], room: 'r', skip_sid: 'a', host_id: PYTHON });
    expect([a.received, b.received, c.received]).toEqual([[['ev', 1]], [['ev', 2]], [['ev', 1]]]);
  });

  it('what this server published itself, not again', () => {
    const client = host.connect('s1');
    void manager.emit('ev', 1);
    expect(client.received).toEqual([['ev', 1]]);
  });

  it('operations on clients that are here', () => {
    host.connect('s1');
    const at = { namespace: '/', host_id: PYTHON };
    arrives({ method: 'enter_room', sid: 's1', room: 'a', ...at });
    arrives({ method: 'enter_room', sid: 's1', room: 'b', ...at });
    arrives({ method: 'leave_room', sid: 's1', room: 'a', ...at });
    expect(manager.getRooms('s1')).toEqual(['s1', 'b']);
    arrives({ method: 'close_room', room: 'b', ...at });
    expect(manager.getRooms('s1')).toEqual(['s1']);
    arrives({ method: 'disconnect', sid: 's1', ...at });
    expect(manager.isConnected('s1')).toBe(false);
  });

  it('a callback, which goes back with the three values as they came', () => {
    const client = host.connect('s1');
    arrives({ ...emit, data: [1], room: 's1', callback: ['s1', '/', 7], host_id: PYTHON });
    expect(manager.triggerCallback(client, client.ids[0] as number, ['yes', 2])).toBe(true);
    expect(published().at(-1)).toMatchObject({
      method: 'callback',
      host_id: PYTHON,
      sid: 's1',
      namespace: '/',
      id: 7,
      args: ['yes', 2],
    });
  });

  it('but an acknowledgement with binary values, which Python cannot take, is dropped with a warning', () => {
    const client = host.connect('s1');
    arrives({ ...emit, data: [1], room: 's1', callback: ['s1', '/', 7], host_id: PYTHON });
    manager.triggerCallback(client, client.ids[0] as number, [Uint8Array.from([1])]);
    expect(published()).toEqual([]);
    expect(host.logger.lines.join()).toContain('warn An acknowledgement of "ev" holds binary values');
  });
});

describe('what is no message changes nothing', () => {
  const valid = { method: 'emit', event: 'ev', data: [1], host_id: PYTHON };
  it.each([
    'garbage',
    '',
    'null',
    '[]',
    '42',
    '{"method":1}',
    '{"method":"__proto__"}',
    '{"method":"toString"}',
    '\x80\x04pickle',
    { ...valid, event: undefined },
    { ...valid, event: {} },
    { ...valid, event: 'disconnect' },
    { ...valid, event: 'connect' },
    { ...valid, room: 5 },
    { ...valid, room: [5] },
    { ...valid, skip_sid: {} },
    { ...valid, namespace: 5 },
    { ...valid, host_id: 5 },
    { ...valid, binary: true, data: [] },
    { ...valid, binary: true, data: [[{ _placeholder: true, num: 1 }], 'AQID'] },
    { ...valid, binary: true, data: [[{ _placeholder: true, num: 0 }], 'no base64!'] },
    { ...valid, binary: true, data: [[{ _placeholder: true, num: 0 }], 5] },
    { ...valid, x: 5 },
    { ...valid, x: { timeout: -1 } },
    { method: 'disconnect', sid: 5 },
    { method: 'enter_room', sid: 's1' },
    { method: 'callback', host_id: PYTHON },
    { method: 'x-clients', host_id: PYTHON, to: 'me', id: 1, clients: [5] },
    { method: 'x-node', host_id: PYTHON, state: 'drunk' },
    { method: 'x-rooms', host_id: PYTHON, operation: 'explode', rooms: [] },
  ])('%j', (message) => {
    const client = host.connect('s1');
    expect(() => arrives(message)).not.toThrow();
    expect(client.received).toEqual([]);
    expect(manager.getRooms('s1')).toEqual(['s1']);
    arrives(valid);
    expect(client.received).toEqual([['ev', 1]]);
  });

  it('nor do deep nesting, bytes that are no text, and messages beyond the limit', () => {
    const client = host.connect('s1');
    arrives(`{"method":"emit","event":"ev","data":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`);
    for (const sink of bus.sinks) sink.message(Uint8Array.from([0xff, 0xfe, 0x00]));
    arrives({ ...valid, data: ['x'.repeat(16 * 1024 * 1024)] });
    const counted = manager.stats.refused;
    expect(counted).toBeGreaterThanOrEqual(2);
    arrives(valid);
    expect(client.received.at(-1)).toEqual(['ev', 1]);
  });

  it('and it is warned of once, however much of it there is', () => {
    for (let i = 0; i < 100; i++) arrives('garbage');
    expect(manager.stats.refused).toBe(100);
    expect(host.logger.lines).toEqual(['warn Queue "socketio": refused a message: it is no JSON']);
  });
});
