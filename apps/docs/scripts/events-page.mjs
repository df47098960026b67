// reference/events.md: events with a meaning of their own, and why connections end.
import ts from 'typescript';
import { code, page, table } from './markdown.mjs';
import { plain } from './sources.mjs';

/** @typedef {import('./sources.mjs').Sources} Sources */

/** @param {Sources} sources */
export function eventsPage(sources) {
  return page({
    title: 'Events',
    description: 'Reserved events and disconnect reasons of the server, the clients and the engine',
    intro:
      'The events with a meaning of their own. Every name that is not [reserved](#reserved) is yours, and may have up to 1,024 characters.',
    sections: [
      '## On the server {#server}\n\nHandlers of `sio.on(event, handler)`, of `NamespaceHandle`, and methods of a class: `onConnect`, `onDisconnect`.',
      handlers(sources, 'socketio-server', 'EventHandlers'),
      catchAll('(event, sid, ...args)', '(namespace, sid, ...args)', '(event, namespace, sid, ...args)'),
      '`sio.send(data)` emits the event `message`, which is an ordinary one.',
      '## On the client {#client}\n\nHandlers of `client.on(event, handler)`, and methods of a class: `onConnect`, `onConnectError`, `onDisconnect`.',
      handlers(sources, 'socketio-client', 'EventHandlers'),
      catchAll('(event, ...args)', '(namespace, ...args)', '(event, namespace, ...args)'),
      '## In an application {#application}\n\nHandlers of `io.on(event, handler)` of `SocketIO`. They get no sid: the context knows it.',
      handlers(sources, 'socketio-app', 'AppEventHandlers'),
      '`io.send(data, { json: true })` emits the event `json` instead of `message`.',
      '## Why a client left {#server-reasons}\n\nThe second argument of the server’s `disconnect` handler: a text, or compare with `DisconnectReason`.',
      reasons(sources, 'socketio-server'),
      '## Why the connection ended, on the client {#client-reasons}\n\nThe argument of the client’s `disconnect` handler, and `client.lastDisconnectReason`.',
      reasons(sources, 'socketio-client'),
      '## Engine.IO server {#engineio-server}\n\nHandlers of `server.on(event, handler)` of `@x/engineio-server`.',
      members(sources, 'engineio-server', 'ServerHandlers'),
      'The reason is one of these:',
      unionTable(sources, 'engineio-server', 'CloseReason'),
      '## Engine.IO client {#engineio-client}\n\nHandlers of `client.on(event, handler)` of `@x/engineio-client`.',
      members(sources, 'engineio-client', 'ClientHandlers'),
      '## Reserved names {#reserved}\n\nNobody may send these, so that no peer can pretend that somebody connected or left. A packet with such a name breaks the rules: the connection is closed, and no handler sees it. `emit` throws for `connect`, `disconnect` and `connect_error`.',
      table(
        ['Name', 'Why'],
        elements(sources, 'socketio-parser', 'RESERVED_EVENTS').map(([name, why]) => [code(name), why]),
      ),
    ],
  });
}

/**
 * The lifecycle in a map of handlers, with the signature of each.
 * @param {Sources} sources @param {string} folder @param {string} name
 */
function handlers(sources, folder, name) {
  const rows = lifecycleOf(sources, folder, name).map(({ event, signature, description }) => [
    code(event),
    code(signature),
    description,
  ]);
  return table(['Event', 'Handler', 'When'], rows);
}

/** @param {Sources} sources @param {string} folder @param {string} name */
export function lifecycleOf(sources, folder, name) {
  const symbol = findType(sources, folder, name);
  const declaration = symbol.declarations?.find(ts.isTypeAliasDeclaration);
  if (!declaration || !ts.isIntersectionTypeNode(declaration.type)) throw new Error(`${name} is no intersection`);
  const literal = declaration.type.types.find(ts.isTypeLiteralNode);
  return [...(literal?.members ?? [])].filter(ts.isPropertySignature).map((member) => {
    const property = sources.checker.getSymbolAtLocation(member.name);
    if (!property || !member.type) throw new Error(`${member.getText()} has no type`);
    return {
      event: property.name,
      signature: signatureOf(sources, member.type),
      description: sources.describe(property),
    };
  });
}

/** @param {Sources} sources @param {ts.TypeNode} node the type of a handler: its parameters, as they are written */
function signatureOf(sources, node) {
  const name = ts.isTypeReferenceNode(node) ? sources.checker.getSymbolAtLocation(node.typeName) : undefined;
  const alias = (name && sources.resolve(name))?.declarations?.find(ts.isTypeAliasDeclaration);
  const type = alias?.type ?? node;
  if (!ts.isFunctionTypeNode(type)) throw new Error(`${node.getText()} is no function`);
  return `(${type.parameters.map((parameter) => parameter.name.getText()).join(', ')})`;
}

