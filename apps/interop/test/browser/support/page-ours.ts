/** Runs in the page: our client. */
import { Client, ConnectionRefusedError, tuple } from '@x/socketio-client';
import { COUNT, type Findings, plain, type Transports, UNICODE } from './talk.js';

async function talk(url: string, transports: Transports): Promise<Findings> {
  const client = new Client();
  const once = (event: string) => new Promise<unknown>((resolve) => client.on(event, resolve));
  const counted: number[] = [];
  client.on('counted', (number: number) => counted.push(number));
  const [nested, room, farewell] = [once('nested'), once('room'), once('disconnect')];
  const hello = new Promise<unknown>((resolve) => client.on('hello', resolve, { namespace: '/custom' }));
  await client.connect(url, { transports, namespaces: ['/', '/custom'], waitTimeout: 10_000 });

  for (let i = 0; i < COUNT; i++) void client.emit('count', i);
  const text = await client.call('echo', 'hello');
  const unicode = await client.call('echo', UNICODE);
  const several = await client.call('several', tuple(1, 'two', { three: null }));
  const bytes = await client.call('turn', new Uint8Array([0, 1, 2, 3, 128, 255]));
  await client.emit('nest');
  await client.call('join');
  const findings = {
    text,
    unicode,
    several,
    bytes: plain(bytes) as number[],
    nested: plain(await nested),
    room: await room,
    namespace: await hello,
    refusal: await refusalOf(url, transports),
    counted,
  };
  await upgraded(() => client.transport === transports.at(-1));
  const transport = client.transport ?? '';
  await client.emit('bye');
  const reason = await farewell;
  await client.disconnect();
  return { ...findings, transport, dismissed: reason === 'server disconnect' };
}

async function refusalOf(url: string, transports: Transports): Promise<unknown> {
  const client = new Client();
  const told = new Promise<unknown>((resolve) => client.on('connect_error', resolve, { namespace: '/private' }));
  try {
    await client.connect(url, { transports, namespaces: '/private', waitTimeout: 10_000 });
    return 'it let us in';
  } catch (error) {
    return error instanceof ConnectionRefusedError ? await told : String(error);
  }
}

/** There is no event for it: an upgrade is nothing that an application has to know of. */
async function upgraded(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

Object.assign(globalThis, { talk });
