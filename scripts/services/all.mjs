import { StepError } from '../toolchain.mjs';
import { kafka } from './kafka.mjs';
import { nats, nginx } from './programs.mjs';
import { python } from './python.mjs';
import { rabbitmq } from './rabbitmq.mjs';
import { redis } from './redis.mjs';

/**
 * Something that tests need and that this repository did not write.
 * @typedef {object} Service
 * @property {string} title
 * @property {string} where a URL or a path, for people
 * @property {() => Promise<boolean>} answers whether it works: not merely whether a port is open
 * @property {(say: (message: string) => void) => Promise<string>} start resolves, with a word on how, once it answers
 * @property {() => Promise<string>} stop ends what `start` began, never what was there before; says what it did
 */

/** @type {Record<string, () => Service>} */
const SERVICES = { redis, rabbitmq, kafka, python, nginx, nats };
const BROKERS = ['redis', 'rabbitmq', 'kafka'];

/**
 * @param {string[]} names
 * @returns {Service[]} the named ones; the brokers when there are no names
 */
export function chooseServices(names) {
  return (names.length === 0 ? BROKERS : names).map((name) => {
    const make = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
    if (make === undefined) throw new StepError(`no service "${name}"; there are ${Object.keys(SERVICES).join(', ')}`);
    return make();
  });
}
