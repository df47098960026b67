/** Anything with these four methods: `console`, pino, winston. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

const ignore = (): void => {};

/** Silent but for errors: what goes wrong in handlers must never vanish. */
const ERRORS_ONLY: Logger = { debug: ignore, info: ignore, warn: ignore, error: console.error };
const STANDARD: Logger = { debug: ignore, info: console.info, warn: console.warn, error: console.error };

/** `true` logs from `info` upwards to the console, `false` only errors. */
export function resolveLogger(logger: boolean | Logger | undefined): Logger {
  if (typeof logger === 'object') return logger;
  return logger === true ? STANDARD : ERRORS_ONLY;
}
