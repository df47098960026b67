import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientFrame, upgradeRequest } from './support/raw.js';
import { startServer, type TestServer } from './support/server.js';
import { Socket } from './support/socket.js';

const opcodes = [0x81, 0x82, 0x01, 0x80, 0x88, 0x89, 0x8a, 0xc1, 0xf1, 0x83];
const contents = [
  '4hello',
  '2probe',
  '5',
  '3',
  '1',
  '2',
  '6',
  '0',
  '',
  'b!',
  'bAQID',
  '\x04\x01',
  `4${'é'.repeat(80)}`,
  'x'.repeat(130),
];
const bodies = [
  '4hello',
  '4a\x1ebAQID',
  '1',
  '2',
  '3',
  '5',
  '',
  'rubbish',
  '3:4ab',
  '1:2',
  'd=3%3A4ab',
  `4${'y'.repeat(2000)}`,
];

const frame = fc.tuple(fc.constantFrom(...opcodes), fc.constantFrom(...contents));
const query = fc.record({
  EIO: fc.constantFrom('4', '4', '4', '3', '9'),
  transport: fc.constantFrom('polling', 'websocket', 'constructor'),
  extra: fc.constantFrom('', '', '&b64=1', '&j=1', '&EIO=4', '&sid=nobody'),
  ofSession: fc.boolean(),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('frames' as const), frames: fc.array(frame, { minLength: 1, maxLength: 5 }) }),
  fc.record({
    kind: fc.constant('request' as const),
    query,
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'OPTIONS'),
    body: fc.constantFrom(...bodies),
    missing: fc.constantFrom(0, 0, 0, 5, 20_000),
  }),
  fc.record({ kind: fc.constant('upgrade' as const), query }),
  fc.record({ kind: fc.constant('noise' as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
);
/** What the connection begins with: two in three get a session. */
const opening = fc.constantFrom(
  '',
  upgradeRequest('/engine.io/?EIO=4&transport=websocket'),
  'GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n',
);
const ending = fc.constantFrom('end' as const, 'destroy' as const, 'reset' as const);

type Query = typeof query extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function pathOf({ EIO, transport, extra, ofSession }: Query, server: TestServer): string {
  const open = server.sessions.filter(({ session }) => session.open).at(-1);
  const sid = ofSession && open !== undefined ? `&sid=${open.session.sid}` : '';
  return `/engine.io/?EIO=${EIO}&transport=${transport}${sid}${extra}`;
}

function bytesOf(one: Step, server: TestServer): Uint8Array {
  if (one.kind === 'noise') return one.bytes;
  if (one.kind === 'frames') return Buffer.concat(one.frames.map(([opcode, content]) => clientFrame(content, opcode)));
  const path = pathOf(one.query, server);
  if (one.kind === 'upgrade') return Buffer.from(upgradeRequest(path));
  const body = one.method === 'POST' ? one.body : '';
  const length = Buffer.byteLength(body) + (one.method === 'POST' ? one.missing : 0);
  return Buffer.from(`${one.method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`);
}

it('whatever arrives: the process lives, every session ends once, and good clients are served', async () => {
  const server = await startServer({
    protocols: [4, 3],
    jsonp: true,
    maxHttpBufferSize: 1500,
    pingInterval: 200,
    pingTimeout: 200,
    upgradeTimeout: 50,
  });
  await fc.assert(
    fc.asyncProperty(opening, fc.array(step, { minLength: 1, maxLength: 6 }), ending, async (first, steps, how) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      await once(socket, 'connect');
      socket.write(first);
      for (const one of steps) {
        socket.write(bytesOf(one, server));
        await new Promise(setImmediate);
      }
      if (how === 'end') socket.end();
      else if (how === 'destroy') socket.destroy();
      else socket.resetAndDestroy();
    }),
    { numRuns: 400 },
  );
  const good = await Socket.open(server.url);
  good.send('4still here');
  expect(await good.next()).toBe('4still here');
  await server.engine.close();
  expect(server.sessions.length).toBeGreaterThan(100);
  expect(server.sessions.filter(({ closes }) => closes !== 1)).toEqual([]);
});
