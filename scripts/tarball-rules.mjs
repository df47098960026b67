import { SOURCE } from './package-graph.mjs';

/** @typedef {import('./package-graph.mjs').Manifest} Manifest */

/**
 * What publint and attw do not look for. Returns sentences, none when all is well.
 * @param {string[]} files in the tarball
 * @param {Manifest} manifest in the tarball
 */
export function checkTarball(files, manifest) {
  const problems = [];
  for (const file of [
    'README.md',
    'LICENSE',
    'package.json',
    'dist/index.js',
    ...(isDual(manifest) ? ['dist/index.cjs'] : []),
  ]) {
    if (!files.includes(file)) problems.push(`${file} is not in the tarball`);
  }
  for (const file of files.filter(
    (name) => !/^(dist\/|README\.md$|CHANGELOG\.md$|LICENSE$|package\.json$)/.test(name),
  )) {
    problems.push(`${file} does not belong into the tarball`);
  }
  for (const field of /** @type {const} */ (['main', 'module', 'types', 'unpkg', 'jsdelivr'])) {
    const file = manifest[field]?.replace(/^\.\//, '');
    if (file !== undefined && !files.includes(file))
      problems.push(`${file}, which package.json calls ${field}, is not in the tarball`);
  }
  const text = JSON.stringify({ ...manifest, devDependencies: {} });
  if (text.includes(SOURCE)) problems.push(`package.json still has the condition ${SOURCE}`);
  for (const protocol of ['workspace:', 'catalog:', 'file:', 'link:']) {
    if (text.includes(`"${protocol}`)) problems.push(`package.json still has a ${protocol} range`);
  }
  return problems;
}

/**
 * What the bundler may do to CommonJS: a class field with the name of an export (`this.x = exports.x = …`) overwrites the
 * export with the first instance. The field needs another name.
 * @param {string} file
 * @param {string} text of the file
 */
export function checkCommonJs(file, text) {
  return [...text.matchAll(/this\.\w+ = exports\.(\w+) = /g)].map(
    ([, name]) => `${file}: a class field has the name of the export ${name}, and overwrites it`,
  );
}

/**
 * The doors of a package beside its root.
 * @param {Manifest} manifest
 */
export function subpaths(manifest) {
  return Object.keys(manifest.exports ?? {}).filter((key) => key !== '.' && key !== './package.json');
}

/**
 * Whether a package has a CommonJS build of its own.
 * @param {Manifest} manifest
 */
export function isDual(manifest) {
  const root = manifest.exports?.['.'];
  return typeof root === 'object' && 'require' in root;
}
