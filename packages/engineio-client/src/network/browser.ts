import type { ConnectionOptions } from '../options.js';
import type { Answer, NetworkLike, Socket } from './network.js';

/** Browsers, workers and other runtimes with `fetch` and `WebSocket` of their own. */
export class Network implements NetworkLike {
  async request(
    method: 'GET' | 'POST',
    url: URL,
    body: string | undefined,
    { headers, withCredentials }: ConnectionOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const response = await fetch(url, {
      method,
      signal,
      cache: 'no-store',
      // A string body is sent as text/plain, which needs no preflight.
      body: body ?? null,
      headers: headers ?? {},
      credentials: withCredentials ? 'include' : 'same-origin',
    });
    return { status: response.status, body: await response.text() };
  }

  socket(url: URL, { protocols = [] }: ConnectionOptions): Socket {
    const socket: Socket = new WebSocket(url, [...protocols]) as Socket;
    // Bytes, in order; the browsers' default is a Blob, whose bytes come later.
    socket.binaryType = 'arraybuffer';
    return socket;
  }
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** @throws DOMException for what is no base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
