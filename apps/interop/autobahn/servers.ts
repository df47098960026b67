import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { resolveOptions } from '#engineio-server/options.js';
import { createCounters } from '#engineio-server/traffic.js';
import { type TransportOwner, transportContext } from '#engineio-server/transports/transport.js';
import { UNOWNED } from '#engineio-server/transports/unowned.js';
import { DirectWebSocket } from '#engineio-server/transports/websocket-direct.js';
import { acceptance, plainKey } from '#engineio-server/websocket/handshake.js';
import { ServerWebSocket } from '#engineio-server/websocket/server-websocket.js';

/** Section 9 has messages of 16 MiB. */
const MAX_MESSAGE = 64 * 1024 * 1024;

/** What Autobahn can talk to. Each answers the upgrades of `http`, negotiates no extension, and sends back what it gets. */
export const servers: Readonly<Record<string, (http: Server) => void>> = { ours, ws };

/**
 * A plain connection as the gate of engineio-server makes it, without Engine.IO's sessions above it. The transport takes
 * text apart into types of packets, of which each is put together again; `b` and base64 alone would come back as bytes.
 */
function ours(http: Server): void {
  const options = resolveOptions({ maxHttpBufferSize: MAX_MESSAGE, maxBackpressure: MAX_MESSAGE });
  const context = transportContext(options, createCounters());
  http.on('upgrade', (request, socket, head) => {
    const key = plainKey(request, false);
    if (key === undefined) throw new Error('a handshake that engineio-server leaves to ws');
    const link = new ServerWebSocket(socket, options.maxHttpBufferSize, options.pingTimeout);
    const format = { protocol: 4, base64: false } as const;
    const transport = new DirectWebSocket(link, socket, UNOWNED, context, format, acceptance(key, []));
    transport.owner = echoOf(transport);
    link.start(transport, head);
  });
}

function echoOf(transport: DirectWebSocket): TransportOwner {
  return {
    onText: (text) => transport.queueText(text, false),
    onControl: (packet) => transport.queuePacket(packet),
    onBinary: (bytes) => transport.queueBinary(bytes, false),
    onClosed: () => {},
    onFault: (error) => {
      throw error;
    },
  };
}

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
