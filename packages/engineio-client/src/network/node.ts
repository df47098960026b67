import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { WebSocket } from 'ws';
import { refused } from '../errors.js';
import type { ConnectionOptions } from '../options.js';
import { CookieJar } from './cookies.js';
import { JoinedWebSocket } from './joined-websocket.js';
import type { Answer, NetworkLike, Socket } from './network.js';

export { decodeBase64 as fromBase64, encodeBase64 as toBase64 } from '@x/engineio-parser';

/** Of a refused upgrade, this much of the body is read for the error. */
const MAX_REFUSAL = 65_536;
/** How long a peer may take to answer a WebSocket close frame before the socket is destroyed. */
const CLOSE_TIMEOUT = 2_000;

/** Node: `node:http` and `ws`, so that headers, cookies, TLS options and agents work for both transports. */
export class Network implements NetworkLike {
  readonly #cookies = new CookieJar();

  request(
    method: 'GET' | 'POST',
    url: URL,
    body: string | undefined,
    options: ConnectionOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { accept: '*/*', ...this.#headers(url, options) };
      if (body !== undefined) {
        headers['content-type'] = 'text/plain;charset=UTF-8';
        headers['content-length'] = Buffer.byteLength(body);
      }
      const { request } = url.protocol === 'https:' ? https : http;
      const { tls, agent } = options;
      const outgoing = request(url, { ...tls, agent, method, headers, signal } as https.RequestOptions);
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        this.#cookies.store(url, response.headers['set-cookie']);
        read(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
      });
      outgoing.end(body);
    });
  }

  socket(url: URL, options: ConnectionOptions): Socket {
    const socket = new JoinedWebSocket(url, [...(options.protocols ?? [])], {
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT,
      ...options.tls,
      ...(options.agent && { agent: options.agent as http.Agent }),
      ...options.websocketOptions,
      headers: this.#headers(url, options),
    } as WebSocket.ClientOptions);
    socket.on('upgrade', (response) => {
      this.#cookies.store(url, response.headers['set-cookie']);
      socket.join(response);
    });
    // Without this listener the server's reason for a refusal would be lost.
    socket.on('unexpected-response', (_request, response) => {
      this.#cookies.store(url, response.headers['set-cookie']);
      void read(response, MAX_REFUSAL)
        .catch(() => '')
        .then((body) => {
          (socket as unknown as Socket).onerror?.({ error: refused(response.statusCode ?? 0, body) });
          socket.terminate();
        });
    });
    return socket as unknown as Socket;
  }

  #headers(url: URL, { headers }: ConnectionOptions): Record<string, string> {
    const kept = this.#cookies.header(url);
    if (kept === undefined) return { ...headers };
    const own = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'cookie');
    if (!own) return { ...headers, cookie: kept };
    return { ...headers, [own[0]]: `${own[1]}; ${kept}` };
  }
}

async function read(response: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += chunk;
    if (text.length > limit) break;
  }
  return text;
}
