import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { elsewhere, membersOf, sections } from '../scripts/options-page.mjs';
import { pages } from '../scripts/pages.mjs';
import { layers, readSources, type Sources } from '../scripts/sources.mjs';

let sources: Sources;

beforeAll(() => {
  sources = readSources();
}, 180_000);

const tables = sections.flatMap((section) => ('package' in section ? [section] : []));

describe('the pages that are written from the sources', () => {
  it.each(['reference/options.md', 'reference/events.md', 'reference/errors.md'])('%s is what they say now', (path) => {
    const committed = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
    expect(committed, 'run `pnpm --filter @x/docs generate`').toBe(pages(sources).get(path));
  });

  it('have a description for everything', () => {
    for (const [path, text] of pages(sources)) {
      const empty = text
        .split('\n')
        .filter((line) => line.startsWith('|') && /\| *\|/.test(line.replaceAll('\\|', '')));
      expect(empty, path).toEqual([]);
    }
  });
});

describe('options', () => {
  it('all have a docstring, and a default or the word that there is none', () => {
    const poor = tables.flatMap((table) =>
      membersOf(sources, table)
        .filter((option) => option.description === '' || (option.isOptional && option.default === undefined))
        .map((option) => `${table.package} ${option.owner}.${option.name}`),
    );
    expect(poor).toEqual([]);
  });

  it('are all on the page, whatever package exports them', () => {
    const shown = new Set(tables.map(({ package: folder, name }) => sources.find(folder, name)));
    const missing = layers.flatMap((folder) =>
      [...sources.exportsOf(folder)]
        .filter(([name, symbol]) => /^[A-Z].*Options?$/.test(name) && !shown.has(symbol) && !elsewhere.has(name))
        .map(([name]) => `${folder} ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
