// reference/options.md: every option of everything, with type, default and meaning.
import { code, page, table } from './markdown.mjs';

/**
 * A table of options. `only` and `without` name interfaces whose members it has, or leaves to another table.
 * @typedef {{ heading: string, package: string, name: string, text: string, only?: readonly string[], without?: readonly string[] }} Section
 * @typedef {import('./sources.mjs').Sources} Sources
 * @typedef {import('./sources.mjs').Member} Member
 */

/** @type {readonly (Section | { heading: string, text: string })[]} */
export const sections = [
  {
    heading: '## Server',
    package: 'socketio-server',
    name: 'ServerOptions',
    without: ['EngineOptions'],
    text: '`new Server(options)` of `@x/socketio-server`.',
  },
  {
    heading: '### Connections, limits and CORS {#server-engine}',
    package: 'socketio-server',
    name: 'ServerOptions',
    only: ['EngineOptions'],
    text: 'Further options of the same object. They are those of the engine that keeps the connections.',
  },
  {
    heading: '### Connection state recovery',
    package: 'socketio-server',
    name: 'ConnectionStateRecovery',
    text: 'The option `connectionStateRecovery` as an object.',
  },
  {
    heading: '### attach()',
    package: 'engineio-server',
    name: 'AttachOptions',
    text: '`sio.attach(httpServer, options)`.',
  },
  {
    heading: '### on(), use() and the like {#server-on}',
    package: 'socketio-server',
    name: 'HandlerOptions',
    text: 'Where a handler or a middleware belongs: `on`, `event`, `off`, `use`, `useEvent`, `onError`.',
  },
  {
    heading: '### emit() and send() {#server-emit}',
    package: 'socketio-adapter',
    name: 'EmitOptions',
    text: '`sio.emit(event, data, options)`, `sio.send(data, options)`, and `emit` of every client manager.',
  },
  {
    heading: '### call() {#server-call}',
    package: 'socketio-server',
    name: 'CallOptions',
    text: '`sio.call(event, data, options)`.',
  },
  {
    heading: '### fetchClients() and others {#server-filter}',
    package: 'socketio-adapter',
    name: 'ClientFilter',
    text: '`fetchClients`, `joinRooms`, `leaveRooms`, `disconnectClients`.',
  },
  {
    heading: '## Client',
    package: 'socketio-client',
    name: 'ClientOptions',
    text: '`new Client(options)` of `@x/socketio-client`.',
  },
  {
    heading: '### connect() {#client-connect}',
    package: 'socketio-client',
    name: 'ConnectOptions',
    text: '`client.connect(url, options)`.',
  },
  {
    heading: '### emit() {#client-emit}',
    package: 'socketio-client',
    name: 'EmitOptions',
    text: '`client.emit(event, data, options)`.',
  },
  {
    heading: '### call() {#client-call}',
    package: 'socketio-client',
    name: 'CallOptions',
    text: '`client.call(event, data, options)`.',
  },
  {
    heading: '## SimpleClient',
    package: 'socketio-client',
    name: 'SimpleConnectOptions',
    text: '`new SimpleClient(options)` takes the [options of `Client`](#client), `SimpleClient.use(url, body, options)` both. These are for `connect(url, options)`.',
  },
  { heading: '### receive()', package: 'socketio-client', name: 'ReceiveOptions', text: '`client.receive(options)`.' },
  {
    heading: '## Client managers',
    package: 'socketio-adapter',
    name: 'PubSubOptions',
    text: 'Those of every manager for a queue: `RedisManager`, `AmqpManager`, `KafkaManager`, and yours if it extends `PubSubManager`.',
  },
  {
    heading: '### RedisManager',
    package: 'adapter-redis',
    name: 'RedisManagerOptions',
    without: ['PubSubOptions'],
    text: 'Beside those of all managers.',
  },
  {
    heading: '### AmqpManager',
    package: 'adapter-amqp',
    name: 'AmqpManagerOptions',
    without: ['PubSubOptions'],
    text: 'Beside those of all managers.',
  },
  {
    heading: '### KafkaManager',
    package: 'adapter-kafka',
    name: 'KafkaManagerOptions',
    without: ['PubSubOptions'],
    text: 'Beside those of all managers.',
  },
  {
    heading: '## SocketIO in Express, Fastify and Koa {#socketio}',
    package: 'socketio-app',
    name: 'AppOptions',
    only: ['AppOptions'],
    text: '`new SocketIO(app, options)` and `io.initApp(app, options)`. They take all [options of `Server`](#server) as well. In Fastify, where hooks do the work, there is no `session`.',
  },
  { heading: '### run()', package: 'socketio-app', name: 'RunOptions', text: '`io.run(app, options)`.' },
  {
    heading: '### io.emit() {#io-emit}',
    package: 'socketio-app',
    name: 'AppEmitOptions',
    only: ['AppEmitOptions'],
    text: 'Beside those of [the server’s `emit`](#server-emit).',
  },
  {
    heading: '### emit() within a handler {#context-emit}',
    package: 'socketio-app',
    name: 'ContextEmitOptions',
    only: ['AppEmitOptions', 'ContextEmitOptions'],
    text: 'The function `emit`, beside those of [the server’s `emit`](#server-emit).',
  },
  {
    heading: '### send() {#io-send}',
    package: 'socketio-app',
    name: 'JsonOption',
    text: '`io.send` and the function `send`, beside those of the `emit` next to them.',
  },
  {
    heading: '### joinRoom() and others {#context-client}',
    package: 'socketio-app',
    name: 'ClientOptions',
    text: 'Whom the functions `joinRoom`, `leaveRoom`, `closeRoom`, `rooms` and `disconnect` are about.',
  },
  {
    heading: '### mountSocketIO()',
    package: 'socketio-app',
    name: 'MountOptions',
    text: '`mountSocketIO(app, sio, options)`, which puts a bare `Server` into an app.',
  },
  {
    heading: '## testClient',
    package: 'socketio-testing',
    name: 'TestClientOptions',
    text: '`testClient(sio, options)` of `@x/socketio-testing`.',
  },
  {
    heading: '### connect() {#test-connect}',
    package: 'socketio-testing',
    name: 'ConnectOptions',
    text: '`client.connect(namespace, options)`.',
  },
  {
    heading: '### emit() and send() {#test-emit}',
    package: 'socketio-testing',
    name: 'EmitOptions',
    text: 'Of the test client.',
  },
  {
    heading: '### call() {#test-call}',
    package: 'socketio-testing',
    name: 'CallOptions',
    text: 'Of the test client.',
  },
  {
    heading: '## instrument',
    package: 'socketio-admin',
    name: 'InstrumentOptions',
    text: '`instrument(sio, options)` of `@x/socketio-admin`.',
  },
  {
    heading: '## Engine.IO server {#engineio-server}',
    package: 'engineio-server',
    name: 'ServerOptions',
    text: '`new Server(options)` of `@x/engineio-server`. `new Engine(options, application)` takes the same, without `asyncHandlers` and `json`.',
  },
  {
    heading: '### SharedMessage',
    package: 'engineio-server',
    name: 'SharedMessageOptions',
    text: 'One message that goes to many sessions.',
  },
  {
    heading: '## Engine.IO client {#engineio-client}',
    package: 'engineio-client',
    name: 'ClientOptions',
    text: '`new Client(options)` of `@x/engineio-client`.',
  },
  {
    heading: '### tls',
    package: 'engineio-client',
    name: 'TlsOptions',
    text: 'The option `tls` of all clients. Whatever else Node’s own TLS takes passes through.',
  },
  { heading: '## Parsers', text: 'Limits on what is decoded, for those who use the parsers on their own.' },
  {
    heading: '### Socket.IO text packets {#decode}',
    package: 'socketio-parser',
    name: 'DecodeOptions',
    text: '`decodeText(text, options)` of `@x/socketio-parser`.',
  },
  {
    heading: '### Socket.IO packets with attachments {#decoder}',
    package: 'socketio-parser',
    name: 'DecoderOptions',
    text: '`new PacketDecoder(options)`, and decoders of a `serializer`.',
  },
  {
    heading: '### Engine.IO payloads {#decode-payload}',
    package: 'engineio-parser',
    name: 'DecodePayloadOptions',
    text: '`decodePayload(text, options)` of `@x/engineio-parser`.',
  },
];

