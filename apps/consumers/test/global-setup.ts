import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Package name to tarball. */
    tarballs: Record<string, string>;
  }
}

/** Packs every package once for all test files. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tarballs-'));
  const script = fileURLToPath(new URL('../../../scripts/pack-all.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [script, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  project.provide('tarballs', JSON.parse(output));
  return () => rmSync(folder, { recursive: true, force: true });
}
