import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_BROKERS } from './support/brokers.js';
import { Listener } from './support/listener.js';
import { OurServer } from './support/our-server.js';
import { hasPython, PythonServer } from './support/python.js';

const kafka = ALL_BROKERS.find(({ key }) => key === 'kafka');
const python = hasPython('Python on Kafka', 'kafka');

describe.runIf(kafka?.there && python)("one of our servers and one of Python's on one Kafka", () => {
  let ours: OurServer;
  let theirs: PythonServer;
  let atOurs: Listener;
  let atTheirs: Listener;

  beforeAll(async () => {
    const [url, channel] = [kafka!.url, `interop-${randomUUID()}`];
    ours = await OurServer.start(kafka!.manager(url, { channel }));
    theirs = await PythonServer.run('python_kafka_server.py', url, channel);
    [atOurs, atTheirs] = await Promise.all([Listener.connect(ours.url), Listener.connect(theirs.url, 'polling')]);
    // Python serves before it listens to the queue, and says nothing when it does: it is asked until it hears.
    const asking = setInterval(() => void ours.sio.emit('are you there'), 100);
    await atTheirs.atLeast(1, 'are you there').finally(() => clearInterval(asking));
  });

  afterAll(async () => {
    atOurs?.close();
    atTheirs?.close();
    await Promise.all([ours?.stop(), theirs?.stop()]);
  });

  it('emits, rooms and disconnects cross both ways', async () => {
    await ours.sio.emit('from us', { n: 1 });
    await theirs.do('emit', { event: 'from them', data: { n: 2 } });
    for (const listener of [atOurs, atTheirs]) {
      expect(await listener.atLeast(1, 'from us')).toEqual([[{ n: 1 }]]);
      expect(await listener.atLeast(1, 'from them')).toEqual([[{ n: 2 }]]);
    }
    await theirs.do('enter_room', { sid: atOurs.sid, room: 'r' });
    await theirs.do('emit', { event: 'to the room', data: 3, room: 'r' });
    expect(await atOurs.atLeast(1, 'to the room')).toEqual([[3]]);
    await ours.sio.disconnect(atTheirs.sid);
    await theirs.do('disconnect', { sid: atOurs.sid });
    await Promise.all([atOurs.disconnected(), atTheirs.disconnected()]);
    expect(ours.log).toEqual([]);
  });
});
