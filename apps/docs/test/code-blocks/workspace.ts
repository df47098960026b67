import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCS } from './pages.js';
import type { Program } from './programs.js';

/** What lies beside each program: a certificate for examples of TLS. */
export const FILES = join(DOCS, 'test', 'setups', 'files');

/** Where programs are written to be compiled and run: below apps/docs, so that its dependencies are found from there. */
export class Workspace implements Disposable {
  readonly folder: string;
  readonly #pages = new Map<string, string>();
  readonly #written = new Map<Program, string>();

  constructor() {
    mkdirSync(join(DOCS, '.cache'), { recursive: true });
    this.folder = mkdtempSync(join(DOCS, '.cache', 'blocks-'));
  }

  /** Writes a program into a folder of its own, once. @returns the path of its main file */
  write(program: Program): string {
    const written = this.#written.get(program);
    if (written !== undefined) return written;
    const folder = join(this.folder, program.page.replace(/[^\w.]+/g, '-'), `${this.#written.size}`);
    const main = join(folder, program.file);
    this.#written.set(program, main);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    if (existsSync(FILES)) cpSync(FILES, folder, { recursive: true });
    for (const [file, text] of program.files) writeFileSync(join(folder, file), text);
    this.#pages.set(folder, program.page);
    return main;
  }

  /** A text of Node or TypeScript, with `page.md:line` in place of the written file's. */
  inWordsOfPages(text: string): string {
    const paths = new RegExp(`(?:file://)?(${this.folder}/[^/\\s:]+/\\d+)/[\\w.-]+(?=:\\d)`, 'g');
    return text.replace(paths, (whole, folder: string) => this.#pages.get(folder) ?? whole);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
