import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './contract.js';
import type { FlatHeaders } from './cors.js';

const JSON_TYPE = 'application/json; charset=UTF-8';

/**
 * Answers a request in one go. All headers are given explicitly and the length is exact, so that Node neither adds
 * headers of its own nor splits the answer: that is a tenth of the cost of a request.
 */
export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: FlatHeaders,
): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const all = ['Content-Type', contentType, 'Content-Length', String(length), 'Cache-Control', 'no-store'];
  if (response.shouldKeepAlive) all.push('Connection', 'keep-alive', 'Keep-Alive', keepAlive(response));
  else all.push('Connection', 'close');
  for (let i = 0; i < headers.length; i++) all.push(headers[i]!);
  response.sendDate = false;
  response.writeHead(status, all);
  response.end(body);
}

let lastTimeout = 5000;
let lastKeepAlive = 'timeout=5';

/** Tells clients how long the connection stays, so that they do not send into one that is being closed. */
function keepAlive(response: ServerResponse): string {
  const server = (response.socket as { server?: { keepAliveTimeout?: number } } | null)?.server;
  const timeout = server?.keepAliveTimeout ?? 5000;
  if (timeout !== lastTimeout) {
    lastTimeout = timeout;
    lastKeepAlive = `timeout=${Math.max(1, Math.floor(timeout / 1000))}`;
  }
  return lastKeepAlive;
}

function bodyOf(refusal: Refusal): string {
  return JSON.stringify(refusal.body !== undefined ? refusal.body : { code: refusal.code, message: refusal.message });
}

/** Turns a request down. The connection is closed with it when the request's body has not been read. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  headers: FlatHeaders,
): void {
  if (response.headersSent || response.destroyed) return;
  if (!request.complete && request.method !== 'GET') response.shouldKeepAlive = false;
  answer(response, refusal.status, JSON_TYPE, bodyOf(refusal), headers);
}

const ignore = (): void => {};

/** Turns an upgrade request down on its raw socket. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal, headers: FlatHeaders): void {
  // The peer may reset the connection while it is being told.
  socket.on('error', ignore);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = bodyOf(refusal);
  let head = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}\r\n`;
  head += `Connection: close\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  socket.once('finish', socket.destroy);
  socket.end(`${head}\r\n${body}`);
}
