import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { StaticRules } from '@x/socketio-server';
import { invalid } from './options.js';

/**
 * Serves the official front end, if the application installed `@socket.io/admin-ui` (MIT): rules for the option
 * `staticFiles` of the server.
 *
 * @param path where it is found, always with a slash at the end. @default '/admin-ui/'
 * @throws SocketIOError `INVALID_ARGUMENT` when the package is not installed.
 * @example
 * const sio = new Server({ staticFiles: serveUi() });
 */
export function serveUi(path = '/admin-ui/'): StaticRules {
  return { [`/${path.replace(/^\/+|\/+$/g, '')}/`]: `${installedUi()}/` };
}

/** Looks beside this package, where peers are, and in the application. */
function installedUi(): string {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return join(dirname(createRequire(place).resolve('@socket.io/admin-ui/package.json')), 'ui', 'dist');
    } catch {
      // Not from here.
    }
  }
  throw invalid('serveUi() needs the package @socket.io/admin-ui. Install it, or use https://admin.socket.io');
}
