import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { readMissingPeers, reportMissingPeers } from '../missing-peers.mjs';

const folder = mkdtempSync(join(tmpdir(), 'missing-peers-'));

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it('lists each missing peer once, whatever number of files noticed', () => {
  const file = join(folder, 'list');
  writeFileSync(file, 'Redis: not found\nChromium: not found\nRedis: not found\n\n');
  expect(readMissingPeers(file)).toEqual(['Chromium: not found', 'Redis: not found']);
});

it('has nothing to list when no test wrote the file', () => {
  expect(readMissingPeers(join(folder, 'none'))).toEqual([]);
});

it('shows missing peers, and lets them fail a strict run only', () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  expect(reportMissingPeers(['Redis: not found'], false)).toBe(0);
  expect(reportMissingPeers(['Redis: not found'], true)).toBe(1);
  expect(reportMissingPeers([], true)).toBe(0);
  expect(log.mock.calls.flat().filter((line) => line.includes('Redis'))).toHaveLength(2);
});
