export const DEFAULT_NAMESPACE = '/';
/** Milliseconds until missing acknowledgements are given up. */
export const DEFAULT_ACK_TIMEOUT = 60_000;

/** What is done already. One promise for all, so that it costs nothing, and that callers can tell it from others. */
export const DONE: Promise<void> = Promise.resolve();
