import { connect, type Socket } from 'node:net';

/** An HTTP exchange byte by byte: sends `text`, resolves with all that comes until the server closes the connection. */
export function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}

/** The request that opens a WebSocket. */
export function upgradeRequest(path: string, headers: readonly string[] = []): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
    '\r\n',
  ].join('\r\n');
}

/** A frame as a client writes it, masked with zeros. */
export function clientFrame(text: string, first = 0x81): Buffer {
  const content = Buffer.from(text);
  const header =
    content.length < 126
      ? Buffer.from([first, 0x80 | content.length])
      : Buffer.from([first, 0xfe, content.length >> 8, content.length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), content]);
}

/** A WebSocket session over a bare socket, after its handshake. */
export async function rawWebSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
  let received = '';
  await new Promise<void>((resolve) => {
    const onData = (data: Buffer): void => {
      received += data.toString('latin1');
      if (!received.includes('"maxPayload"')) return;
      socket.off('data', onData);
      resolve();
    };
    socket.on('data', onData);
  });
  return socket;
}
