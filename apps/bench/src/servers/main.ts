import { mark } from '../mark.js';
import type { FromServer, ServerSetup, TargetName, ToServer } from '../messages.js';
import type { StartServer } from './application.js';

/** Each process loads its own target and nothing of the others. */
async function load(target: TargetName): Promise<StartServer> {
  switch (target) {
    case 'ours':
    case 'base':
      return (await import('./ours.js')).startOurs;
    case 'socket.io':
      return (await import('./socket-io.js')).startSocketIo;
    case 'ws':
      return (await import('./bare-ws.js')).startBareWs;
    case 'http':
      return (await import('./bare-http.js')).startBareHttp;
    case 'json':
      throw new Error('bare JSON is no server');
  }
}

function tell(message: FromServer): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

async function setUp(setup: ServerSetup): Promise<number> {
  const start = await load(setup.target);
  return start(setup.target === 'ours' ? { ...setup, checkout: undefined } : setup);
}

async function obey(order: ToServer): Promise<void> {
  if (order.type === 'setup') tell({ type: 'listening', port: await setUp(order.setup) });
  else if (order.type === 'mark') tell({ type: 'marked', mark: await mark(order.collect) });
  else process.exit(0);
}

process.on('message', (order: ToServer) => {
  obey(order).catch(fail);
});
process.on('uncaughtException', fail);
process.on('disconnect', () => process.exit(0));
