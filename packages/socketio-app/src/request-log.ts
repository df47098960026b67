import type { Server as HttpServer } from 'node:http';
import type { AppOptions } from './options.js';

/** Logs a line for every request that is answered: method, path, status. */
export function logRequests(server: HttpServer, logger: AppOptions['logger']): void {
  const log = typeof logger === 'object' ? logger : console;
  server.prependListener('request', (request, response) => {
    // The query may hold what is not for logs.
    const path = request.url?.split('?', 1)[0];
    response.once('finish', () => log.info(`${request.method} ${path} ${response.statusCode}`));
  });
}
