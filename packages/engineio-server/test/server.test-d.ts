import { expectTypeOf, it } from 'vitest';
import type { CloseReason, EngineOptions, Environment, Session } from '../src/index.js';
import { Engine, Server } from '../src/index.js';

it('handlers of a server know their arguments', () => {
  const server = new Server();
  server.on('connect', (sid, environ) => {
    expectTypeOf(sid).toEqualTypeOf<string>();
    expectTypeOf(environ).toEqualTypeOf<Environment>();
  });
  server.on('message', (_sid, data) => expectTypeOf(data).toEqualTypeOf<string | Buffer>());
  server.on('disconnect', (_sid, reason) => expectTypeOf(reason).toEqualTypeOf<CloseReason>());
  // @ts-expect-error there is no such event
  server.on('connected', () => {});
});

it('an engine wants a handler for each session', () => {
  new Engine({}, { open: (session: Session) => ({ text: (data) => session.sendText(data), binary() {}, close() {} }) });
  // @ts-expect-error a handler needs all of its methods
  new Engine({}, { open: () => ({ text() {} }) });
  // @ts-expect-error bytes are not text
  new Engine({}, { open: (session) => ({ text() {}, binary: (data) => session.sendText(data), close() {} }) });
});

it('options are checked by name and form', () => {
  expectTypeOf<{ pingInterval: [number, number] }>().toExtend<EngineOptions>();
  expectTypeOf<{ transports: 'polling' }>().toExtend<EngineOptions>();
  expectTypeOf<{ transports: 'webtransport' }>().not.toExtend<EngineOptions>();
  // @ts-expect-error durations are numbers
  new Server({ pingInterval: '25s' });
});
