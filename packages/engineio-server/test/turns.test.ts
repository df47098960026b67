import { expect, it } from 'vitest';
import { currentTurn, resumeNextTurn } from '../src/turns.js';

it('a crowd of floods goes on a few at a time, in its order', async () => {
  const resumed: [reader: number, turn: number][] = [];
  const first = currentTurn();
  await new Promise<void>((resolve) => {
    for (let i = 0; i < 40; i++) {
      resumeNextTurn({
        resume() {
          resumed.push([i, currentTurn() - first]);
          if (resumed.length === 40) resolve();
        },
      });
    }
  });
  expect(resumed.map(([reader]) => reader)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  const perTurn = [1, 2, 3].map((turn) => resumed.filter(([, at]) => at === turn).length);
  expect(perTurn).toEqual([16, 16, 8]);
});
