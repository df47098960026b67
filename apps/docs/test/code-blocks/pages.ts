import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Block, blocksOf } from './markdown.js';

export const DOCS = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const REPOSITORY = dirname(dirname(DOCS));

const SITE = 'apps/docs/';

/**
 * All pages of the site that people wrote, and all READMEs. Pages are named as on the site (`guide/rooms.md`), READMEs by
 * their path. What git ignores is generated. Where there is no git there are none.
 */
export function pages(): Map<string, string> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '*.md'];
  const { stdout } = spawnSync('git', list, { cwd: REPOSITORY, encoding: 'utf8' });
  const files = (stdout ?? '').split('\0').filter((file) => file !== '');
  const missing = process.env['MISSING_PEERS_FILE'];
  if (files.length === 0 && missing)
    appendFileSync(missing, 'git: no repository, so the code blocks of the documents were not run\n');
  const read = files.filter((file) => (isPage(file) || isReadme(file)) && existsSync(join(REPOSITORY, file)));
  return new Map(read.map((file) => [isPage(file) ? file.slice(SITE.length) : file, join(REPOSITORY, file)]));
}

const isPage = (file: string) => file.startsWith(SITE) && !/^apps\/docs\/(WRITING\.md$|test\/|README\.md$)/.test(file);
const isReadme = (file: string) => /^((packages|apps)\/[^/]+\/)?README\.md$/.test(file);

/** The blocks of the pages whose name contains one of the words; of all without words. */
export function blocksOfPages(words: readonly string[]): Map<string, Block[]> {
  const chosen = [...pages()].filter(([page]) => words.length === 0 || words.some((word) => page.includes(word)));
  return new Map(chosen.map(([page, file]) => [page, blocksOf(page, readFileSync(file, 'utf8'))]));
}
