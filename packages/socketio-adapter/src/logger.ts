/** Anything with these four methods: `console`, pino, winston. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

const ignore = (): void => {};

/** Silent but for errors: that other servers are out of reach must never go unseen. */
export const ERRORS_ONLY: Logger = { debug: ignore, info: ignore, warn: ignore, error: console.error };
/** To the console, from `info` upwards. */
export const STANDARD: Logger = { debug: ignore, info: console.info, warn: console.warn, error: console.error };
