// What the sources of the packages say about their public API: names, types, defaults and docstrings.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * @typedef {{ name: string, type: string, isOptional: boolean, description: string, default: string | undefined, owner: string }} Member
 */

const docs = fileURLToPath(new URL('../', import.meta.url));
const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));

/** The folders of all published packages, lowest layer first: a name that many re-export is at home in the lowest. */
export const layers = [
  'engineio-parser',
  'socketio-parser',
  'engineio-server',
  'engineio-client',
  'socketio-adapter',
  'socketio-server',
  'socketio-client',
  'adapter-redis',
  'adapter-amqp',
  'adapter-kafka',
  'adapter-contract',
  'socketio-app',
  'middleware-express',
  'middleware-fastify',
  'middleware-koa',
  'socketio-testing',
  'socketio-admin',
];
for (const folder of readdirSync(packages)) {
  if (!layers.includes(folder)) throw new Error(`scripts/sources.mjs: add packages/${folder} to the list of packages`);
}

/**
 * What people import: the root of each package, and the further doors that some have.
 * @returns {{ name: string, file: string }[]} `socketio-client/io` and the like, and the source behind it
 */
export function doors() {
  return layers.flatMap((folder) => {
    /** @type {{ exports: Record<string, string | Record<string, string>> }} */
    const manifest = JSON.parse(readFileSync(`${packages}${folder}/package.json`, 'utf8'));
    return Object.entries(manifest.exports).flatMap(([door, target]) => {
      const source = typeof target === 'object' ? target['@x/source'] : undefined;
      return source
        ? [{ name: `${folder}${door.slice(1)}`, file: `${packages}${folder}/${source}`.replace('/./', '/') }]
        : [];
    });
  });
}

const entry = (/** @type {string} */ folder) => `${packages}${folder}/src/index.ts`;

/** Reads all packages, which takes some seconds. */
export function readSources() {
  const { config } = ts.readConfigFile(`${docs}tsconfig.packages.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, docs);
  const program = ts.createProgram({ rootNames: layers.map(entry), options });
  return new Sources(program);
}

export class Sources {
  /** @param {ts.Program} program */
  constructor(program) {
    this.program = program;
    this.checker = program.getTypeChecker();
  }

  /**
   * Everything that a package exports, re-exports included, by name.
   * @param {string} folder
   * @returns {Map<string, ts.Symbol>}
   */
  exportsOf(folder) {
    const file = this.program.getSourceFile(entry(folder));
    const module = file && this.checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entry(folder)} exports nothing`);
    return new Map(this.checker.getExportsOfModule(module).map((symbol) => [symbol.name, this.resolve(symbol)]));
  }

  /** @param {string} folder @param {string} name */
  find(folder, name) {
    const symbol = this.exportsOf(folder).get(name);
    if (!symbol) throw new Error(`packages/${folder} does not export ${name}`);
    return symbol;
  }

  /** @param {ts.Symbol} symbol what an export or import stands for */
  resolve(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  /** @param {ts.Symbol} symbol its docstring, without tags */
  describe(symbol) {
    return plain(ts.displayPartsToString(symbol.getDocumentationComment(this.checker)));
  }

  /** @param {ts.Symbol} symbol @param {string} name the texts of one of its tags */
  tags(symbol, name) {
    const tags = symbol.getJsDocTags(this.checker).filter((tag) => tag.name === name);
    return tags.map(({ text }) => plain(ts.displayPartsToString(text)));
  }

  /** @param {ts.JSDocTag} tag */
  textOf(tag) {
    return plain(ts.getTextOfJSDocComment(tag.comment) ?? '');
  }

  /**
   * The members of an interface or of a type alias, inherited ones included.
   * @param {ts.Symbol} symbol
   * @returns {Member[]}
   */
  membersOf(symbol) {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    // In the order of the sources: that of mapped types such as Omit<...> changes with whatever else is compiled.
    const members = [...this.checker.getPropertiesOfType(type)].sort(bySourceOf(symbol));
    return members.flatMap((member) => {
      const declaration = member.declarations?.[0];
      if (!declaration || !(ts.isPropertySignature(declaration) || ts.isMethodSignature(declaration))) return [];
      const written = ts.isPropertySignature(declaration) ? declaration.type?.getText() : declaration.getText();
      const parent = declaration.parent;
      return {
        name: member.name,
        type: (written ?? 'unknown')
          .replace(/\s+/g, ' ')
          .replace(/^\| /, '')
          .replace(/ \| undefined$/, ''),
        isOptional: (member.flags & ts.SymbolFlags.Optional) !== 0,
        description: this.describe(member),
        default: this.tags(member, 'default')[0],
        owner: ts.isInterfaceDeclaration(parent) ? parent.name.text : symbol.name,
      };
    });
  }
}

/**
 * Its own members first, then those of each other place, as they are written there.
 * @param {ts.Symbol} symbol
 * @returns {(a: ts.Symbol, b: ts.Symbol) => number}
 */
function bySourceOf(symbol) {
  /** @type {Set<ts.Node>} */
  const own = new Set(symbol.declarations);
  /** @param {ts.Symbol} member @returns {[number, string, number]} */
  const place = ({ declarations: [declaration] = [] }) => {
    if (!declaration) return [2, '', 0];
    return [own.has(declaration.parent) ? 0 : 1, declaration.getSourceFile().fileName, declaration.pos];
  };
  return (a, b) => {
    const [rankA, fileA, posA] = place(a);
    const [rankB, fileB, posB] = place(b);
    return rankA - rankB || fileA.localeCompare(fileB) || posA - posB;
  };
}

/** @param {string} text a docstring as one line of Markdown */
export function plain(text) {
  return text
    .replace(/\{@link (?:[^}|]*[|] *)?([^}]+?)(?:\(\))?\s*\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
}
