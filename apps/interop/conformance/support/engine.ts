import { setImmediate } from 'node:timers/promises';
import { type CloseReason, Engine, type EngineOptions, type Session } from '@x/engineio-server';

/** An engine on a free port of its own, which sends every message back to where it came from. */
export interface RunningEngine {
  readonly engine: Engine;
  /** The endpoint over HTTP. */
  readonly url: string;
  session(sid: string): Session;
  /** The messages that the application got from the session so far. */
  received(sid: string): readonly (string | Buffer)[];
  /** Resolves when a poll of the session waits at the server. */
  polled(sid: string): Promise<void>;
  /** Resolves when the session has ended, with the reason that its handler was told. */
  ended(sid: string): Promise<CloseReason>;
  close(): Promise<void>;
}

export async function startEngine(options: EngineOptions = {}): Promise<RunningEngine> {
  const sessions = new Map<string, { session: Session; received: (string | Buffer)[]; ended: Promise<CloseReason> }>();
  const engine = new Engine(options, {
    open(session) {
      let end: (reason: CloseReason) => void;
      const ended = new Promise<CloseReason>((resolve) => {
        end = resolve;
      });
      const received: (string | Buffer)[] = [];
      sessions.set(session.sid, { session, received, ended });
      return {
        text(data) {
          received.push(data);
          session.sendText(data);
        },
        binary(data) {
          received.push(data);
          session.sendBinary(data);
        },
        close: (reason) => end(reason),
      };
    },
  });
  const { port } = await engine.listen(0, '127.0.0.1');
  const known = (sid: string) => {
    const entry = sessions.get(sid);
    if (entry === undefined) throw new Error(`no session ${sid} was ever opened`);
    return entry;
  };
  return {
    engine,
    url: `http://127.0.0.1:${port}/engine.io/`,
    session: (sid) => known(sid).session,
    async polled(sid) {
      const { session } = known(sid);
      while (!session.writable) await setImmediate();
    },
    received: (sid) => known(sid).received,
    ended: (sid) => known(sid).ended,
    close: () => engine.close(),
  };
}