/** @param {Sources} sources @param {string} folder @param {string} name exported, or only used by something that is */
function findType(sources, folder, name) {
  const exported = sources.exportsOf(folder).get(name);
  if (exported) return exported;
  const { checker, program } = sources;
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.includes(`/packages/${folder}/src/`)) continue;
    for (const statement of file.statements) {
      if (ts.isTypeAliasDeclaration(statement) && statement.name.text === name) {
        const symbol = checker.getSymbolAtLocation(statement.name);
        if (symbol) return symbol;
      }
    }
  }
  throw new Error(`packages/${folder} has no type ${name}`);
}

/** @param {string} event @param {string} namespace @param {string} both the parameters of each kind of handler */
function catchAll(event, namespace, both) {
  return [
    'Catch-all handlers serve every event that has no handler of its own.',
    table(
      ['Set with', 'Handler', 'Takes'],
      [
        ["`on('*', handler)`", code(event), 'every event of a namespace'],
        ["`on(event, handler, { namespace: '*' })`", code(namespace), 'the event in every namespace'],
        ["`on('*', handler, { namespace: '*' })`", code(both), 'every event in every namespace'],
      ],
    ),
  ].join('\n\n');
}

/** @param {Sources} sources @param {string} folder */
function reasons(sources, folder) {
  const symbol = sources.find(folder, 'DisconnectReason');
  const declaration = symbol.declarations?.find(ts.isVariableDeclaration);
  if (!declaration) throw new Error('DisconnectReason is no constant');
  const type = sources.checker.getTypeAtLocation(declaration);
  const rows = sources.checker.getPropertiesOfType(type).map((property) => {
    const value = sources.checker.getTypeOfSymbol(property);
    return [
      code(`DisconnectReason.${property.name}`),
      code(`'${value.isStringLiteral() ? value.value : '?'}'`),
      sources.describe(property),
    ];
  });
  return table(['Name', 'Text', 'Why'], rows);
}

/** @param {Sources} sources @param {string} folder @param {string} name an interface of handlers */
function members(sources, folder, name) {
  const symbol = sources.find(folder, name);
  const rows = sources.checker.getPropertiesOfType(sources.checker.getDeclaredTypeOfSymbol(symbol)).map((property) => {
    const declaration = property.valueDeclaration;
    const type = declaration && (ts.isPropertySignature(declaration) ? declaration.type : declaration);
    const parameters = type && (ts.isFunctionTypeNode(type) || ts.isMethodSignature(type)) ? type.parameters : [];
    return [
      code(property.name),
      code(`(${parameters.map((one) => one.name.getText()).join(', ')})`),
      sources.describe(property),
    ];
  });
  return table(['Event', 'Handler', 'When'], rows);
}

/** @param {Sources} sources @param {string} folder @param {string} name a union of texts, each with a comment before it */
function unionTable(sources, folder, name) {
  const declaration = sources.find(folder, name).declarations?.find(ts.isTypeAliasDeclaration);
  if (!declaration || !ts.isUnionTypeNode(declaration.type)) throw new Error(`${name} is no union`);
  const rows = declaration.type.types.map((node) => [code(node.getText()), commentBefore(node)]);
  return table(['Text', 'Why'], rows);
}

/**
 * The texts of a list or set, each with the comment before it.
 * @param {Sources} sources @param {string} folder @param {string} name
 * @returns {[value: string, comment: string][]}
 */
export function elements(sources, folder, name) {
  const declaration = sources.find(folder, name).declarations?.find(ts.isVariableDeclaration);
  /** @type {ts.StringLiteral[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isArrayLiteralExpression(node)) found.push(...node.elements.filter(ts.isStringLiteral));
    else ts.forEachChild(node, visit);
  };
  if (declaration?.initializer) visit(declaration.initializer);
  return found.map((node) => [node.text, commentBefore(node)]);
}

/** @param {ts.Node} node the docstring before a node that is no declaration, also before the bar of a union */
function commentBefore(node) {
  const text = node.getSourceFile().text;
  const [match] = text.slice(0, node.getStart()).match(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*\|?\s*$/) ?? [];
  if (match === undefined) return '';
  return plain(
    match
      .replace(/\*\/\s*\|?\s*$/, '')
      .replace(/^\/\*\*/, '')
      .replace(/^\s*\*/gm, ''),
  );
}
