import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject, vi } from 'vitest';

const execute = promisify(execFile);
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const programs = fileURLToPath(new URL('../programs/', import.meta.url));

// npm and the compiler take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** A project of somebody else: an empty folder outside of the workspace, filled by plain npm from our tarballs. */
export class Consumer {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param others packages from the registry, name to range */
  static async install(names: readonly string[], others: Record<string, string> = {}): Promise<Consumer> {
    const tarballs = Object.entries(inject('tarballs')).map(([name, path]) => [name, `file:${path}`] as const);
    const consumer = new Consumer(await realpath(await mkdtemp(join(tmpdir(), 'consumer '))));
    const manifest = {
      private: true,
      dependencies: { ...Object.fromEntries(tarballs.filter(([name]) => names.includes(name))), ...others },
      // What they depend on comes from here too: not one of them is asked of a registry.
      overrides: Object.fromEntries(tarballs),
    };
    await consumer.write('package.json', JSON.stringify(manifest));
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await execute('npm', ['install', ...flags], { cwd: consumer.folder, shell: process.platform === 'win32' });
    return consumer;
  }

  /** Names of all that was installed, sorted. */
  async installed(): Promise<string[]> {
    const modules = join(this.folder, 'node_modules');
    const names = (await readdir(modules)).filter((name) => !name.startsWith('.'));
    const nested = await Promise.all(
      names.map(async (name) =>
        name.startsWith('@') ? (await readdir(join(modules, name))).map((inner) => `${name}/${inner}`) : [name],
      ),
    );
    return nested.flat().sort();
  }

  async write(name: string, content: string): Promise<void> {
    await writeFile(join(this.folder, name), content);
  }

  /** Copies one of the programs beside these tests into the project. */
  async add(program: string, as = program): Promise<void> {
    await cp(join(programs, program), join(this.folder, as));
  }

  /** Runs a file with Node and returns what it printed. It has to end by itself, with exit code 0. */
  async run(file: string): Promise<string> {
    const { stdout } = await execute(process.execPath, [file], { cwd: this.folder, timeout: 60_000 });
    return stdout;
  }

  /** Compiles files; returns the complaints of the compiler, an empty text for none. */
  async compile(files: readonly string[], options: Record<string, unknown>): Promise<string> {
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2022'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      ...options,
    };
    await this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    return execute(process.execPath, [tsc, '-p', '.'], { cwd: this.folder }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
