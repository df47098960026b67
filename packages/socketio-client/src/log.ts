import type { Logger } from '@x/engineio-client';
import { DisconnectedError, SocketIOError, TimeoutError } from '@x/socketio-parser';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const nothing = () => {};

/** Errors are told even where logging is off: nobody else would learn of them. */
const errorsOnly: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: (message) => console.error(message),
};

/** A logger whose own failures concern nobody here. @throws SocketIOError for what is no logger. */
export function toLogger(logger: boolean | Logger | undefined): Logger {
  const target = logger === true ? console : logger || errorsOnly;
  const tell = (level: keyof Logger) => {
    if (typeof target[level] !== 'function')
      throw new SocketIOError('INVALID_ARGUMENT', `the logger has no "${level}"`);
    return (message: string) => {
      try {
        target[level](message);
      } catch {}
    };
  };
  return { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
}

/** Tells of a failure that nobody awaited: as an error where it is a mistake, as a warning where it is the network's. */
export function lonely(log: Log, what: string): (error: unknown) => void {
  return (error) => {
    const level = error instanceof DisconnectedError || error instanceof TimeoutError ? 'warn' : 'error';
    log[level](`${what} failed, and nobody awaited it: ${describe(error)}`);
  };
}

/** Calls what an application handed in, now. A failure is its own: it is reported, and the connection goes on. */
export async function run(
  log: Log,
  what: string,
  call: () => unknown,
  then?: (result: unknown) => void,
): Promise<void> {
  try {
    const result = await call();
    then?.(result);
  } catch (error) {
    log.error(`the ${what} failed: ${describe(error)}`);
  }
}

/** What was thrown, as text: anything can be thrown, even what does not become text. */
function describe(error: unknown): string {
  try {
    return String((error as Error | undefined)?.stack ?? error);
  } catch {
    return 'it threw a value that cannot be shown';
  }
}
