// reference/errors.md: every class of errors with what throws it, and the answers of a server that refuses.
import ts from 'typescript';
import { elements } from './events-page.mjs';
import { code, page, table } from './markdown.mjs';
import { layers } from './sources.mjs';

/**
 * @typedef {import('./sources.mjs').Sources} Sources
 * @typedef {{ name: string, homes: string[], symbol: ts.Symbol }} ErrorClass
 * @typedef {{ where: string, package: string, text: string }} Statement what a docstring says about errors
 */

/** @param {Sources} sources */
export function errorsPage(sources) {
  const statements = statementsOf(sources);
  return page({
    title: 'Errors',
    description: 'Every error class and code, what throws it, and how a server refuses connections',
    intro:
      'All errors that are thrown on purpose extend `SocketIOError` and have a `code`, except for wrong option values, which are a `TypeError` or a `RangeError` where the engine checks them. Tell them apart by `code` or by `instanceof`; both work when ESM and CommonJS copies of a package meet in one process.',
    sections: [
      '## Codes',
      table(
        ['`code`', 'Class', 'Meaning'],
        elements(sources, 'socketio-parser', 'ERROR_CODES').map(([value, meaning]) => [
          code(value),
          classesWith(sources, value),
          meaning,
        ]),
      ),
      ...errorClasses(sources).map((one) => classSection(sources, one, statements)),
      '## TypeError and RangeError {#builtin}\n\nMistakes in options and arguments that Node or the engine finds.',
      statementTable(statements, /\b(TypeError|RangeError)\b/),
      '## Answers over HTTP {#http}\n\nA server that does not take a request answers with this status and the JSON body `{ "code": ..., "message": ... }`. Refused WebSocket upgrades get the same.',
      table(['Status', '`code`', '`message`'], refusals(sources)),
      '## Refused namespaces {#connect-error}\n\nA client that may not come into a namespace gets a `connect_error` event, or a `ConnectionRefusedError` from `connect()`.',
      table(
        ['Message', 'Why'],
        [
          ['`Invalid namespace`', 'The server has no handler for it, and `namespaces` does not name it.'],
          ['`Too many namespaces`', 'The connection is in `maxNamespaces` of them already.'],
          [
            '`Connection rejected by server`',
            'A connect handler or a middleware returned `false`, or threw an error that is none of ours: its text stays on the server.',
          ],
          [
            'anything else',
            'The message of the `ConnectionRefusedError` that was thrown; `data` is its second argument.',
          ],
        ],
      ),
    ],
  });
}

/** @param {Sources} sources @returns {ErrorClass[]} every exported class of errors, and who exports it */
export function errorClasses(sources) {
  /** @type {Map<ts.Symbol, ErrorClass>} */
  const found = new Map();
  for (const folder of layers) {
    for (const [name, symbol] of sources.exportsOf(folder)) {
      if (!(symbol.flags & ts.SymbolFlags.Class) || !name.endsWith('Error')) continue;
      const known = found.get(symbol);
      if (known) known.homes.push(folder);
      else found.set(symbol, { name, homes: [folder], symbol });
    }
  }
  return [...found.values()]
    .sort((a, b) => layers.indexOf(b.homes[0] ?? '') - layers.indexOf(a.homes[0] ?? ''))
    .sort(familyFirst);
}

/** @param {ErrorClass} a @param {ErrorClass} b those of `socketio-parser` first: they are what most people meet */
function familyFirst(a, b) {
  return Number(b.homes[0] === 'socketio-parser') - Number(a.homes[0] === 'socketio-parser');
}

