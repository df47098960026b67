import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { readPackages } from '../package-graph.mjs';
import { root } from '../toolchain.mjs';

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', '.changeset/README.md'],
  ...readPackages(root).map(({ folder }) => join(folder.slice(root.length + 1), 'README.md')),
].filter((file) => existsSync(join(root, file)));

const read = (file: string) => readFileSync(join(root, file), 'utf8');

it.each(documents)('%s links to files that exist', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => (target ?? '').replace(/#.*$/, ''));
  const relative = links.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
  expect(relative.filter((target) => !existsSync(join(root, dirname(file), target)))).toEqual([]);
});

it('ARCHITECTURE.md names folders, and files to start with, that exist', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| (`(?:packages|apps)\/[^|]+)\|[^|]*\|([^|]*)\|$/gm)];
  expect(rows.length).toBeGreaterThan(8);
  const names = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
  const files = rows.flatMap(([, first, last]) =>
    names(first).flatMap((folder) => [folder, ...names(last).map((file) => join(folder, file))]),
  );
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

it('every package and app stands in ARCHITECTURE.md, every package in README.md', () => {
  const folders = readPackages(root).map(({ folder }) => folder.slice(root.length + 1).replaceAll('\\', '/'));
  expect(folders.filter((folder) => !read('ARCHITECTURE.md').includes(`\`${folder}\``))).toEqual([]);
  const packages = folders.filter((folder) => folder.startsWith('packages/'));
  expect(packages.filter((folder) => !read('README.md').includes(`](${folder})`))).toEqual([]);
});
