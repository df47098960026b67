import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { StaticRules } from '@x/socketio-server';
import { invalid } from './options.js';

/** The page runs its own scripts only, talks to the server that is typed in, and is shown in no frame. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline' https://fonts.googleapis.com https://cdn.jsdelivr.net",
    'font-src https://fonts.gstatic.com https://cdn.jsdelivr.net',
    "img-src 'self' data:",
    'connect-src http: https: ws: wss:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Serves the official front end, if the application installed `@socket.io/admin-ui` (MIT): rules for the option
 * `staticFiles` of the server.
 *
 * @param path where it is found; without the slash at its end one is sent there. @default '/admin-ui/'
 * @throws SocketIOError `INVALID_ARGUMENT` when the package is not installed.
 * @example
 * const sio = new Server({ staticFiles: serveUi() });
 */
export function serveUi(path = '/admin-ui/'): StaticRules {
  const place = `/${path.replace(/^\/+|\/+$/g, '')}`;
  const filename = installedUi();
  // Without the slash it is a folder, to which the server redirects.
  const folder = place === '/' ? {} : { [place]: filename };
  return { ...folder, [place === '/' ? place : `${place}/`]: { filename: `${filename}/`, headers: HEADERS } };
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
