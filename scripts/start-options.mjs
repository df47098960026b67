// What `npm start` takes: read and checked before anything is installed or built.
import { parseArgs } from 'node:util';

export const USAGE = `npm start -- [--port <number>] [--host <address>]

  -p, --port <number>   where the chat listens, 0 to 65535 (0: any free port); else PORT, else 3000
      --host <address>  the address that it listens on; else HOST, else all of them
  -h, --help            this text`;

/**
 * @param {string[]} args
 * @param {Record<string, string | undefined>} environment PORT and HOST stand in for options that are not given
 * @returns {{ port?: string | undefined, host?: string | undefined, help?: boolean | undefined }}
 * @throws {Error} that says what is wrong with them
 */
export function readOptions(args, environment) {
  const { values } = parse(args);
  const { port = environment['PORT'] || undefined, host, help } = values;
  if (port !== undefined && !isPort(port)) {
    throw new Error(`'${port}' is no port: it takes a number from 0 to 65535. npm start -- --help tells more.`);
  }
  return { port, host, help };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', short: 'p' },
        host: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Error(`${/** @type {Error} */ (error).message}.\n\n${USAGE}`);
  }
}

/** @param {string} text */
function isPort(text) {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}
