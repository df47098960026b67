import { onTestFinished } from 'vitest';
import { type CloseReason, Engine, type EngineOptions, type Session, type SessionHandler } from '../../src/index.js';

/** A session as a test sees it from the server's side. */
export interface Seen {
  readonly session: Session;
  readonly received: (string | Buffer)[];
  /** Resolves with reason and detail when the session has ended. */
  readonly closed: Promise<[reason: CloseReason, detail: string | undefined]>;
  /** How often `close` was called. */
  closes: number;
  upgrades: number;
}

export interface TestServer {
  readonly engine: Engine;
  readonly port: number;
  /** The endpoint. */
  readonly url: string;
  readonly sessions: Seen[];
  /** Resolves with the next session that opens. */
  nextSession(): Promise<Seen>;
}

/** What sessions do with messages; by default they send them back. */
export type Behaviour = (session: Session) => Partial<SessionHandler>;

const echo: Behaviour = (session) => ({
  text: (data) => session.sendText(data),
  binary: (data) => session.sendBinary(data),
});

/** An engine on a free port, closed when the test is over. */
export async function startServer(options: EngineOptions = {}, behaviour: Behaviour = echo): Promise<TestServer> {
  const sessions: Seen[] = [];
  const waiting: ((seen: Seen) => void)[] = [];
  const open = (session: Session): SessionHandler => {
    let ended: (value: [CloseReason, string | undefined]) => void = () => {};
    const closed = new Promise<[CloseReason, string | undefined]>((resolve) => {
      ended = resolve;
    });
    const seen: Seen = { session, received: [], closed, closes: 0, upgrades: 0 };
    const own = behaviour(session);
    sessions.push(seen);
    waiting.shift()?.(seen);
    return {
      text(data) {
        seen.received.push(data);
        own.text?.(data);
      },
      binary(data) {
        seen.received.push(data);
        own.binary?.(data);
      },
      upgraded() {
        seen.upgrades++;
        own.upgraded?.();
      },
      close(reason, detail) {
        seen.closes++;
        own.close?.(reason, detail);
        ended([reason, detail]);
      },
    };
  };
  const engine = new Engine(options, { open });
  const { port } = await engine.listen(0, '127.0.0.1');
  onTestFinished(() => engine.close());
  return {
    engine,
    port,
    url: `http://127.0.0.1:${port}/engine.io/`,
    sessions,
    nextSession: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
