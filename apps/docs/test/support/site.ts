import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const docs = fileURLToPath(new URL('../../', import.meta.url));

/** The site is tested below a path, as it may be published. */
export const BASE = '/docs/';

/** Builds the whole site as `pnpm build` does, into a folder of its own. Fails for dead links. */
export async function build(folder: string): Promise<void> {
  const vitepress = join(dirname(createRequire(import.meta.url).resolve('vitepress/package.json')), 'bin/vitepress.js');
  const options = { cwd: docs, env: { ...process.env, NODE_ENV: 'production', DOCS_BASE: BASE }, maxBuffer: 1e8 };
  await run(process.execPath, ['scripts/api.mjs'], options);
  await run(process.execPath, [vitepress, 'build', '--outDir', folder], options);
}

/** A built page: its path, `guide/rooms.html`, what its links lead to, and the headings and other places in it. */
export interface Page {
  readonly path: string;
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
}

export function readPages(folder: string): Page[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  return files.map((file) => {
    const html = readFileSync(join(folder, file), 'utf8');
    const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => unescaped(found ?? ''));
    return {
      path: file.replaceAll(sep, '/'),
      links: all(/<a [^>]*?href="([^"]*)"/g),
      ids: new Set(all(/ id="([^"]*)"/g)),
    };
  });
}

/** Links within the site that lead nowhere, each with the pages that have it. */
export function brokenLinks(pages: readonly Page[]): Record<string, string[]> {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const broken = new Map<string, string[]>();
  for (const page of pages) {
    for (const link of page.links) {
      const isOurs = link.startsWith(BASE) || link.startsWith('#');
      if (isOurs && !leadsSomewhere(link, page, byPath)) broken.set(link, [...(broken.get(link) ?? []), page.path]);
    }
  }
  return Object.fromEntries(broken);
}

function leadsSomewhere(link: string, from: Page, byPath: ReadonlyMap<string, Page>): boolean {
  const [address = '', id = ''] = link.split('#');
  const path = decodeURIComponent(address).slice(BASE.length);
  const page = address === '' ? from : byPath.get(path === '' || path.endsWith('/') ? `${path}index.html` : path);
  return page !== undefined && (id === '' || page.ids.has(decodeURIComponent(id)));
}

function unescaped(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
