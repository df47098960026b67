import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { TargetName } from '../messages.js';
import type { Sample, Scenario } from '../scenario.js';

/** What a page would import to get everything that the client offers. */
const ENTRY: Partial<Record<TargetName, string>> = {
  ours: `export * from '@x/socketio-client';`,
  'socket.io': `export * from 'socket.io-client';`,
};

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');

async function bundleSize(target: TargetName): Promise<Sample> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY[target]!, resolveDir: here, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const code = outputFiles[0]!.contents;
  return { gzip: gzipSync(code, { level: 9 }).length / 1_000, min: code.length / 1_000 };
}

export const bundleScenarios: readonly Scenario[] = [
  {
    name: 'client-bundle',
    group: 'client',
    what: 'size of the whole client bundled for browsers, minified by esbuild',
    targets: ['socket.io', 'ours'],
    mostRounds: 1,
    measures: [
      { key: 'gzip', label: 'min+gzip', unit: 'kB', better: 'lower', goal: { kind: 'value', atMost: 9.8 } },
      { key: 'min', label: 'min', unit: 'kB', better: 'lower' },
    ],
    sample: bundleSize,
  },
];
