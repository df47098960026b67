import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findPnpm } from './toolchain.mjs';

const execute = promisify(execFile);

/** @typedef {{ name: string, version: string, tarball: string, files: string[] }} Packed */

/**
 * Packs one package the way it would be published: `publishConfig` applied, `workspace:` ranges made real.
 * @param {string} folder of the package, built
 * @param {string} destination where the tarball goes
 * @returns {Promise<Packed>}
 */
export async function pack(folder, destination) {
  const pnpm = await findPnpm();
  const args = [...pnpm.args, 'pack', '--json', '--pack-destination', destination];
  const { stdout } = await execute(pnpm.command, args, { cwd: folder, env: pnpm.env });
  const { name, version, filename, files } = JSON.parse(stdout.slice(stdout.indexOf('{')));
  return { name, version, tarball: filename, files: files.map((/** @type {{ path: string }} */ file) => file.path) };
}

/**
 * The manifest inside a tarball.
 * @param {string} tarball
 * @returns {Promise<import('./package-graph.mjs').Manifest>}
 */
export async function packedManifest(tarball) {
  const { stdout } = await execute('tar', ['-xOzf', tarball, 'package/package.json']);
  return JSON.parse(stdout);
}
