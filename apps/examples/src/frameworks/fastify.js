// Fastify with @fastify/session: log in over HTTP, chat over Socket.IO as that user.
// @ts-check
import cookie from '@fastify/cookie';
import session from '@fastify/session';
import { context, emit, socketio } from '@x/middleware-fastify';
import fastify from 'fastify';

const app = fastify();
await app.register(cookie);
await app.register(session, { secret: 'change me to something of 32 characters', cookie: { secure: false } });
app.get('/login/:name', async (request) => {
  const { name } = /** @type {{ name: string }} */ (request.params);
  Object.assign(request.session, { name });
  return 'You are logged in';
});

await app.register(socketio);
const { io } = /** @type {typeof app & { io: import('@x/middleware-fastify').SocketIO }} */ (app);
io.on('connect', () => context().session['name'] !== undefined); // false turns the client away
io.on('whoami', () => context().session['name']);
io.on('say', (text) => emit('said', `${context().session['name']}: ${text}`, { broadcast: true }));

await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
const { port } = /** @type {import('node:net').AddressInfo} */ (app.server.address());
console.log(`listening on ${port}`);
process.once('SIGTERM', () => app.close());
