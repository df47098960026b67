import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './contract.js';
import type { FlatHeaders } from './cors.js';

const JSON_TYPE = 'application/json; charset=UTF-8';

/**
 * Answers a request in one go, with an exact length, so that Node does not split the answer. Connection and Keep-Alive are
 * left to Node: every field that is given is checked and searched for meaning, which is a good part of a request's cost.
 */
export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: FlatHeaders,
): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const own = ['Content-Type', contentType, 'Content-Length', String(length), 'Cache-Control', 'no-store'];
  response.writeHead(status, headers.length === 0 ? own : own.concat(headers));
  response.end(body);
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
