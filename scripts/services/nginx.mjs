import { findProgram, requireProgram } from './apt.mjs';

/**
 * The program alone: tests run it with configurations and ports of their own.
 * @returns {import('./all.mjs').Service}
 */
export function nginx() {
  return {
    title: 'nginx',
    where: findProgram('nginx') ?? 'nginx',
    async answers() {
      return findProgram('nginx') !== undefined;
    },
    async start(say) {
      requireProgram('nginx', 'nginx-light', say);
      return 'installed';
    },
    async stop() {
      return 'nothing runs';
    },
  };
}
