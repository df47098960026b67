import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Routes, routesOf } from './brokers.js';
import { DOCS } from './pages.js';
import type { Program } from './programs.js';
import type { Workspace } from './workspace.js';

const CHILD = fileURLToPath(new URL('./child', import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
/** How long a program may take to end, to listen, or to get to its end, in milliseconds. */
const DEADLINE = 60_000;
/** How long one that `stays` has to live, and one that listens has for what it does after that. */
const PATIENCE = { stays: 1_000, listening: 1_500 };

/**
 * Runs a program, with those that have to run beside it.
 * @throws Error with the page and the line, when it fails
 */
export async function run(program: Program, workspace: Workspace): Promise<void> {
  const routes: Routes = routesOf(program.words.brokers);
  const companions: Running[] = [];
  try {
    for (const companion of program.beside) {
      const running = new Running(companion, workspace, { ...routes, ...routesOf(companion.words.brokers) });
      companions.push(running);
      await running.listening();
      Object.assign(routes, running.routes);
    }
    const running = new Running(program, workspace, routes);
    companions.unshift(running);
    await running.succeeded();
    for (const companion of companions.slice(1)) companion.complain();
  } finally {
    await Promise.all(companions.map((running) => running.stop()));
  }
}

let count = 0;

/** A program in a process of its own. */
class Running {
  readonly #program: Program;
  readonly #workspace: Workspace;
  readonly #child: ChildProcess;
  readonly #reports: string;
  readonly #ended: Promise<void>;
  #output = '';

  constructor(program: Program, workspace: Workspace, routes: Routes) {
    this.#program = program;
    this.#workspace = workspace;
    const file = workspace.write(program);
    this.#reports = join(workspace.folder, `${++count}.reports`);
    this.#child = spawn(process.execPath, argumentsFor(file), {
      cwd: dirname(file),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(file, this.#reports, routes, program.words.stays),
    });
    this.#child.stdout!.on('data', (text) => (this.#output += text));
    this.#child.stderr!.on('data', (text) => (this.#output += text));
    this.#ended = new Promise((resolve) => this.#child.once('close', () => resolve()));
  }

  /** Where it listens, by the ports that it asked for. */
  get routes(): Routes {
    const listening = this.#told('listening').filter((report) => report['listening'] !== 0);
    return Object.fromEntries(
      listening.map(({ listening: asked, port }) => [String(asked), { host: '127.0.0.1', port: Number(port) }]),
    );
  }

  /** Waits until it listens and has come to its end, or is stuck after it listened. */
  async listening(): Promise<void> {
    await this.#until(() => this.#listened(), 'to listen');
    if (this.#exited) throw this.#failure('ended before it listened');
  }

  /** Waits until it ended well, or until it is clear that it runs. */
  async succeeded(): Promise<void> {
    const { stays } = this.#program.words;
    await this.#until(
      () => this.#told('settled').length > 0 || (!stays && this.#listened()),
      'to end, to listen or to get to its last line',
    );
    this.complain();
  }

  /** @throws Error if it ended with an error */
  complain(): void {
    if (!this.#exited) return;
    if (this.#child.exitCode !== 0) throw this.#failure(`ended with ${this.#child.exitCode ?? this.#child.signalCode}`);
  }

  async stop(): Promise<void> {
    if (this.#exited) return;
    this.#kill('SIGTERM');
    const insist = setTimeout(() => this.#kill('SIGKILL'), 3_000);
    await this.#ended;
    clearTimeout(insist);
  }

  get #exited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #listenedAt = 0;

  /** Whether it listens and has nothing more to do at its top, or had the time for it. */
  #listened(): boolean {
    if (this.#told('listening').length === 0) return false;
    this.#listenedAt ||= Date.now();
    return this.#told('settled').length > 0 || Date.now() - this.#listenedAt > PATIENCE.listening;
  }

  #told(key: string): Record<string, unknown>[] {
    if (!existsSync(this.#reports)) return [];
    const lines = readFileSync(this.#reports, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line)).filter((report) => key in report);
  }

  /** A process reports to a file, so that its own workers can too. */
  async #until(done: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + DEADLINE;
    while (!this.#exited && !done()) {
      if (Date.now() > deadline) throw this.#failure(`took more than ${DEADLINE / 1000} s ${what}`);
      await Promise.race([this.#ended, new Promise((resolve) => setTimeout(resolve, 20))]);
    }
    if (this.#exited) await this.#ended;
  }

  #failure(what: string): Error {
    const { page, line } = this.#program;
    const unreachable = this.#told('unreachable').map((report) => `\n${report['unreachable']}`);
    const output = this.#workspace.inWordsOfPages(this.#output.trim());
    const at = new RegExp(`${page.replace(/[^\w]/g, '\\$&')}:(\\d+)`).exec(output)?.[1] ?? line;
    return new Error(`${page}:${at}: the program ${what}${unreachable.join('')}\n${output}`);
  }

  #kill(signal: NodeJS.Signals): void {
    try {
      // Its workers too.
      process.kill(-this.#child.pid!, signal);
    } catch {
      this.#child.kill(signal);
    }
  }
}

function argumentsFor(file: string): string[] {
  if (file.endsWith('.cjs')) return ['--check', file];
  if (/\.test\.\w+$/.test(file)) {
    return [VITEST, 'run', '--config', join(CHILD, 'vitest.config.mjs'), '--root', dirname(file)];
  }
  const preload = join(CHILD, 'preload.mjs');
  return ['--conditions=@x/source', '--enable-source-maps', '--import', preload, join(CHILD, 'main.mjs')];
}

function environment(file: string, reports: string, routes: Routes, stays: boolean): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    // What pages read from the environment.
    ADMIN_PASSWORD: 'correct horse',
    SESSION_SECRET: 'only for the examples, of 32 characters',
    BLOCK_PROGRAM: file,
    BLOCK_REPORT: reports,
    BLOCK_ROUTES: JSON.stringify(routes),
    BLOCK_DOCS: DOCS,
    ...(stays ? { BLOCK_PATIENCE: String(PATIENCE.stays) } : {}),
  };
}
