// What the workspace says about itself, and the rules that it has to keep. Each rule returns sentences, none when kept.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';

/**
 * @typedef {{
 *   name: string, version: string, private?: boolean, license?: string, type?: string, sideEffects?: unknown, files?: string[],
 *   main?: string, module?: string, types?: string, unpkg?: string, jsdelivr?: string, engines?: Record<string, string>, repository?: { url?: string, directory?: string }, exports?: Exports, imports?: Exports,
 *   dependencies?: Record<string, string>, devDependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   publishConfig?: { access?: string, provenance?: boolean, exports?: Exports | undefined, imports?: Exports | undefined },
 * }} Manifest
 * @typedef {{ [key: string]: string | Exports }} Exports
 * @typedef {{ name: string, folder: string, manifest: Manifest }} Package
 */

export const SCOPE = '@x/';
export const SOURCE = '@x/source';

/**
 * The packages in `packages/` and the applications in `apps/`.
 * @param {string} root
 * @param {string[]} groups
 * @returns {Package[]}
 */
export function readPackages(root, groups = ['packages', 'apps']) {
  return groups.flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(root, group, entry.name, 'package.json')))
      .map((entry) => {
        const folder = join(root, group, entry.name);
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        return { name: manifest.name, folder, manifest };
      }),
  );
}

/**
 * The table of allowed imports: rows of `| package | may import |` below the heading "Allowed imports".
 * @param {string} markdown the text of ARCHITECTURE.md
 * @returns {Map<string, string[]>}
 */
export function parseTable(markdown) {
  const section = markdown.split(/^#+ Allowed imports$/m)[1]?.split(/^#+ /m)[0] ?? '';
  const rows = [...section.matchAll(/^\|([^|]*)\|([^|]*)\|/gm)];
  const names = (/** @type {string | undefined} */ cell) =>
    [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? '');
  return new Map(
    rows.flatMap(([, from, to]) => names(from).map((name) => [SCOPE + name, names(to).map((n) => SCOPE + n)])),
  );
}

/**
 * Every package stands in the table, and depends on what the table allows.
 * @param {Package[]} packages
 * @param {Map<string, string[]>} table
 */
export function checkArrows(packages, table) {
  const problems = [];
  for (const { name, manifest } of packages) {
    const allowed = table.get(name);
    if (!allowed) problems.push(`${name} is missing in ARCHITECTURE.md's table of allowed imports`);
    for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      if (dependency.startsWith(SCOPE) && allowed && !allowed.includes(dependency)) {
        problems.push(`${name} depends on ${dependency}, which ARCHITECTURE.md does not allow`);
      }
    }
  }
  const known = new Set(packages.map(({ name }) => name));
  for (const name of table.keys()) {
    if (!known.has(name)) problems.push(`ARCHITECTURE.md's table names ${name}, which does not exist`);
  }
  return problems;
}

/**
 * No cycle, development dependencies included: the build and the type checker could not order one.
 * @param {Package[]} packages
 */
export function checkCycles(packages) {
  const arrows = new Map(
    packages.map(({ name, manifest }) => [
      name,
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies }),
    ]),
  );
  const done = new Set();
  /** @type {string[]} */
  const problems = [];
  const visit = (/** @type {string} */ name, /** @type {string[]} */ path) => {
    if (path.includes(name)) problems.push(`cycle: ${[...path.slice(path.indexOf(name)), name].join(' -> ')}`);
    if (path.includes(name) || done.has(name)) return;
    for (const next of arrows.get(name) ?? []) if (arrows.has(next)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of arrows.keys()) visit(name, []);
  return problems;
}

/**
 * Files import what their package declares, by the doors that the other package opens.
 * @param {Package} owner
 * @param {Package[]} packages
 */
export function checkImports(owner, packages) {
  const { folder, manifest } = owner;
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies };
  const problems = [];
  for (const { file, specifier } of readImports(folder)) {
    const published = file.startsWith(`src${sep}`) && !manifest.private;
    const declared = published ? runtime : { ...runtime, ...manifest.devDependencies, [owner.name]: '' };
    const where = `${owner.name}: ${file.replaceAll(sep, '/')}`;
    if (specifier.startsWith('.')) {
      const target = resolve(folder, dirname(file), specifier);
      if (relative(folder, target).startsWith('..'))
        problems.push(`${where} reaches out of its package by "${specifier}"`);
      continue;
    }
    if (specifier.startsWith('#') || isBuiltin(specifier)) continue;
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    if (!(name in declared))
      problems.push(`${where} imports "${specifier}", but ${name} is not among its dependencies`);
    const target = packages.find((candidate) => candidate.name === name);
    const door = `.${specifier.slice(name.length)}`;
    if (target && !(door in (target.manifest.exports ?? {}))) {
      problems.push(`${where} imports "${specifier}", which ${name} does not export`);
    }
  }
  return problems;
}

/**
 * What a package needs before it may be published.
 * @param {Package} owner
 * @param {{ engines: Record<string, string>, license: string, repository: { url: string } }} house
 */
export function checkManifest({ name, folder, manifest }, house) {
  const wanted = {
    license: house.license,
    type: 'module',
    engines: house.engines,
    // npm compares it with the repository that the provenance speaks of.
    'repository.url': house.repository.url,
    'repository.directory': `packages/${folder.split(sep).at(-1)}`,
    'publishConfig.access': 'public',
    'publishConfig.provenance': true,
  };
  const problems = [];
  for (const [path, value] of Object.entries(wanted)) {
    const found = path.split('.').reduce((/** @type {any} */ at, key) => at?.[key], manifest);
    if (!isDeepStrictEqual(found, value))
      problems.push(`${name}: package.json: ${path} should be ${JSON.stringify(value)}`);
  }
  if (manifest.sideEffects === undefined) problems.push(`${name}: package.json: sideEffects is not said`);
  for (const field of /** @type {const} */ (['exports', 'imports'])) {
    const published = manifest.publishConfig?.[field] ?? manifest[field];
    if (!isDeepStrictEqual(published, withoutSource(manifest[field]))) {
      problems.push(`${name}: package.json: publishConfig.${field} should be ${field} without "${SOURCE}"`);
    }
  }
  for (const file of ['README.md', 'LICENSE']) {
    if (!existsSync(join(folder, file))) problems.push(`${name}: ${file} is missing`);
  }
  return problems;
}

/**
 * A map of exports or imports as it is published: nothing in it leads to a source.
 * @param {Exports | undefined} map
 * @returns {Exports | undefined}
 */
export function withoutSource(map) {
  if (map === undefined) return undefined;
  const entries = Object.entries(map).filter(([key]) => key !== SOURCE);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === 'string' ? value : (withoutSource(value) ?? {})]),
  );
}

/**
 * @param {string} folder
 * @returns {{ file: string, specifier: string }[]} what the sources and tests of a package import
 */
function readImports(folder) {
  return ['src', 'test', 'conformance'].flatMap((part) => {
    if (!existsSync(join(folder, part))) return [];
    return readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[cm]?tsx?$/.test(file))
      .flatMap((file) => {
        const text = readFileSync(join(folder, part, file), 'utf8');
        const { importedFiles } = ts.preProcessFile(text, true, false);
        return importedFiles.map(({ fileName }) => ({ file: join(part, file), specifier: fileName }));
      });
  });
}
