import { SocketIOError } from '@x/socketio-parser';

/** Anything with these four methods: `console`, pino, winston. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

type Write = (message: string, ...details: unknown[]) => unknown;

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const ignore = (): void => {};

// Looked up with each call: tests and tools replace methods of `console`.
const info = safe((...line) => console.info(...line));
const warn = safe((...line) => console.warn(...line));
const error = safe((...line) => console.error(...line));

/** Silent but for errors: that other servers are out of reach, or that a handler failed, must never go unseen. */
export const ERRORS_ONLY: Logger = { debug: ignore, info: ignore, warn: ignore, error };
/** To the console, from `info` upwards. */
export const STANDARD: Logger = { debug: ignore, info, warn, error };

/**
 * `true` logs from `info` upwards to the console, `false` only errors. A logger that fails does no harm to who logs.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` for anything else, and for an object that lacks one of the four methods.
 */
export function resolveLogger(logger: boolean | Logger | undefined): Logger {
  if (logger === undefined || typeof logger === 'boolean') return logger === true ? STANDARD : ERRORS_ONLY;
  if ((typeof logger !== 'object' && typeof logger !== 'function') || logger === null) {
    const methods = LEVELS.map((level) => `${level}()`).join(', ');
    const what = `true, false or an object with the methods ${methods}, not ${String(logger)}`;
    throw new SocketIOError('INVALID_ARGUMENT', `logger must be ${what}`);
  }
  const missing = LEVELS.find((level) => typeof logger[level] !== 'function');
  if (missing !== undefined) {
    throw new SocketIOError('INVALID_ARGUMENT', `logger must be true, false or an object with a method ${missing}()`);
  }
  return {
    debug: safe((...line) => logger.debug(...line)),
    info: safe((...line) => logger.info(...line)),
    warn: safe((...line) => logger.warn(...line)),
    error: safe((...line) => logger.error(...line)),
  };
}

/** Loggers fail, and what is logged may be made to: an error can throw when it is looked at. */
function safe(write: Write): (message: string, ...details: unknown[]) => void {
  const failed = (message: string) => console.error(`${message} (this could not be logged with its details)`);
  return (message, ...details) => {
    try {
      const result = write(message, ...details);
      if (result instanceof Promise) result.catch(() => failed(message));
    } catch {
      failed(message);
    }
  };
}
