import { handled } from '@x/socketio-adapter';
import type { AppOptions } from './options.js';

/** Runs a function beside everything else; its failure is logged. */
export function startBackgroundTask<P extends unknown[], R>(
  logger: AppOptions['logger'],
  task: (...args: P) => R | PromiseLike<R>,
  args: P,
): Promise<R> {
  const run = async (): Promise<R> => {
    try {
      return await task(...args);
    } catch (error) {
      const log = typeof logger === 'object' ? logger : console;
      log.error(`Background task ${task.name || '(anonymous)'} failed`, error);
      throw error;
    }
  };
  return handled(run());
}
