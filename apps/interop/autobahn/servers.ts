import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';

/** Section 9 has messages of 16 MiB. */
const MAX_MESSAGE = 64 * 1024 * 1024;

/** What Autobahn can talk to. Each answers the upgrades of `http`, negotiates no extension, and sends back what it gets. */
export const servers: Readonly<Record<string, (http: Server) => void>> = { ws, ours };

/** The reference. */
function ws(http: Server): void {
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    // Section 9 has messages of 65,536 fragments, which its default refuses.
    maxFragments: 0,
  });
  server.on('connection', (socket) => {
    // A violation by the client, which is all that Autobahn does; `ws` closes by itself.
    socket.on('error', () => {});
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
}

/** The frames of engineio-server. TO BE FILLED IN: see README.md. */
function ours(_http: Server): void {
  throw new Error('the server "ours" has yet to be filled in, in servers.ts');
}
