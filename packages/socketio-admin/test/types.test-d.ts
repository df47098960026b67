import { Server } from '@x/socketio-server';
import { expectTypeOf, it } from 'vitest';
import { type Admin, instrument, serveUi } from '../src/index.js';

interface ClientToServer {
  say(text: string): boolean;
}
interface ServerToClient {
  said(text: string): void;
}

it('takes servers with and without event maps', () => {
  const auth = { username: 'admin', password: 'secret' };
  expectTypeOf(
    instrument(new Server<ClientToServer, ServerToClient, { user: string }, { token: string }>(), { auth }),
  ).toEqualTypeOf<Admin>();
  expectTypeOf(instrument(new Server({ staticFiles: serveUi() }), { auth: [auth] })).toEqualTypeOf<Admin>();
});

it('insists on credentials', () => {
  // @ts-expect-error auth must be given
  instrument(new Server(), {});
  // @ts-expect-error an environment variable may be missing
  instrument(new Server(), { auth: { username: 'admin', password: process.env['ADMIN_PASSWORD'] } });
});
