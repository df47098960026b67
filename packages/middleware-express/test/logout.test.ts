import { createHmac } from 'node:crypto';
import { testClient } from '@x/socketio-testing';
import express from 'express';
import session from 'express-session';
import { expect, it } from 'vitest';
import { context, SocketIO } from '../src/index.js';

it('a logout while a handler runs is not undone by what the handler keeps', async () => {
  const store = new session.MemoryStore();
  const stored = () => new Promise((resolve) => store.get('one', (_error, found) => resolve(found ?? null)));
  store.set('one', { cookie: { originalMaxAge: null }, name: 'ann' } as unknown as session.SessionData);
  const io = new SocketIO(express(), {
    session: session({ secret: 's', resave: false, saveUninitialized: false, store }),
    manageSession: false,
  });
  io.on('write', async () => {
    context().session['count'] = 1;
    await new Promise((resolve) => store.destroy('one', resolve));
  });
  io.on('count', () => {
    context().session['count'] = 2;
  });
  const signature = createHmac('sha256', 's').update('one').digest('base64').replace(/=+$/, '');
  const cookie = `connect.sid=${encodeURIComponent(`s:one.${signature}`)}`;
  const client = await testClient(io, { headers: { cookie } });
  await client.call('count');
  expect(await stored()).toMatchObject({ name: 'ann', count: 2 });
  await client.call('write');
  expect(await stored()).toBeNull();
});
