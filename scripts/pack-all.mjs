// node scripts/pack-all.mjs <folder>: builds and packs every package into the folder, and prints { name: tarball } as JSON.
import { resolve } from 'node:path';
import { pack } from './pack.mjs';
import { readPackages } from './package-graph.mjs';
import { build, findPnpm, main, root } from './toolchain.mjs';

await main(async () => {
  const destination = resolve(process.argv[2] ?? '.');
  await build(await findPnpm(), ['./packages/*']);
  /** @type {Record<string, string>} */
  const tarballs = {};
  for (const { folder, manifest } of readPackages(root, ['packages'])) {
    if (manifest.private) continue;
    const { name, tarball } = await pack(folder, destination);
    tarballs[name] = tarball;
  }
  console.log(JSON.stringify(tarballs));
});
