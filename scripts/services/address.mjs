import { StepError } from '../toolchain.mjs';

/**
 * Where a broker is: what the environment says, else its standard port on this machine.
 * @param {string} variable for example REDIS_URL
 * @param {string} scheme what the URL begins with by default
 * @param {number} standardPort
 * @returns {{ host: string, port: number, where: string, variable: string, given: boolean }}
 */
export function addressOf(variable, scheme, standardPort) {
  const text = process.env[variable];
  // Several brokers may be named; any of them tells whether the cluster is there.
  const url = new URL(/** @type {string} */ ((text || `${scheme}//127.0.0.1:${standardPort}`).split(',')[0]));
  const host = url.hostname || '127.0.0.1';
  const port = Number(url.port) || standardPort;
  return { host, port, where: `${url.protocol}//${host}:${port}`, variable, given: Boolean(text) };
}

/**
 * Refuses to start anything for an address that is not this machine's.
 * @param {ReturnType<typeof addressOf>} address
 */
export function requireLoopback({ host, where, variable }) {
  if (['127.0.0.1', 'localhost', '::1', '[::1]'].includes(host)) return;
  throw new StepError(`${where}, which ${variable} names, does not answer and is not on this machine`);
}
