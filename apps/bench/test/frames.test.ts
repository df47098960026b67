import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../src/load/connection.js';
import { clientFrames, patternBytes, readServerFrame, serverFrames } from '../src/load/frames.js';

const lengths = [0, 1, 125, 126, 65_535, 65_536, 70_000];

describe('frames of a client', () => {
  it('are read by ws as the messages that they were made of', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [[socket]] = await Promise.all([once(server, 'connection'), once(client, 'open')]);
    const received: { data: Buffer; isBinary: boolean }[] = [];
    (socket as WebSocket).on('message', (data, isBinary) => received.push({ data: data as Buffer, isBinary }));
    const messages = [
      ...lengths.map((bytes) => ({ bytes })),
      ...lengths.map((length) => ({ text: 'é'.repeat(length) })),
    ];
    // Past the client's own framing, straight to its socket.
    (client as unknown as { _socket: NodeJS.WritableStream })._socket.write(clientFrames(messages));
    client.close();
    await once(socket as WebSocket, 'close');
    expect(received.map(({ isBinary }) => isBinary)).toEqual(messages.map((message) => 'bytes' in message));
    for (const [index, message] of messages.entries()) {
      const expected = 'bytes' in message ? patternBytes(message.bytes) : Buffer.from(message.text);
      expect(received[index]!.data.equals(expected)).toBe(true);
    }
    server.close();
  });

  it('are masked with a key that costs the server its unmasking', () => {
    const frame = clientFrames([{ text: 'abc' }]);
    expect(frame[1]! & 0x80).toBe(0x80);
    expect(frame.subarray(2, 6).equals(Buffer.alloc(4))).toBe(false);
    expect(frame.subarray(6).toString()).not.toBe('abc');
  });
});

describe('frames of a server', () => {
  it.each(lengths)('with %i bytes are read back whole, and not before they are complete', (bytes) => {
    const frame = serverFrames([{ bytes }]);
    expect(readServerFrame(frame.subarray(0, frame.length - 1))).toBeUndefined();
    const read = readServerFrame(Buffer.concat([frame, Buffer.from('more')]))!;
    expect(read.opcode).toBe(2);
    expect(read.payload.equals(patternBytes(bytes))).toBe(true);
    expect(read.end).toBe(frame.length);
  });
});

it('a connection that is refused says so', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/elsewhere' });
  await once(server, 'listening');
  const opening = Connection.open({ port: (server.address() as AddressInfo).port });
  await expect(opening).rejects.toThrow('did not upgrade');
  server.close();
});
