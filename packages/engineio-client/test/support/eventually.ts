import { expect } from 'vitest';

/** Asks again until it holds; patient, because the machine may be busy with other things. */
export const eventually: typeof expect.poll = (look) => expect.poll(look, { timeout: 20_000, interval: 10 });
