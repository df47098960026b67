import { setImmediate } from 'node:timers/promises';
import { type CloseReason, Server, type ServerOptions, type Session } from '@x/engineio-server';

/** An Engine.IO server on a free port of its own, which sends every message back to where it came from. */
export interface RunningEngine {
  readonly server: Server;
  /** The endpoint over HTTP. */
  readonly url: string;
  /** A session that is open. */
  session(sid: string): Session;
  /** Resolves when a poll of the session waits at the server. */
  polled(sid: string): Promise<void>;
  /** The messages that the application got from the session so far. */
  received(sid: string): readonly (string | Buffer)[];
  /** Resolves when the session has ended, with the reason that the application was told. */
  ended(sid: string): Promise<CloseReason>;
  close(): Promise<void>;
}

interface History {
  readonly received: (string | Buffer)[];
  readonly ended: Promise<CloseReason>;
  end(reason: CloseReason): void;
}

export async function startEngine(options: ServerOptions = {}): Promise<RunningEngine> {
  const server = new Server(options);
  const histories = new Map<string, History>();
  const historyOf = (sid: string) => known(histories.get(sid), sid);
  server.on('connect', (sid) => void histories.set(sid, history()));
  server.on('message', (sid, data) => {
    historyOf(sid).received.push(data);
    server.send(sid, data);
  });
  server.on('disconnect', (sid, reason) => historyOf(sid).end(reason));
  const { port } = await server.listen(0, '127.0.0.1');
  const session = (sid: string) => known(server.engine.sessions.get(sid), sid);
  return {
    server,
    url: `http://127.0.0.1:${port}/engine.io/`,
    session,
    async polled(sid) {
      while (!session(sid).writable) await setImmediate();
    },
    received: (sid) => historyOf(sid).received,
    ended: (sid) => historyOf(sid).ended,
    close: () => server.shutdown(),
  };
}

function history(): History {
  let end!: (reason: CloseReason) => void;
  const ended = new Promise<CloseReason>((resolve) => {
    end = resolve;
  });
  return { received: [], ended, end };
}

function known<T>(found: T | undefined, sid: string): T {
  if (found === undefined) throw new Error(`there is no session ${sid}`);
  return found;
}
