/**
 * Many clients in a process of their own, as light as they can be: bare sockets for WebSocket, node:http for polling.
 * Tells its parent when all are connected, when everybody has answered so many pings, and of every session that ended.
 *
 * node crowd.mjs <port> <webSockets> <pollers> <pings>
 */
import http from 'node:http';
import net from 'node:net';

const [port, webSockets, pollers, pings] = process.argv.slice(2).map(Number);
/** Connections made at a time: more would overflow the listen queue of the server. */
const AT_A_TIME = 100;
const PING = Buffer.from([0x81, 0x01, 0x32]);
const PONG = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33]);
const HANDSHAKE = [
  'GET /engine.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
let satisfied = 0;

/** Counts the pings of one client. */
function counter() {
  let count = 0;
  return () => {
    if (++count === pings && ++satisfied === webSockets + pollers) process.send({ event: 'satisfied' });
  };
}

const ended = (how) => process.send({ event: 'ended', how });

function connectWebSocket() {
  return new Promise((resolve) => {
    const pinged = counter();
    const socket = net.connect(port, '127.0.0.1', () => socket.write(HANDSHAKE));
    socket.on('error', (error) => ended(`WebSocket ${error.message}`));
    socket.on('close', () => ended('WebSocket closed'));
    socket.on('data', (data) => {
      if (data.includes('"sid"')) resolve();
      for (let at = data.indexOf(PING); at !== -1; at = data.indexOf(PING, at + PING.length)) {
        socket.write(PONG);
        pinged();
      }
    });
  });
}

function request(method, path, body) {
  return new Promise((resolve, reject) => {
    const sending = http.request({ port, host: '127.0.0.1', method, path, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode} ${text}`)),
      );
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

async function connectPoller() {
  const pinged = counter();
  const open = await request('GET', '/engine.io/?EIO=4&transport=polling');
  const path = `/engine.io/?EIO=4&transport=polling&sid=${JSON.parse(open.slice(1)).sid}`;
  const poll = async () => {
    for (;;) {
      if ((await request('GET', path)) === '2') {
        await request('POST', path, '3');
        pinged();
      }
    }
  };
  poll().catch((error) => ended(`poller ${error.message}`));
}

async function connectAll(count, connect) {
  for (let i = 0; i < count; i += AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count - i) }, connect));
  }
}

await connectAll(webSockets, connectWebSocket);
await connectAll(pollers, connectPoller);
process.send({ event: 'connected' });
