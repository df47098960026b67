import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logOfWs, Reading } from './support/frame-log.js';
import { cut, frames, sizes } from './support/frame-streams.js';

/** Set to try so many more sequences. */
const TIMES = Number(process.env['FRAME_READER_TIMES'] ?? 1);

it('whatever frames come, in whatever pieces: they say the same to us as to ws', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(frames, sizes, fc.constantFrom(1, 60, 1000, 65_536, 1_000_000), async (whole, sizes, limit) => {
      const chunks = cut(whole, sizes);
      const log = new Reading(limit).read(...chunks);
      expect(log).toEqual(await logOfWs(chunks, limit));
      for (const line of log) seen.add(line.startsWith('violation') ? line : line.split(' ')[0]!);
    }),
    { numRuns: 3000 * TIMES },
  );
  expect([...seen].sort()).toEqual([
    'binary',
    'closing',
    'ping',
    'text',
    'violation 1002',
    'violation 1007',
    'violation 1009',
  ]);
});
