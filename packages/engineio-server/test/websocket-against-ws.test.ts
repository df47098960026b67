import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { cut, frames, sizes } from './support/frame-streams.js';
import { Peer } from './support/peer.js';
import { startServer, type TestServer } from './support/server.js';

/** Set to try so many more sequences. */
const TIMES = Number(process.env['FRAME_READER_TIMES'] ?? 1);
const CLOSE = '\x88';

/** What application and peer get to see of a session. */
interface Outcome {
  readonly received: readonly string[];
  readonly reason: string;
  /** The close code of the peer; the words for a mistake of it may differ. */
  readonly detail: string | undefined;
  readonly closes: number;
  readonly closeFrame: string;
}

/** A session whose client sends these chunks, in separate turns of the event loop or not, and then ends the connection. */
async function outcomeOf(server: TestServer, chunks: readonly Buffer[], atOnce: boolean): Promise<Outcome> {
  const opened = server.nextSession();
  const peer = await Peer.open(server.port);
  const seen = await opened;
  for (const chunk of chunks) {
    peer.socket.write(chunk);
    if (!atOnce) await new Promise(setImmediate);
  }
  peer.socket.end();
  const [reason, detail] = await seen.closed;
  const sent = await peer.rest();
  peer.socket.destroy();
  return {
    received: seen.received.map(String),
    reason,
    detail: reason === 'transport close' ? detail : undefined,
    closes: seen.closes,
    closeFrame: sent.includes(CLOSE) ? sent.slice(sent.lastIndexOf(CLOSE)) : '',
  };
}

it('whatever a client sends: it and the application see the same as with ws', async () => {
  const quiet = { maxHttpBufferSize: 1000, pingTimeout: 1000 };
  const ours = await startServer(quiet, () => ({}));
  const theirs = await startServer({ ...quiet, wsEngine: WebSocketServer }, () => ({}));
  await fc.assert(
    fc.asyncProperty(frames, sizes, fc.boolean(), async (whole, sizes, atOnce) => {
      const chunks = cut(whole, sizes).slice(0, 60);
      const outcomes = [outcomeOf(ours, chunks, atOnce), outcomeOf(theirs, chunks, atOnce)] as const;
      expect(await outcomes[0]).toEqual(await outcomes[1]);
    }),
    { numRuns: 300 * TIMES },
  );
});
