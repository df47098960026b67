import { mark } from '../mark.js';
import type { FromServer, ServerSetup, TargetName, ToServer } from '../messages.js';
import type { StartServer } from './application.js';
import { startBareHttp } from './bare-http.js';
import { startBareWs } from './bare-ws.js';
import { startOurs } from './ours.js';
import { startSocketIo } from './socket-io.js';

const start: Partial<Record<TargetName, StartServer>> = {
  ours: (setup) => startOurs({ ...setup, checkout: undefined }),
  base: startOurs,
  'socket.io': startSocketIo,
  ws: startBareWs,
  http: startBareHttp,
};

function tell(message: FromServer): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

function setUp(setup: ServerSetup): Promise<number> {
  const startServer = start[setup.target];
  if (!startServer) throw new Error(`${setup.target} is no server`);
  return startServer(setup);
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