/** Interfaces of options that have no table of their own, and why. */
export const elsewhere = new Map([
  ['EngineOptions', 'a part of both ServerOptions'],
  ['NamespaceOptions', 'a part of many'],
  ['TargetOptions', 'a part of EmitOptions'],
  ['RequestOptions', 'a part of the ConnectOptions of the test client'],
  ['RecoveryOptions', 'a part of ConnectionStateRecovery'],
  ['TypedEmitOptions', 'EmitOptions, typed by an event map'],
  ['TypedAppEmitOptions', 'AppEmitOptions, typed by an event map'],
  ['TypedContextEmitOptions', 'ContextEmitOptions, typed by an event map'],
  ['SocketIOOptions', 'AppOptions, with the types of a framework'],
  ['ConnectionOptions', 'ClientOptions of the Engine.IO client'],
  ['ListenOptions', 'what a binding to a framework is called with'],
  ['CookieOption', 'the type of one option'],
]);

/** @param {Sources} sources */
export function optionsPage(sources) {
  return page({
    title: 'Options',
    description: 'Every option of the server, the clients, the managers and the tools, with type, default and meaning',
    intro:
      'Durations are milliseconds, sizes are bytes. An option that is `undefined` counts as left out. Below each name is its type; the [API reference](./api/index.md) knows those with names of their own.',
    sections: sections.map((section) =>
      'package' in section ? sectionOf(sources, section) : `${section.heading}\n\n${section.text}`,
    ),
  });
}

/** @param {Sources} sources @param {Section} section @returns {Member[]} */
export function membersOf(sources, { package: folder, name, only, without }) {
  const members = sources.membersOf(sources.find(folder, name));
  return members.filter(({ owner }) => (only?.includes(owner) ?? true) && !without?.includes(owner));
}

/** @param {Sources} sources @param {Section} section */
function sectionOf(sources, section) {
  const rows = membersOf(sources, section).map((member) => [
    `${code(member.name)}<br>${code(member.type)}`,
    member.isOptional ? shown(member.default ?? '') : '(required)',
    member.description,
  ]);
  return `${section.heading}\n\n${section.text}\n\n${table(['Option and type', 'Default', 'What it does'], rows)}`;
}

/** @param {string} text a default: as code if it is a value */
function shown(text) {
  return /^('[^']*'|[\d_]+|true|false|\[.*\]|\{.*\}|Infinity|JSON)$/.test(text) ? code(text) : text;
}
