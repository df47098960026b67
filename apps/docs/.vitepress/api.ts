import { existsSync, readFileSync } from 'node:fs';
import type { DefaultTheme, MarkdownEnv } from 'vitepress';

/** Written by `scripts/api.mjs`, with the pages that it links to. */
const written = new URL('../reference/api/typedoc-sidebar.json', import.meta.url);

/** A sidebar for each package, as one for all 300 pages would be most of every page. */
export function apiSidebars(): DefaultTheme.SidebarMulti {
  if (!existsSync(written)) return {};
  const packages: DefaultTheme.SidebarItem[] = JSON.parse(readFileSync(written, 'utf8'));
  const back = { text: '← Reference', link: '/reference/options' };
  const names = packages.map(({ text = '', link = '' }) => ({ text: `@x/${text}`, link }));
  const sidebars = packages.map(({ text = '', link = '', items = [] }) => [
    link,
    [back, { text: 'All packages', link: '/reference/api/' }, { text: `@x/${text}`, link, items }],
  ]);
  return { '/reference/api/': [back, { text: 'All packages', items: names }], ...Object.fromEntries(sidebars) };
}

interface Renderer {
  render(source: string, env: MarkdownEnv): string;
}

/**
 * What the search knows of a page: of the API reference names only, or it would be most of the index, and each of them where it
 * is explained, not where it is exported again.
 */
export function searchable(source: string, env: MarkdownEnv, markdown: Renderer): string {
  const isApi = env.relativePath.startsWith('reference/api/');
  const text = isApi
    ? (source
        .replace(/^## References$[\s\S]*/m, '')
        .match(/^#{1,3} .*$/gm)
        ?.join('\n\n') ?? '')
    : source;
  const html = markdown.render(text, env);
  return env.frontmatter?.['search'] === false ? '' : html;
}
