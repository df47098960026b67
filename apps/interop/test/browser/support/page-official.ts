/** Runs in the page: the official client. */
import { io, type Socket } from 'socket.io-client';
import { COUNT, type Findings, plain, type Transports, UNICODE } from './talk.js';

const once = (socket: Socket, event: string) => new Promise<unknown>((resolve) => socket.once(event, resolve));

async function talk(url: string, transports: Transports): Promise<Findings> {
  const socket = io(url, { transports, forceNew: true, reconnection: false });
  const custom = socket.io.socket('/custom');
  const counted: number[] = [];
  socket.on('counted', (number: number) => counted.push(number));
  const [nested, room, farewell, hello] = [
    once(socket, 'nested'),
    once(socket, 'room'),
    once(socket, 'disconnect'),
    once(custom, 'hello'),
  ];
  await once(socket, 'connect');

  for (let i = 0; i < COUNT; i++) socket.emit('count', i);
  const findings = {
    text: await socket.emitWithAck('echo', 'hello'),
    unicode: await socket.emitWithAck('echo', UNICODE),
    several: await new Promise((resolve) => {
      socket.emit('several', 1, 'two', { three: null }, (...values: unknown[]) => resolve(values));
    }),
    bytes: plain(await socket.emitWithAck('turn', new Uint8Array([0, 1, 2, 3, 128, 255]))) as number[],
    nested: plain(await answerTo(() => socket.emit('nest'), nested)),
    room: await answerTo(() => socket.emit('join', () => {}), room),
    namespace: await hello,
    refusal: await refusalOf(url, transports),
    counted,
  };
  const { engine } = socket.io;
  if (engine.transport.name !== transports.at(-1))
    await new Promise<void>((resolve) => engine.once('upgrade', () => resolve()));
  const transport = engine.transport.name;
  socket.emit('bye');
  const reason = await farewell;
  socket.io._close();
  return { ...findings, transport, dismissed: reason === 'io server disconnect' };
}

function answerTo(ask: () => unknown, answer: Promise<unknown>): Promise<unknown> {
  ask();
  return answer;
}

async function refusalOf(url: string, transports: Transports): Promise<unknown> {
  const socket = io(`${url}/private`, { transports, forceNew: true, reconnection: false });
  const { message, data } = (await once(socket, 'connect_error')) as Error & { data: unknown };
  socket.disconnect();
  return { message, data };
}

Object.assign(globalThis, { talk });
