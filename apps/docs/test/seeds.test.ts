import { existsSync, readFileSync } from 'node:fs';
import { createMarkdownRenderer, type MarkdownRenderer } from 'vitepress';
import { beforeAll, describe, expect, it } from 'vitest';
import { documents, namedPages } from './seed-chapters.js';

let markdown: MarkdownRenderer;

beforeAll(async () => {
  markdown = await createMarkdownRenderer('.', { highlight: (code) => code });
});

/** Those of the API reference exist once the site is built, and are looked for in `site.test.ts`. */
const writtenPages = namedPages().filter((page) => !page.startsWith('reference/api/'));

describe('every chapter of the seeds', () => {
  it('has a page, or a reason why it has none', () => {
    const sections = documents.flatMap(({ chapters }) => chapters.flatMap(({ sections = [] }) => sections));
    const chapters = documents.flatMap((document) => document.chapters);
    expect(sections.length + chapters.length).toBeGreaterThan(180);
    expect(chapters.filter(({ page, sections = [] }) => !page && sections.length === 0)).toEqual([]);
    expect(sections.filter(([, page, note]) => !page && !note)).toEqual([]);
  });

  it.each(writtenPages)('%s', (page) => {
    const [path, heading] = page.split('#');
    const file = new URL(`../${path}.md`, import.meta.url);
    expect(existsSync(file), `${path}.md exists`).toBe(true);
    if (heading === undefined) return;
    const html = markdown.render(readFileSync(file, 'utf8').replace(/^---\n[\s\S]*?\n---\n/, ''));
    const headings = [...html.matchAll(/<h\d[^>]* id="([^"]*)"/g)].map(([, id]) => id);
    expect(headings).toContain(heading);
  });
});
