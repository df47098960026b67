import { library } from '../library.js';
import type { ServerSetup } from '../messages.js';
import { HEARTBEAT, NEWS, roomCycle, roomsOf } from './application.js';

type Library = typeof import('@x/socketio-server');

function answer(sio: InstanceType<Library['Server']>, namespace: string): void {
  sio.on('echo', (_sid: string, data: unknown) => data, { namespace });
  sio.on('noop', () => {}, { namespace });
}

export async function startOurs({
  target,
  handlers,
  namespaces,
  rooms,
  checkout,
  admin,
}: ServerSetup): Promise<number> {
  const { Server } = await library<Library>('socketio-server', checkout);
  const sio = new Server({ ...HEARTBEAT, namespaces: ['/', ...namespaces] });
  if (admin && target === 'ours') {
    const { instrument } = await library<typeof import('@x/socketio-admin')>('socketio-admin', checkout);
    // Twenty times as often as by default, so that each window has its share.
    instrument(sio, { auth: false, mode: 'production', serverStatsInterval: 100 });
  }
  const room = roomCycle(rooms);
  let clients = 0;
  if (rooms > 0) {
    sio.on('connect', (sid: string) => {
      for (const name of roomsOf(clients++, rooms)) void sio.enterRoom(sid, name);
    });
  }
  if (handlers === 'all') {
    for (const namespace of ['/', ...namespaces]) answer(sio, namespace);
    sio.on('broadcast', (_sid: string, times: number) => {
      for (let i = 0; i < times; i++) void sio.emit('news', NEWS);
    });
    sio.on('to-room', () => void sio.emit('news', NEWS, { to: room() }));
    sio.on('membership', (sid: string, times: number) => {
      for (let i = 0; i < times; i++) {
        void sio.enterRoom(sid, `room-${i % 100}`);
        void sio.leaveRoom(sid, `room-${i % 100}`);
      }
      return times;
    });
  }
  const { port } = await sio.listen(0, '127.0.0.1');
  return port;
}
