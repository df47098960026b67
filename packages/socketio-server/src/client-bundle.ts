import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SocketIOError } from '@x/socketio-parser';
import { sendFile } from './static-files.js';

/** All that is ever served: the builds of the JavaScript client and their source maps. */
const FILE = /^socket\.io(\.esm|\.msgpack)?(\.min)?\.js(\.map)?$/;

/** Packages that bring a file for script tags, in order of preference. */
const CLIENTS = ['@x/socketio-client', 'socket.io-client'];

/** Serves the JavaScript client below the endpoint, so that a page can say `<script src="/socket.io/socket.io.js">`. */
export class ClientBundle {
  readonly #folder: string;

  /**
   * @param folder where the builds are; `true` for those of the client package that the application installed.
   * @throws SocketIOError `INVALID_ARGUMENT` when it installed none.
   */
  constructor(folder: true | string) {
    this.#folder = folder === true ? installedClient() : folder;
  }

  /** @param file what follows the endpoint in the path. */
  serve(file: string, request: IncomingMessage, response: ServerResponse, next: () => void): void {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || !FILE.test(file)) next();
    else sendFile(request, response, { root: this.#folder, path: file, contentType: undefined }, next);
  }
}

function installedClient(): string {
  const application = createRequire(join(process.cwd(), 'package.json'));
  for (const name of CLIENTS) {
    try {
      const folder = join(dirname(application.resolve(`${name}/package.json`)), 'dist');
      if (existsSync(join(folder, 'socket.io.js'))) return folder;
    } catch {
      // Not installed: the next one may be.
    }
  }
  throw new SocketIOError(
    'INVALID_ARGUMENT',
    `serveClient: true needs one of the packages ${CLIENTS.join(', ')}. Install one, or give the folder of a build`,
  );
}
