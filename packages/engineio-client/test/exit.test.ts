import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { startEngine } from './support/servers.js';

/** A program as an application would have it; inside this package, where it finds `ws`. */
const outfile = fileURLToPath(new URL('../node_modules/.cache/exit.mjs', import.meta.url));

const program = `
  import { Client } from '../src/index.js';
  const [url, transports] = process.argv.slice(2);
  const client = new Client();
  await client.connect(url, { transports: transports.split(',') });
  client.send('hello');
  await client.disconnect();
  console.log('disconnected');
`;

test.each(['polling', 'websocket', 'polling,websocket'])(
  'a process ends by itself after disconnect(), over %s',
  async (transports) => {
    await build({
      stdin: { contents: program, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@x/source'],
      external: ['ws'],
    });
    const { url } = await startEngine();
    const child = spawn(process.execPath, [outfile, url, transports], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill());
    const [[output], [code]] = await Promise.all([once(child.stdout.setEncoding('utf8'), 'data'), once(child, 'exit')]);
    expect([output, code]).toEqual(['disconnected\n', 0]);
  },
);
