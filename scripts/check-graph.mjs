// pnpm check:graph [--fix]: the packages keep to the arrows of ARCHITECTURE.md, to each other's doors, and are fit to be
// published. With --fix it first writes publishConfig.exports and .imports anew from exports and imports.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkArrows,
  checkCycles,
  checkImports,
  checkManifest,
  parseTable,
  readPackages,
  withoutSource,
} from './package-graph.mjs';
import { root } from './toolchain.mjs';

const house = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const table = parseTable(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));
const all = readPackages(root);
const published = all.filter(({ manifest }) => !manifest.private);

if (process.argv.includes('--fix')) {
  for (const { folder, manifest } of published) {
    const { exports, imports } = manifest;
    manifest.publishConfig = {
      ...manifest.publishConfig,
      exports: withoutSource(exports),
      imports: withoutSource(imports),
    };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

const problems = [
  ...checkArrows(published, table),
  ...checkCycles(all),
  ...all.flatMap((owner) => checkImports(owner, all)),
  ...published.flatMap((owner) => checkManifest(owner, house)),
];
for (const problem of problems) console.error(`✖ ${problem}`);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${published.length} packages and ${all.length - published.length} apps keep to the graph`);
