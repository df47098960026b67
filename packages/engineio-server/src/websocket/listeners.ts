import type { WebSocketLike } from './engine.js';
import type { WebSocketReceiver } from './server-websocket.js';

/** Finds the receiver of a WebSocket, so that all of them share the same listeners. */
const RECEIVER = Symbol('receiver');
type Wired = WebSocketLike & { [RECEIVER]?: WebSocketReceiver };

/** Has `receiver` told what arrives at a WebSocket of `ws`, or of another implementation. */
export function listen(ws: WebSocketLike, receiver: WebSocketReceiver): void {
  (ws as Wired)[RECEIVER] = receiver;
  ws.on('message', onMessage);
  ws.on('error', onError);
  ws.on('ping', onPing);
  // Not every implementation calls this one as a method.
  ws.once('close', (code: number) => receiver.ended(code));
}

function onMessage(this: Wired, data: unknown, isBinary?: boolean): void {
  const receiver = this[RECEIVER]!;
  if (Buffer.isBuffer(data) && isBinary !== undefined) receive(receiver, data, isBinary);
  else receiveForeign(receiver, data, isBinary);
}

function onError(this: Wired, error: Error): void {
  this[RECEIVER]!.failed(error.message);
}

function onPing(this: Wired, data: Buffer): void {
  const receiver = this[RECEIVER]!;
  receiver.arrived(data.length);
  receiver.pinged(data);
}

function receive(receiver: WebSocketReceiver, data: Buffer, isBinary: boolean): void {
  receiver.arrived(data.length);
  if (isBinary) receiver.binary(data);
  else receiver.text(data, 0, data.length);
}

/** Other implementations may hand out strings and ArrayBuffers. */
function receiveForeign(receiver: WebSocketReceiver, data: unknown, isBinary: boolean | undefined): void {
  if (typeof data === 'string') receive(receiver, Buffer.from(data), false);
  // An ArrayBuffer may be reused by a native engine as soon as its listener has returned.
  else if (data instanceof ArrayBuffer) receive(receiver, Buffer.from(new Uint8Array(data)), isBinary ?? true);
  else if (ArrayBuffer.isView(data)) {
    receive(receiver, Buffer.from(data.buffer, data.byteOffset, data.byteLength), isBinary ?? true);
  }
}
