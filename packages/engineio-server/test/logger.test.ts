import { expect, it, vi } from 'vitest';
import { type Logger, resolveLogger } from '../src/logger.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

it.each<[boolean, string[]]>([
  [true, ['info', 'warn', 'error']],
  [false, ['error']],
])('%s writes %j to the console', (option, expected) => {
  const written: unknown[][] = [];
  for (const level of LEVELS) {
    vi.spyOn(console, level).mockImplementation((...words) => void written.push([level, ...words]));
  }
  const logger = resolveLogger(option);
  for (const level of LEVELS) logger[level]('what happened', 1);
  vi.restoreAllMocks();
  expect(written).toEqual(expected.map((level) => [level, 'what happened', 1]));
});

it('a logger is used as it is', () => {
  const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
  expect(resolveLogger(logger)).toBe(logger);
});
