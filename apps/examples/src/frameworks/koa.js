// Koa with koa-session: log in over HTTP, chat over Socket.IO as that user.
// @ts-check
import { context, emit, SocketIO } from '@x/middleware-koa';
import Koa from 'koa';
import koaSession from 'koa-session';

const app = new Koa();
app.keys = ['change me'];
const sessions = koaSession(app);
app.use(sessions);
app.use(({ path, session, response }) => {
  if (path.startsWith('/login/')) session['name'] = path.slice(7);
  response.body = `You are ${session['name'] ?? 'nobody'}`;
});

const io = new SocketIO(app, { session: sessions });
io.on('connect', () => context().session['name'] !== undefined); // false turns the client away
io.on('whoami', () => context().session['name']);
io.on('say', (text) => emit('said', `${context().session['name']}: ${text}`, { broadcast: true }));

const { port } = await io.run({ port: Number(process.env['PORT'] ?? 3000) });
console.log(`listening on ${port}`);
process.once('SIGTERM', () => io.stop());
