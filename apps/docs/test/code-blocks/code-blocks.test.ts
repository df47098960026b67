import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThere } from './brokers.js';
import { check, isChecked } from './other-languages.js';
import { blocksOfPages } from './pages.js';
import { type Program, programsOf } from './programs.js';
import { run } from './run.js';
import { Slots } from './slots.js';
import { typeErrors } from './types.js';
import { Workspace } from './workspace.js';

/** `pnpm --filter @x/docs test:blocks guide/rooms.md` names pages; without names it is all of them. */
const names = (process.env['BLOCKS_OF'] ?? '').split(' ').filter((name) => name !== '');
const pages = [...blocksOfPages(names)].filter(([, blocks]) => blocks.length > 0);
const workspace = new Workspace();
const slots = new Slots(3);
let errors: ReadonlyMap<string, string[]>;

/** What waits for its turn must not be called slow. */
const timeout = 900_000;
const isTypeScript = ({ file }: Program) => file.endsWith('.ts');

const found = pages.map(([page, blocks]) => {
  try {
    return { page, programs: programsOf(blocks), others: blocks.filter(isChecked) };
  } catch (mistake) {
    return { page, programs: [], others: [], mistake };
  }
});

beforeAll(() => {
  const programs = found.flatMap(({ programs }) => programs.filter(isTypeScript));
  errors = typeErrors(new Map(programs.map((program) => [workspace.write(program), program])));
}, 300_000);

afterAll(() => workspace[Symbol.dispose]());

it('there are pages with blocks', ({ skip }) => {
  if (pages.length === 0 && names.length === 0 && process.env['CI'] !== 'true')
    skip('no git repository to find them in');
  expect(pages.map(([page]) => page)).not.toEqual([]);
});

for (const { page, programs, others, mistake } of found) {
  describe(page, () => {
    if (mistake !== undefined) {
      it('uses the words of WRITING.md', () => {
        throw mistake;
      });
    }
    for (const program of programs) {
      const { line, words } = program;
      const verb = words.typesOnly ? 'compiles, and is types-only' : 'runs';
      it.concurrent(`${page}:${line} ${verb}`, { timeout }, async ({ skip }) => {
        const mistakes = typeErrorsOf(program);
        if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
        if (words.typesOnly) return;
        for (const broker of brokersOf(program)) if (!(await isThere(broker))) return skip(`no ${broker}`);
        await slots.take(() => run(program, workspace));
      });
    }
    for (const block of others) {
      it.concurrent(`${page}:${block.line} is right (${block.language})`, { timeout }, async () => {
        await slots.take(() => check(block, workspace));
      });
    }
  });
}

function typeErrorsOf(program: Program): string[] {
  if (!isTypeScript(program)) return [];
  return (errors.get(workspace.write(program)) ?? []).map((error) => `${program.page}:${error}`);
}

const brokersOf = ({ words, beside }: Program) =>
  new Set([words, ...beside.map((other) => other.words)].flatMap((each) => each.brokers));
