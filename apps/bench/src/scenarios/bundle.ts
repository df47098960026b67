import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { TargetName } from '../messages.js';
import type { Sample, Scenario } from '../scenario.js';

/** What pages import. */
const CLIENT: Entry = {
  ours: `export { Client } from '@x/socketio-client';`,
  'socket.io': `export { io } from 'socket.io-client';`,
};

/** Every export: ours has a client for request and reply, errors and types of events beside. */
const EVERYTHING: Entry = {
  ours: `export * from '@x/socketio-client';`,
  'socket.io': `export * from 'socket.io-client';`,
};

type Entry = Partial<Record<TargetName, string>>;

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');

async function bundleSize(contents: string, resolveDir: string): Promise<Sample> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'js' },
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

function bundleScenario(name: string, what: string, entry: Entry, atMost?: number): Scenario {
  const goal = atMost === undefined ? {} : { goal: { kind: 'share', atMost } as const };
  return {
    name,
    group: 'client',
    what: `${what}, bundled for browsers and minified by esbuild`,
    targets: ['socket.io', 'ours'],
    mostRounds: 1,
    measures: [
      { key: 'gzip', label: 'min+gzip', unit: 'kB', better: 'lower', ...goal },
      { key: 'min', label: 'min', unit: 'kB', better: 'lower' },
    ],
    sample: (target, { checkout }) =>
      target === 'base' && checkout !== undefined
        ? bundleSize(entry.ours!, resolve(checkout, 'packages/socketio-client'))
        : bundleSize(entry[target]!, here),
  };
}

export const bundleScenarios: readonly Scenario[] = [
  bundleScenario('client-bundle', 'size of the client that a page imports', CLIENT, 0.75),
  bundleScenario('client-bundle-all', 'size of everything that the client package exports', EVERYTHING),
];
