import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readPackages } from './package-graph.mjs';
import { root, step } from './toolchain.mjs';

/** @typedef {{ name: string, from: string, to: string, notes: string }} Release */

/**
 * What `pnpm changeset version` would make of the waiting changesets: it does so on a copy of what it reads and writes.
 * @returns {Promise<Release[]>} the packages whose version would change, with their new part of the changelog
 */
export async function nextVersions() {
  const copy = mkdtempSync(join(tmpdir(), 'next-versions-'));
  try {
    for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset']) {
      cpSync(join(root, file), join(copy, file), { recursive: true });
    }
    const packages = readPackages(root, ['packages']);
    for (const { folder } of packages) {
      const target = join(copy, relative(root, folder));
      mkdirSync(target, { recursive: true });
      for (const file of ['package.json', 'CHANGELOG.md']) {
        if (existsSync(join(folder, file))) cpSync(join(folder, file), join(target, file));
      }
    }
    const changeset = join(root, 'node_modules', '@changesets', 'cli', 'bin.js');
    await step('Reading the changesets', process.execPath, [changeset, 'version'], process.env, copy);
    const before = new Map(packages.map(({ name, manifest }) => [name, manifest.version]));
    return readPackages(copy, ['packages'])
      .map(({ name, folder, manifest }) => {
        const from = before.get(name) ?? '';
        return { name, from, to: manifest.version, notes: notesOf(join(folder, 'CHANGELOG.md'), manifest.version) };
      })
      .filter(({ from, to }) => from !== to);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * The part of a changelog about one version.
 * @param {string} file
 * @param {string} version
 */
function notesOf(file, version) {
  if (!existsSync(file)) return '';
  const sections = readFileSync(file, 'utf8').split(/^## /m);
  return (sections.find((section) => section.startsWith(`${version}\n`)) ?? '').slice(version.length).trim();
}
