import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarationsOf, exportsOf, modulesOf, withoutRepeatedImports } from './imports.js';
import type { Block } from './markdown.js';
import { DOCS } from './pages.js';
import { type Words, wordsOf } from './words.js';

const SETUPS = join(DOCS, 'test', 'setups');
const LANGUAGES: Record<string, string> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'mjs',
  javascript: 'mjs',
  mjs: 'mjs',
  cjs: 'cjs',
};

/** What one block, with those that continue it, becomes: a folder with a file that can be run. */
export interface Program {
  readonly page: string;
  /** Where its first block begins, for people. */
  readonly line: number;
  /** Its file, in a folder of its own. */
  readonly file: string;
  /** All files of the folder, the others being named blocks that it imports. Lines are those of the page. */
  readonly files: ReadonlyMap<string, string>;
  readonly words: Words;
  /** Named blocks of the page that run meanwhile. */
  readonly beside: readonly Program[];
}

interface Chain {
  readonly blocks: Block[];
  readonly extension: string;
  words: Words;
}

/** The programs of one page, in its order. @throws Error for words that make no sense */
export function programsOf(blocks: readonly Block[]): Program[] {
  const chains = chainsOf(blocks);
  const made = new Map<Chain, Program>();
  const visible = (name: string, from: Chain) => {
    const named = chains.filter((chain) => chain.words.name === name && chain !== from);
    const before = named.filter((chain) => chains.indexOf(chain) < chains.indexOf(from));
    return before.at(-1) ?? named[0];
  };

  const make = (chain: Chain): Program => {
    const known = made.get(chain);
    if (known !== undefined) return known;
    const { page, line } = chain.blocks[0]!;
    const file = fileOf(chain);
    const files = new Map([[file, textOf(chain)]]);
    const beside: Program[] = [];
    const program = { page, line, file, files, words: chain.words, beside };
    made.set(chain, program);
    for (const text of files.values()) {
      for (const name of modulesOf(text).flatMap(siblingNames)) {
        const found = visible(name, chain);
        if (found !== undefined && !files.has(name)) files.set(name, textOf(found));
      }
    }
    for (const name of chain.words.beside) {
      const found = name === 'stock' ? undefined : visible(name, chain);
      if (found === undefined && name !== 'stock') throw new Error(`${page}:${line - 1}: no block is named "${name}"`);
      beside.push(found === undefined ? stock() : make(found));
    }
    return program;
  };
  return chains.map(make);
}

function chainsOf(blocks: readonly Block[]): Chain[] {
  const chains: Chain[] = [];
  for (const block of blocks) {
    const extension = LANGUAGES[block.language];
    if (extension === undefined) continue;
    const words = wordsOf(block);
    const previous = chains.at(-1);
    if (!words.more) chains.push({ blocks: [block], extension, words: inherited(words) });
    else if (previous === undefined) throw new Error(`${block.page}:${block.line - 1}: there is no block to continue`);
    else {
      previous.blocks.push(block);
      previous.words = together(previous.words, words);
    }
  }
  return chains;
}

/** A program needs what its setup needs: a setup tells it in its first line, `// with=stock broker=redis`. */
function inherited(words: Words): Words {
  if (words.setup === undefined) return words;
  const [, info = ''] = /^\/\/ ((?:\w+=\S+ ?)+)$/m.exec(setupText(words.setup).split('\n')[0]!) ?? [];
  return together(words, wordsOf({ page: `test/setups/${words.setup}.ts`, line: 2, language: 'ts', info, code: '' }));
}

function together(one: Words, other: Words): Words {
  return {
    ...one,
    beside: [...new Set([...one.beside, ...other.beside])],
    brokers: [...new Set([...one.brokers, ...other.brokers])],
    stays: one.stays || other.stays,
    typesOnly: one.typesOnly || other.typesOnly,
  };
}

function fileOf({ blocks, extension, words }: Chain): string {
  if (words.name !== undefined && /^[\w.-]+\.\w+$/.test(words.name)) return words.name;
  const isTest = blocks.some(({ code }) => modulesOf(code).includes('vitest'));
  return `${isTest ? 'block.test' : 'block'}.${extension}`;
}

/** The text of a program: each block on the lines that it has on its page. */
function textOf({ blocks, words }: Chain): string {
  const lines: string[] = [];
  for (const { line, code } of blocks) {
    while (lines.length < line - 1) lines.push('');
    lines.push(...code.split('\n'));
  }
  const text = withoutRepeatedImports(lines.join('\n'));
  // A block never begins on the first line of a page.
  return words.setup === undefined ? text : `${setupImport(words.setup, text)}${text}`;
}

function setupImport(name: string, code: string): string {
  const own = declarationsOf(code);
  const names = exportsOf(setupText(name)).filter((exported) => !own.has(exported.name));
  const clause = names.map((exported) => `${exported.type ? 'type ' : ''}${exported.name}`).join(', ');
  // Relative to a program's folder, which lies four levels below apps/docs.
  return `import { ${clause} } from '../../../../test/setups/${name}.js';`;
}

function setupText(name: string): string {
  const file = join(SETUPS, `${name}.ts`);
  if (!existsSync(file)) throw new Error(`there is no setup "${name}": test/setups/${name}.ts`);
  return readFileSync(file, 'utf8');
}

/** The ready-made server for pages about clients. */
function stock(): Program {
  const file = 'stock.ts';
  const words = wordsOf({ page: 'test/setups/stock.ts', line: 2, language: 'ts', info: '', code: '' });
  return {
    page: 'test/setups/stock.ts',
    line: 1,
    file,
    files: new Map([[file, setupText('stock')]]),
    words,
    beside: [],
  };
}

/** `./events.js` is the block named `events.ts`, or `events.js`. */
function siblingNames(specifier: string): string[] {
  const name = /^\.\/([\w.-]+)$/.exec(specifier)?.[1];
  return name === undefined ? [] : [name, name.replace(/\.(m?)js$/, '.$1ts')];
}
