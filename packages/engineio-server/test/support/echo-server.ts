import { Engine, type EngineOptions, type Session } from '../../src/index.js';

/** An engine on a free port whose sessions send back what they get. */
export async function startEcho(
  options: EngineOptions = {},
): Promise<{ engine: Engine; url: string; sessions: Session[] }> {
  const sessions: Session[] = [];
  const engine = new Engine(options, {
    open(session) {
      sessions.push(session);
      return {
        text: (data) => session.sendText(data),
        binary: (data) => session.sendBinary(data),
        close() {},
      };
    },
  });
  const { port } = await engine.listen(0, '127.0.0.1');
  return { engine, url: `http://127.0.0.1:${port}/engine.io/`, sessions };
}
