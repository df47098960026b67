import { type EmitOptions, rejected } from '@x/socketio-adapter';
import { checkOptions, checkTarget, namespaceIn } from './given.js';
import { guard } from './guard.js';
import type { Reach } from './reach.js';

const NONE: EmitOptions = {};

/** Emits to all namespaces that are meant, which is one but for patterns. */
export function emitFrom(reach: Reach, event: string, data: unknown, options: EmitOptions = NONE): Promise<void> {
  const { core } = reach;
  try {
    if (options !== NONE) {
      checkOptions(options);
      checkTarget(options);
    }
    const safe =
      options.callback === undefined ? options : { ...options, callback: core.protect(options.callback, event) };
    const name = namespaceIn(options) ?? reach.name;
    if (name !== undefined) return core.emit(name, event, data, safe);
    return guard(async () => {
      await Promise.all([...reach.names()].map((namespace) => core.emit(namespace, event, data, safe)));
    });
  } catch (error) {
    return rejected(error, (mistake) => core.logger.error(`"${event}" was not emitted`, mistake));
  }
}
