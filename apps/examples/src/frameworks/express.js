// Express with express-session and passport: log in over HTTP, chat over Socket.IO as that user.
// @ts-check
import { context, disconnect, emit, SocketIO } from '@x/middleware-express';
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-local';

/** @type {Map<string, { name: string, password: string }>} */
const users = new Map([['ann', { name: 'ann', password: 'secret' }]]);
passport.use(
  new Strategy((name, password, done) => {
    const user = users.get(name);
    done(null, user?.password === password ? user : false);
  }),
);
passport.serializeUser((user, done) => done(null, /** @type {{ name: string }} */ (user).name));
passport.deserializeUser((name, done) => done(null, users.get(String(name)) ?? false));

const app = express();
const sessions = session({ secret: 'change me', resave: false, saveUninitialized: false });
app.use(express.urlencoded(), sessions, passport.session());
app.post('/login', passport.authenticate('local'), (_request, response) => void response.send('You are logged in'));

const io = new SocketIO(app, { session: [sessions, passport.session()] });

/** Who is connected, as passport found out. In TypeScript, declare `Express.User` and go without this. */
const currentUser = () => /** @type {{ name: string } | undefined} */ (context().request.user);

/**
 * Only users get through; strangers are disconnected.
 * @template {unknown[]} A
 * @param {(...args: A) => unknown} handler
 * @returns {(...args: A) => unknown}
 */
const authenticatedOnly =
  (handler) =>
  (...args) =>
    currentUser() === undefined ? disconnect() : handler(...args);

io.on('whoami', () => currentUser()?.name ?? 'a stranger');
io.on(
  'say',
  authenticatedOnly((text) => emit('said', `${currentUser()?.name}: ${text}`, { broadcast: true })),
);

const { port } = await io.run({ port: Number(process.env['PORT'] ?? 3000) });
console.log(`listening on ${port}`);
process.once('SIGTERM', () => io.stop());
