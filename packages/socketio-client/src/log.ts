import type { Logger } from '@x/engineio-client';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const nothing = () => {};

/** Errors are told even where logging is off: nobody else would learn of them. */
const errorsOnly: Log = { info: nothing, warn: nothing, error: (message) => console.error(message) };

export function toLogger(logger: boolean | Logger | undefined): Logger {
  return (logger === true ? console : logger || errorsOnly) as Logger;
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
    log.error(`the ${what} failed: ${(error as Error | undefined)?.stack ?? error}`);
  }
}
