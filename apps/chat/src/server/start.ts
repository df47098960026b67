import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Manager, Server } from '@x/socketio-server';
import { Chat, type ChatOptions } from './chat.js';
import type { ChatServer } from './chat-server.js';
import { pages } from './pages.js';

export interface StartOptions extends ChatOptions {
  /** 0 for any that is free. */
  port: number;
  /** Where to listen. @default all interfaces */
  host?: string | undefined;
  /** The folder with the files of the page. */
  pageFolder: string;
  /** What connects several servers. @default nothing: all in memory */
  clientManager?: Manager | undefined;
}

export interface RunningChat {
  port: number;
  /** Says goodbye to everybody; afterwards nothing keeps the process alive. */
  stop(): Promise<void>;
}

/** A picture of 2 MiB grows by a third as base64, which is what long-polling makes of it. */
const MAX_MESSAGE = 3_000_000;

/** Starts the chat: its page and its sockets on one port. Rejects when the port is taken. */
export async function startChat(options: StartOptions): Promise<RunningChat> {
  const { port, host, pageFolder, clientManager } = options;
  const sio: ChatServer = new Server({
    maxHttpBufferSize: MAX_MESSAGE,
    ...(clientManager && { clientManager }),
  });
  const chat = new Chat(sio, options);
  const http = createServer(await pages(pageFolder));
  sio.attach(http);
  const stop = async () => {
    const closed = new Promise((resolve) => http.close(resolve));
    await chat.stop();
    await sio.shutdown();
    http.closeAllConnections();
    await closed;
  };
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject).listen({ port, host }, resolve);
    });
  } catch (error) {
    await stop(); // a queue may be open already
    throw error;
  }
  return { port: (http.address() as AddressInfo).port, stop };
}
