/** The program: reads the environment, starts the chat, and stops it when it is asked to. */
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { managerFromEnvironment } from './server/queue.js';
import { type RunningChat, startChat } from './server/start.js';

const DEFAULT_PORT = 3000;

async function main(): Promise<void> {
  const port = portFromEnvironment(process.env['PORT']);
  const host = process.env['HOST'] || undefined;
  const pageFolder = fileURLToPath(new URL('./page/', import.meta.url));
  const clientManager = await managerFromEnvironment(process.env);
  const chat = await startChat({ port, host, pageFolder, clientManager });
  greet(chat.port, host);
  stopOnSignal(chat);
}

function portFromEnvironment(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new Error(`PORT is '${value}', which is no port: it takes a number from 0 to 65535.`);
}

function greet(port: number, host: string | undefined): void {
  const name = !host || host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  console.log(`\n  The chat is open:  http://${name}:${port}`);
  if (name === 'localhost' && host !== 'localhost') {
    for (const address of networkAddresses()) console.log(`  On your network:   http://${address}:${port}`);
  }
  console.log('\n  Open it in two windows and talk to yourself. Ctrl+C closes it.\n');
}

function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

function stopOnSignal(chat: RunningChat): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // `once`: whoever asks a second time does not want to wait, and gets the default.
    process.once(signal, () => {
      console.log('\n  Closing the chat. Goodbye!\n');
      chat.stop().catch(fail);
    });
  }
}

function fail(error: NodeJS.ErrnoException & { port?: number }): void {
  const taken = error.code === 'EADDRINUSE';
  console.error(
    taken
      ? `\n  Port ${error.port} is taken by another program. Choose another one:  PORT=${(error.port ?? DEFAULT_PORT) + 1} npm start\n`
      : `\n  The chat could not start: ${error.message}\n`,
  );
  process.exitCode = 1;
}

main().catch(fail);
