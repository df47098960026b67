import { library } from '../library.js';
import type { ClientLoad } from '../messages.js';
import { type Load, Run } from './load.js';

/** What the client scenarios need of a client library, each in the words of that library's own guide. */
interface MeasuredClient {
  onNews(listener: (text: string) => void): void;
  push(count: number): void;
  echo(text: string, answered: () => void): void;
  close(): void;
}

type ConnectClient = (port: number) => Promise<MeasuredClient>;

const TEXT = 'x'.repeat(32);
const EVENTS_PER_PUSH = 100;
const WINDOW = 10;
const PRACTICE = 100;
const AT_ONCE = 50;

async function connectSocketIo(): Promise<ConnectClient> {
  const { io } = await import('socket.io-client');
  return (port) => {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
    return new Promise((resolve, reject) => {
      socket.on('connect_error', reject);
      socket.on('connect', () =>
        resolve({
          onNews: (listener) => socket.on('news', listener),
          push: (count) => socket.emit('push', count),
          echo: (text, answered) => socket.emit('echo', text, answered),
          close: () => socket.disconnect(),
        }),
      );
    });
  };
}

async function connectOurs(checkout: string | undefined): Promise<ConnectClient> {
  const { Client } = await library<typeof import('@x/socketio-client')>('socketio-client', checkout);
  return async (port) => {
    const client = new Client();
    await client.connect(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
    return {
      onNews: (listener) => client.on('news', listener),
      push: (count) => void client.emit('push', count),
      echo: (text, answered) => void client.emit('echo', text, { callback: answered }),
      close: () => void client.disconnect(),
    };
  };
}

async function openClients(count: number, port: number, open: ConnectClient): Promise<MeasuredClient[]> {
  const clients: MeasuredClient[] = [];
  for (let left = count; left > 0; left -= AT_ONCE) {
    const some = Array.from({ length: Math.min(left, AT_ONCE) }, () => open(port));
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

function receiving(clients: readonly MeasuredClient[]): Load {
  let run: Run | undefined;
  let busy = 0;
  for (const client of clients) {
    let seen = 0;
    client.onNews((text) => {
      if (text.length !== TEXT.length || !run) throw new Error('an event that was not asked for');
      run.operations++;
      seen++;
      if (seen % EVENTS_PER_PUSH !== 0) return;
      if (!run.stopping) client.push(EVENTS_PER_PUSH);
      else if (--busy === 0) run.finish();
    });
  }
  return {
    run(milliseconds) {
      run = new Run(milliseconds);
      busy = clients.length;
      for (const client of clients) client.push(EVENTS_PER_PUSH);
      return run.finished;
    },
  };
}

function asking(clients: readonly MeasuredClient[]): Load {
  return {
    run(milliseconds) {
      const run = new Run(milliseconds);
      let busy = clients.length * WINDOW;
      const ask = (client: MeasuredClient) => {
        client.echo(TEXT, () => {
          run.operations++;
          if (!run.stopping) ask(client);
          else if (--busy === 0) run.finish();
        });
      };
      for (const client of clients) for (let i = 0; i < WINDOW; i++) ask(client);
      return run.finished;
    },
  };
}

export async function clientLoad({ target, checkout, mode, clients: count }: ClientLoad, port: number): Promise<Load> {
  const open =
    target === 'socket.io' ? await connectSocketIo() : await connectOurs(target === 'base' ? checkout : undefined);
  if (mode === 'idle') {
    const kept: MeasuredClient[] = [];
    return {
      async warm() {
        for (const client of await openClients(PRACTICE, port, open)) client.close();
      },
      async run() {
        kept.push(...(await openClients(count, port, open)));
        return { operations: kept.length };
      },
    };
  }
  const clients = await openClients(count, port, open);
  return mode === 'receive' ? receiving(clients) : asking(clients);
}
