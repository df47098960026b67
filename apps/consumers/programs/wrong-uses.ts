// Each marked line must not compile: the compiler complains about a mark that has nothing to expect.
import type { Client } from '@x/socketio-client';
import { Server, type Tuple, tuple } from '@x/socketio-server';

interface ClientToServer {
  echo(text: string): string;
  add(a: number, b: number): Tuple<[sum: number, product: number]>;
}

interface ServerToClient {
  news(headline: string, importance?: number): void;
}

export async function server(sio: Server<ClientToServer, ServerToClient>): Promise<void> {
  // @ts-expect-error: no such event
  sio.on('ecko', () => {});
  // @ts-expect-error: the text is no number
  sio.on('echo', (_sid: string, text: number) => String(text));
  // @ts-expect-error: the acknowledgement is a string
  sio.on('echo', (_sid, text) => text.length);
  // @ts-expect-error: a plain array is one value, and two were declared
  sio.on('add', (_sid, a, b) => [a + b, a * b]);
  // @ts-expect-error: clients send this event, the server does not
  await sio.emit('echo', 'hello');
  // @ts-expect-error: a headline is a text
  await sio.emit('news', 7);
  // @ts-expect-error: importance is a number
  await sio.emit('news', tuple('headline', 'high'));
  // @ts-expect-error: there is no such option
  new Server({ pingIntervall: 1000 });
}

export async function client(c: Client<ServerToClient, ClientToServer>): Promise<void> {
  // @ts-expect-error: servers send this event, the client does not
  await c.emit('news', 'headline');
  // @ts-expect-error: two numbers are needed
  await c.call('add', 1);
  // @ts-expect-error: the answer is a string
  const length: number = await c.call('echo', 'hello');
  // @ts-expect-error: importance is a number
  c.on('news', (_headline: string, _importance: string) => {});
  return void length;
}
