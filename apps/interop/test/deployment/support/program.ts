import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Packages from npm ask for each other with `require`, which a module has not. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/** Writes a program of a page into a folder, with all that it imports in it, so that it runs from there. */
export async function compile(source: string, folder: string, name: string): Promise<string> {
  const outfile = join(folder, name.replace(/\.ts$/, '.mjs'));
  await build({
    stdin: { contents: source, loader: 'ts', resolveDir: HERE, sourcefile: name },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['@x/source'],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return outfile;
}

/** A process that says `listening on <port>` when it is ready. */
export class Program {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly #ended: Promise<number | null>;
  /** Later than its end, when all that it wrote has been read. */
  readonly #silent: Promise<number | null>;
  readonly #looking = new Set<() => void>();

  constructor(command: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string) {
    const [file, ...args] = command as [string, ...string[]];
    this.child = spawn(file, args, {
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#ended = once(this.child, 'exit').then(([code]) => code as number | null);
    this.#silent = once(this.child, 'close').then(([code]) => code as number | null);
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.lines.push(line);
      for (const look of [...this.#looking]) look();
    });
  }

  static node(file: string, env: Readonly<Record<string, string>> = {}): Program {
    return new Program([process.execPath, file], env);
  }

  /** The first line that matches. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    const found = new Promise<RegExpExecArray>((resolve) => {
      const look = (): void => {
        const match = this.lines.map((line) => pattern.exec(line)).find((one) => one !== null);
        if (match === undefined) return;
        this.#looking.delete(look);
        resolve(match);
      };
      this.#looking.add(look);
      look();
    });
    const tooSoon = this.#silent.then((code) => {
      throw new Error(`it ended with ${code} before it wrote ${pattern}:\n${this.lines.join('\n')}`);
    });
    return Promise.race([found, tooSoon]);
  }

  async port(): Promise<number> {
    return Number((await this.line(/^listening on (\d+)$/))[1]);
  }

  /** Its exit code, once it has ended. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null) this.child.kill(signal);
    return this.#ended;
  }
}

/** Writes a file and returns its path. */
export function file(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
