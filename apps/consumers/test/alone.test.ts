import { expect, inject, it } from 'vitest';
import { Consumer } from './consumer.js';

const names = Object.keys(inject('tarballs'));

/** What must not come along with a package, its own name aside. */
const unwanted: Record<string, RegExp> = {
  '@x/engineio-parser': /./,
  '@x/engineio-server': /^@x\/socketio|client/,
  '@x/engineio-client': /^@x\/socketio|server/,
  '@x/socketio-parser': /./,
  '@x/socketio-adapter': /^(?!@x\/socketio-parser$)/, // above all no `ws`: a worker that only emits has no WebSocket
  '@x/socketio-server': /client/,
  '@x/socketio-client': /server|adapter/,
  '@x/adapter-redis': /^(ws$|@x\/(?!socketio-))|server/,
  '@x/adapter-amqp': /^(ws$|@x\/(?!socketio-))|server/,
  '@x/adapter-kafka': /^(ws$|@x\/(?!socketio-))|server/,
  '@x/adapter-contract': /^@x\/(?!socketio-)/,
  '@x/socketio-admin': /client|^@socket\.io|adapter-(?:redis|amqp|kafka)/,
  '@x/socketio-app': /client|adapter-(?:redis|amqp|kafka)/,
  '@x/socketio-testing': /client|socketio-app/,
  '@x/middleware-express': /client|fastify|koa/,
  '@x/middleware-fastify': /client|express|koa/,
  '@x/middleware-koa': /client|express|fastify/,
};

/** Peers, which npm would install in their newest version. */
const peers: Record<string, Record<string, string>> = {
  '@x/adapter-contract': { vitest: '^4.1.12' },
  '@x/middleware-express': { express: '^5.0.0' },
  // Later ones of what Fastify depends on do not run on Node 20.
  '@x/middleware-fastify': { fastify: '^5.0.0', 'light-my-request': '6.6.0' },
  '@x/middleware-koa': { koa: '^3.0.0' },
};

it.each(names)('%s installs alone, with what it needs and no more', async (name) => {
  await using consumer = await Consumer.install([name], peers[name]);
  const company = (await consumer.installed()).filter((other) => other !== name);
  expect(unwanted).toHaveProperty([name]);
  expect(company.filter((other) => unwanted[name]?.test(other))).toEqual([]);

  await consumer.write('names.mjs', `console.log(Object.keys(await import('${name}')).sort().join());`);
  await consumer.write('names.cjs', `console.log(Object.keys(require('${name}')).sort().join());`);
  const exported = await consumer.run('names.mjs');
  expect(exported.trim()).not.toBe('');
  expect(await consumer.run('names.cjs')).toBe(exported);
});
