/** Where the engine writes what it does: `console`, pino and most loggers fit. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

const silent = (): void => {};

const METHODS = ['debug', 'info', 'warn', 'error'] as const;

/**
 * `true` is the console without `debug`, `false` leaves only `error`: what is fatal is always written.
 *
 * @throws TypeError for what is no logger.
 */
export function resolveLogger(logger: boolean | Logger): Logger {
  if (typeof logger !== 'boolean') {
    const missing = METHODS.find((name) => typeof logger[name] !== 'function');
    if (missing === undefined) return logger;
    throw new TypeError(
      `logger must be true, false or an object with the methods ${METHODS.join(', ')}; it has no ${missing}()`,
    );
  }
  const error = (message: string, ...details: unknown[]): void => console.error(message, ...details);
  if (!logger) return { debug: silent, info: silent, warn: silent, error };
  return {
    debug: silent,
    info: (message, ...details) => console.info(message, ...details),
    warn: (message, ...details) => console.warn(message, ...details),
    error,
  };
}
