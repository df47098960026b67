/** Builds the page and the server into dist/. `--watch` builds again on every change and restarts the server. */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * What becomes of the sources.
 *
 * @param {string} dist the folder to build into
 * @param {{ conditions?: string[] }} [options] export conditions, for instance to take packages from their sources
 */
export const targets = (dist, { conditions = [] } = {}) => {
  const page = {
    outdir: `${dist}/page`,
    bundle: true,
    minify: true,
    sourcemap: true,
    target: ['chrome116', 'firefox125', 'safari17'],
    legalComments: 'none',
    logLevel: 'warning',
    conditions: ['browser', ...conditions],
  };
  return {
    page: {
      ...page,
      entryPoints: { page: here('src/page/main.ts'), style: here('src/page/style/style.css') },
      format: 'esm',
    },
    theme: { ...page, entryPoints: { theme: here('src/page/theme.ts') }, format: 'iife' },
    server: {
      entryPoints: [here('src/server.ts')],
      outfile: `${dist}/server.js`,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'warning',
    },
  };
};

/** Copies what needs no building. */
export async function copyFiles(dist) {
  await mkdir(`${dist}/page`, { recursive: true });
  await cp(here('public'), `${dist}/page`, { recursive: true });
}

/** Builds what changes, and restarts the server after each time; it reads its files when it starts. */
async function watchAndServe(dist) {
  let server;
  const restart = () => {
    if (server) server.kill();
    else start();
  };
  const start = () => {
    server = spawn(process.execPath, [`${dist}/server.js`], { stdio: 'inherit' }).once('exit', (code) => {
      server = undefined;
      if (code === 0) start();
    });
  };
  const plugin = { name: 'restart', setup: ({ onEnd }) => onEnd(({ errors }) => errors.length === 0 && restart()) };
  for (const target of Object.values(targets(dist))) {
    await (await esbuild.context({ ...target, plugins: [plugin] })).watch();
  }
  watch(here('public'), () => void copyFiles(dist).then(restart));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server?.removeAllListeners('exit').kill();
      process.exit();
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = here('dist');
  await rm(dist, { recursive: true, force: true });
  await copyFiles(dist);
  await Promise.all(Object.values(targets(dist)).map((target) => esbuild.build(target)));
  if (process.argv.includes('--watch')) await watchAndServe(dist);
}
