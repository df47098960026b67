/**
 * A client that asks for much and reads nothing, in a process of its own.
 *
 * node deaf.mjs <port>
 */
import net from 'node:net';

const ASK = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x78]);
const many = Buffer.concat(Array.from({ length: 1000 }, () => ASK));
const socket = net.connect(Number(process.argv[2]), '127.0.0.1', () => {
  socket.write(
    'GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  setInterval(() => socket.write(many), 5);
});
socket.pause();
socket.on('error', () => process.exit());
socket.on('close', () => process.exit());
