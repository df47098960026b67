import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { type RunningChat, type StartOptions, startChat } from '../../src/server/start.js';

interface Build {
  targets(dist: string, options: { conditions: string[] }): Record<'page' | 'theme' | 'server', esbuild.BuildOptions>;
  copyFiles(dist: string): Promise<void>;
}

/** The page as `build.mjs` makes it, but from the packages' sources. Answers the folder, and how to remove it. */
export async function buildPage(): Promise<{ dist: string; remove(): Promise<void> }> {
  const { targets, copyFiles } = (await import('../../build.mjs' as string)) as Build;
  const dist = await mkdtemp(join(tmpdir(), 'chat-'));
  const { page, theme } = targets(dist, { conditions: ['@x/source'] });
  await copyFiles(dist);
  await Promise.all([esbuild.build(page), esbuild.build(theme)]);
  return { dist, remove: () => rm(dist, { recursive: true, force: true }) };
}

/** The program as one file that runs without any built package. */
export async function buildProgram(): Promise<{ program: string; remove(): Promise<void> }> {
  const { targets, copyFiles } = (await import('../../build.mjs' as string)) as Build;
  const dist = await mkdtemp(join(tmpdir(), 'chat-'));
  const { server } = targets(dist, { conditions: ['@x/source'] });
  const { packages: _, ...options } = server;
  const require =
    "import * as nodeModule from 'node:module'; const require = nodeModule.createRequire(import.meta.url);";
  await copyFiles(dist);
  await esbuild.build({
    ...options,
    conditions: ['@x/source', 'node'],
    banner: { js: require },
    outfile: `${dist}/server.mjs`,
  });
  return { program: `${dist}/server.mjs`, remove: () => rm(dist, { recursive: true, force: true }) };
}

export interface TestChat extends RunningChat {
  url: string;
}

const EMPTY_PAGE = new URL('../../public/', import.meta.url).pathname;

export async function openChat(options: Partial<StartOptions> = {}): Promise<TestChat> {
  const chat = await startChat({ port: 0, host: '127.0.0.1', pageFolder: EMPTY_PAGE, ...options });
  return { ...chat, url: `http://127.0.0.1:${chat.port}` };
}
