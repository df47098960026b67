import type { PubSubManager } from '@x/socketio-adapter';
import { type DisconnectReason, Server } from '@x/socketio-server';

/** One of our servers in a cluster, on a port of its own. */
export class OurServer {
  readonly sio: Server;
  readonly manager: PubSubManager;
  readonly url: string;
  readonly left: string[] = [];
  readonly log: string[];

  private constructor(sio: Server, manager: PubSubManager, port: number, log: string[]) {
    this.sio = sio;
    this.manager = manager;
    this.url = `http://127.0.0.1:${port}`;
    this.log = log;
    sio.on('connect', () => {});
    sio.on('disconnect', (sid: string, _reason: DisconnectReason) => {
      this.left.push(sid);
    });
    sio.on('whoami', (sid: string) => sid);
  }

  static async start(manager: PubSubManager): Promise<OurServer> {
    const log: string[] = [];
    const write = (line: string) => void log.push(line);
    const logger = { debug: () => {}, info: () => {}, warn: write, error: write };
    const sio = new Server({ clientManager: manager, logger });
    const { port } = await sio.listen(0, '127.0.0.1');
    await manager.ready();
    return new OurServer(sio, manager, port, log);
  }

  stop(): Promise<void> {
    return this.sio.shutdown();
  }
}
