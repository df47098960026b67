import { findProgram, requireProgram } from './apt.mjs';

/** Behind which tests put two servers. */
export const nginx = () => program('nginx', 'nginx', 'nginx-light');
/** What the custom adapter of the examples talks to. */
export const nats = () => program('NATS', 'nats-server', 'nats-server');

/**
 * A program that tests run themselves, with configurations and ports of their own: `up` only sees that it is there.
 * @param {string} title
 * @param {string} name
 * @param {string} debianPackage
 * @returns {import('./all.mjs').Service}
 */
function program(title, name, debianPackage) {
  return {
    title,
    get where() {
      return findProgram(name) ?? name;
    },
    async answers() {
      return findProgram(name) !== undefined;
    },
    async start(say) {
      requireProgram(name, debianPackage, say);
      return 'installed';
    },
    async stop() {
      return 'nothing runs';
    },
  };
}
