import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../src/arguments.js';
import { resultsFolder } from '../src/artifacts.js';
import { allScenarios, choose } from '../src/scenarios/index.js';

const WHOLE = fileURLToPath(new URL('../artifacts', import.meta.url));
const PARTIAL = resolve(WHOLE, 'partial');

function folderOf(...argv: string[]): string {
  const args = readArguments(argv);
  const all = allScenarios();
  return resultsFolder(args, choose(all, args.only), all);
}

describe('the folder of the results', () => {
  it('is the same for every whole run', () => {
    expect(folderOf()).toBe(WHOLE);
    expect(folderOf('--rounds', '1')).toBe(WHOLE);
    expect(folderOf(...new Set(allScenarios().map(({ group }) => group)))).toBe(WHOLE);
  });

  it.each([[['echo']], [['traffic', 'polling']], [['--targets', 'ours,ws']], [['--profile']]])(
    'is another for a part of it: %j',
    (argv) => {
      expect(folderOf(...argv)).toBe(PARTIAL);
    },
  );

  it('is the one that is asked for', () => {
    expect(folderOf('--out', '/elsewhere')).toBe(resolve('/elsewhere'));
    expect(folderOf('echo', '--out', '/elsewhere')).toBe(resolve('/elsewhere'));
  });
});