/** @param {Sources} sources @param {ErrorClass} error @param {readonly Statement[]} statements */
function classSection(sources, { name, homes, symbol }, statements) {
  const home = homes[0] ?? '';
  const isTwin = home.startsWith('engineio') && name !== 'SocketIOError';
  const heading = isTwin ? `## ${name} of @x/${home} {#${home}-${name.toLowerCase()}}` : `## ${name}`;
  const own = statements.filter((one) => (isTwin ? one.package === home : !one.package.startsWith('engineio')));
  const properties = propertiesOf(sources, symbol);
  return [
    heading,
    sources.describe(symbol),
    `Exported by ${homes.map((folder) => code(`@x/${folder}`)).join(', ')}.`,
    properties.length > 0 ? table(['Property', 'What it is'], properties) : '',
    statementTable(own, new RegExp(`\\b${name}\\b`)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** @param {Sources} sources @param {ts.Symbol} symbol */
function propertiesOf(sources, symbol) {
  const declaration = symbol.declarations?.find(ts.isClassDeclaration);
  return [...(declaration?.members ?? [])].filter(ts.isPropertyDeclaration).flatMap((member) => {
    const property = ts.isIdentifier(member.name) && sources.checker.getSymbolAtLocation(member.name);
    const isStatic = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
    const description = property && !isStatic ? sources.describe(property) : '';
    return property && description ? [[code(property.name), description]] : [];
  });
}

/** @param {readonly Statement[]} statements @param {RegExp} pattern */
function statementTable(statements, pattern) {
  const rows = statements
    .filter(({ text }) => pattern.test(text))
    .map((one) => [code(one.where), code(`@x/${one.package}`), one.text]);
  return rows.length > 0 ? table(['Where', 'Package', 'When'], rows) : '';
}

/** @param {Sources} sources @returns {Statement[]} what the docstrings of public functions and methods say about errors */
export function statementsOf(sources) {
  /** @type {Set<ts.Node>} */
  const seen = new Set();
  return layers.flatMap((folder) =>
    [...sources.exportsOf(folder)].sort(mainFirst).flatMap(([name, symbol]) =>
      callablesOf(sources, name, symbol).flatMap(({ where, node }) => {
        if (seen.has(node)) return [];
        seen.add(node);
        return textsOf(sources, node).map((text) => ({ where, package: folder, text }));
      }),
    ),
  );
}

/** A method that many classes inherit is told of once, with the class that most people know. */
const mainClasses = ['Server', 'Client', 'SocketIO'];
const mainFirst = (/** @type {[string, unknown]} */ [a], /** @type {[string, unknown]} */ [b]) =>
  Number(mainClasses.includes(b)) - Number(mainClasses.includes(a));

/**
 * A function, or the constructor and the public methods of a class, inherited ones included.
 * @param {Sources} sources @param {string} name @param {ts.Symbol} symbol
 * @returns {{ where: string, node: ts.Node }[]}
 */
function callablesOf({ checker }, name, symbol) {
  if (symbol.flags & ts.SymbolFlags.Function)
    return (symbol.declarations ?? []).map((node) => ({ where: `${name}()`, node }));
  if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return [];
  const declaration = symbol.declarations?.find(ts.isClassDeclaration);
  const constructors = [...(declaration?.members ?? [])].filter(ts.isConstructorDeclaration);
  const methods = checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
    .flatMap((property) =>
      (property.declarations ?? [])
        .filter(isPublicMethod)
        .map((node) => ({ where: `${name}.${property.name}()`, node })),
    );
  return [...constructors.map((node) => ({ where: `new ${name}()`, node })), ...methods];
}

/** @param {ts.Node} node */
function isPublicMethod(node) {
  if (!ts.isMethodDeclaration(node) && !ts.isMethodSignature(node)) return false;
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword];
  return !ts.isPrivateIdentifier(node.name) && !ts.getModifiers(node)?.some(({ kind }) => hidden.includes(kind));
}

/** @param {Sources} sources @param {ts.Node} node @returns {string[]} */
function textsOf(sources, node) {
  return ts.getJSDocTags(node).flatMap((tag) => {
    const text = sources.textOf(tag);
    if (tag.tagName.text === 'throws') return [`throws ${text}`.replace(/(?<!`)\b\w+Error\b(?!`)/g, '`$&`')];
    return tag.tagName.text === 'returns' && /\brejects\b/.test(text) ? [text] : [];
  });
}

/** @param {Sources} sources @param {string} value */
function classesWith(sources, value) {
  const names = errorClasses(sources).flatMap(({ name, symbol }) => {
    const declaration = symbol.declarations?.find(ts.isClassDeclaration);
    const text = declaration?.members.find((member) => member.name?.getText() === 'codes')?.getText() ?? '';
    return text.includes(`'${value}'`) ? [name] : [];
  });
  // The last one is the closest: `ConnectionError` has the codes of its subclasses too.
  return code(names.at(-1) ?? 'SocketIOError');
}

/** @param {Sources} sources @returns {string[][]} */
function refusals(sources) {
  const file = sources.program
    .getSourceFiles()
    .find(({ fileName }) => fileName.endsWith('/engineio-server/src/refusals.ts'));
  /** @type {string[][]} */
  const rows = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isObjectLiteralExpression(node)) {
      const of = (/** @type {string} */ name) =>
        node.properties
          .find((one) => ts.isPropertyAssignment(one) && one.name.getText() === name)
          ?.getLastToken()
          ?.getText() ?? '';
      if (of('status')) rows.push([of('status'), of('code'), of('message').slice(1, -1)]);
    }
    ts.forEachChild(node, visit);
  };
  if (file) visit(file);
  if (rows.length === 0) throw new Error('refusals.ts has no refusals');
  return rows.sort((a, b) => `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`));
}
