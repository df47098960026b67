import { expect, it } from 'vitest';
import { checkCommonJs, checkTarball, subpaths } from '../tarball-rules.mjs';

const files = ['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.cjs'];
const manifest = {
  name: '@x/a',
  version: '1.0.0',
  dependencies: { '@x/b': '^1.0.0' },
  exports: { '.': { import: './dist/index.js', require: './dist/index.cjs' } },
};

it('accepts a tarball with both builds, its README and its licence', () => {
  expect(checkTarball(files, manifest)).toEqual([]);
});

it('names what is missing and what does not belong', () => {
  expect(checkTarball([...files.slice(1), 'src/index.ts'], manifest)).toEqual([
    'README.md is not in the tarball',
    'src/index.ts does not belong into the tarball',
  ]);
});

it('asks for a CommonJS build where there is a door to one', () => {
  const without = files.filter((file) => file !== 'dist/index.cjs');
  expect(checkTarball(without, manifest)).toEqual(['dist/index.cjs is not in the tarball']);
  expect(checkTarball(without, { ...manifest, exports: { '.': { default: './dist/index.js' } } })).toEqual([]);
});

it('looks for every file that the manifest points at', () => {
  expect(checkTarball(files, { ...manifest, main: './dist/index.cjs', unpkg: './dist/page.js' })).toEqual([
    'dist/page.js, which package.json calls unpkg, is not in the tarball',
  ]);
});

it('refuses what only this workspace can resolve, in all but development dependencies', () => {
  const leftover = { dependencies: { '@x/b': 'workspace:^' }, imports: { '#io': { '@x/source': './src/io.ts' } } };
  expect(checkTarball(files, { ...manifest, ...leftover })).toEqual([
    'package.json still has the condition @x/source',
    'package.json still has a workspace: range',
  ]);
  expect(checkTarball(files, { ...manifest, devDependencies: { vitest: 'catalog:' } })).toEqual([]);
});

it('knows the doors beside the root', () => {
  expect(
    subpaths({ ...manifest, exports: { '.': './a.js', './v3': './v3.js', './package.json': './package.json' } }),
  ).toEqual(['./v3']);
});

it('finds class fields that overwrite an export of the same name', () => {
  expect(checkCommonJs('dist/index.cjs', 'class A {\n  __init() {this.seen = exports.seen = false}\n}')).toEqual([
    'dist/index.cjs: a class field has the name of the export seen, and overwrites it',
  ]);
  expect(checkCommonJs('dist/index.cjs', 'this.seen = false; exports.a = exports.b = 1;')).toEqual([]);
});
