// @ts-expect-error that release has no types
import connect from 'socket.io-client-2';

interface OldClient {
  on(event: string, listener: (...args: unknown[]) => void): void;
  disconnect(): unknown;
}

/** The official client of 2020, which speaks protocol 4. */
export function oldClient(url: string): OldClient {
  return connect(url, { transports: ['websocket'], forceNew: true, reconnection: false });
}
