import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StepError } from '../toolchain.mjs';

const PROBE_TIMEOUT = 2000;

/**
 * Says something in a broker's own protocol and judges its first words: an open port alone proves nothing.
 * @param {{ host: string, port: number }} address
 * @param {string | Uint8Array} question
 * @param {(answer: Buffer) => boolean} accept given all bytes so far
 * @returns {Promise<boolean>}
 */
export function probe({ host, port }, question, accept) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let answer = Buffer.alloc(0);
    /** @param {boolean} verdict */
    const end = (verdict) => {
      socket.destroy();
      resolve(verdict);
    };
    socket.setTimeout(PROBE_TIMEOUT, () => end(false));
    socket.on('connect', () => socket.write(question));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (accept(answer)) end(true);
    });
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
  });
}

/**
 * @param {() => Promise<boolean>} answers
 * @param {() => string | undefined} ended why there is nothing to wait for any more
 * @param {number} limit milliseconds
 */
export async function waitUntil(answers, ended, limit) {
  const deadline = Date.now() + limit;
  while (!(await answers())) {
    const reason = ended();
    if (reason !== undefined) throw new StepError(reason);
    if (Date.now() > deadline) throw new StepError(`did not answer within ${limit / 1000} s`);
    await delay(200);
  }
}
