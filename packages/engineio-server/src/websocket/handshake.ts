import crypto from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FlatHeaders } from '../cors.js';

const KEY = /^[+/0-9A-Za-z]{22}==$/;
/** Fixed by RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * The key of a handshake as nearly all clients send it: correct, in version 13, and asking for nothing that would have to
 * be negotiated.
 *
 * @param compresses Whether an offer of compression is one to answer.
 * @returns `undefined` for a handshake that needs a closer look.
 */
export function plainKey(request: IncomingMessage, compresses: boolean): string | undefined {
  const { headers } = request;
  const key = headers['sec-websocket-key'];
  if (key === undefined || !KEY.test(key) || request.method !== 'GET') return undefined;
  if (headers['sec-websocket-version'] !== '13' || headers['sec-websocket-protocol'] !== undefined) return undefined;
  if (compresses && headers['sec-websocket-extensions'] !== undefined) return undefined;
  return headers.upgrade?.toLowerCase() === 'websocket' ? key : undefined;
}

/** The answer to a plain handshake, as latin1. */
export function acceptance(key: string, headers: FlatHeaders): string {
  const digest = crypto.hash('sha1', key + GUID, 'base64');
  let head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${digest}\r\n`;
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${head}\r\n`;
}
