/** Runs under the Node that eiows was compiled for; tells its parent the port and what the sessions went through. */
import { createRequire } from 'node:module';
import { Engine, SharedMessage } from '@x/engineio-server';

const eiows = createRequire(import.meta.url)(process.env['EIOWS']);
const sessions = new Set();

const engine = new Engine(
  { wsEngine: eiows.Server, pingInterval: 300, pingTimeout: 2000, maxBackpressure: 4 * 1024 * 1024 },
  {
    open(session) {
      sessions.add(session);
      return {
        text(data) {
          if (data === 'broadcast') {
            const message = new SharedMessage('to all', [new Uint8Array([1, 2, 3])]);
            for (const each of sessions) each.sendShared(message);
          } else if (data === 'flood') {
            for (let i = 0; i < 2000 && session.open; i++) session.sendText('x'.repeat(64 * 1024));
          } else if (data === 'close') {
            session.sendText('last words');
            session.close();
          } else {
            session.sendText(data);
          }
        },
        binary: (data) => session.sendBinary(data),
        upgraded: () => process.send({ event: 'upgraded' }),
        close(reason, detail) {
          sessions.delete(session);
          process.send({ event: 'closed', reason, detail });
        },
      };
    },
  },
);

/** What eiows lacks is refused when the engine is made. */
function refusalOf(options) {
  try {
    new Engine({ wsEngine: eiows.Server, ...options }, { open: () => ({}) });
    return undefined;
  } catch (error) {
    return error.message;
  }
}

const { port } = await engine.listen(0, '127.0.0.1');
process.send({ event: 'listening', port, version: process.version, refusal: refusalOf({ cookie: 'io' }) });
process.on('message', async () => {
  await engine.close();
  process.exit();
});
