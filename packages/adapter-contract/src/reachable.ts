import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';

const CONNECT_TIMEOUT = 2000;

/** A broker, or anything else that tests need and that may not be there. */
export interface Peer {
  /** For people: `Redis`. */
  readonly name: string;
  /** A URL with a host and a port. */
  readonly url: string;
  /** What is not tested without it. */
  readonly skipped: string;
}

/**
 * Whether a peer accepts connections, for `describe.runIf(...)`. When it does not, a line goes to the file that the
 * environment variable MISSING_PEERS_FILE names, for the end of the run.
 *
 * @throws Error under `CI=true`, where no peer may be missing.
 */
export async function reachable({ name, url, skipped }: Peer): Promise<boolean> {
  const { hostname, port } = new URL(url);
  if (await accepts(hostname || '127.0.0.1', Number(port))) return true;
  const message = `${name}: not reachable at ${hostname}:${port}: skipped ${skipped} (pnpm services up)`;
  if (process.env['CI'] === 'true') throw new Error(message);
  const list = process.env['MISSING_PEERS_FILE'];
  if (list) appendFileSync(list, `${message}\n`);
  return false;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (verdict: boolean) => {
      socket.destroy();
      resolve(verdict);
    };
    socket.setTimeout(CONNECT_TIMEOUT, () => end(false));
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}
