import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Client } from '@x/socketio-client';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort, hasNginx, Nginx } from './support/nginx.js';
import { adapt, block } from './support/page.js';
import { compile, Program } from './support/program.js';

// Processes of their own, several at a time, want their while on a machine with two cores.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGE = 'deployment/tls.md';
const CERTIFICATES = fileURLToPath(new URL('../../../docs/test/setups/files/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'deployment-tls-'));
const certificate = join(folder, 'certificate.pem');
const key = join(folder, 'key.pem');
copyFileSync(join(CERTIFICATES, 'certificate.pem'), certificate);
copyFileSync(join(CERTIFICATES, 'key.pem'), key);
const ca = readFileSync(certificate);
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('TLS', () => {
  it.runIf(hasNginx('TLS in nginx'))('in nginx: the server knows that it is secure, and who asks', async () => {
    const file = await compile(adapt(block(PAGE, 'behind-proxy.ts'), { '5000': '0' }), folder, 'behind-proxy.ts');
    const server = Program.node(file);
    onTestFinished(() => server.stop().then(() => {}));
    const secure = await freePort();
    const site = `worker_rlimit_nofile 65536;\npid /run/nginx.pid;\nevents {}\nhttp {\n${block(PAGE, 'tls.conf')}\n}`;
    const nginx = await Nginx.start(site, folder, {
      '127.0.0.1:5000': `127.0.0.1:${await server.port()}`,
      'listen 443': `listen 127.0.0.1:${secure}`,
      '/etc/letsencrypt/live/chat.example.com/fullchain.pem': certificate,
      '/etc/letsencrypt/live/chat.example.com/privkey.pem': key,
    });
    onTestFinished(() => nginx.stop());
    const url = `https://localhost:${secure}`;

    for (const transport of ['polling', 'websocket'] as const) {
      const client = new Client({ reconnection: false });
      await client.connect(url, { transports: [transport], tls: { ca }, headers: { origin: url } });
      expect(await client.call('whoami')).toEqual({ address: '127.0.0.1', secure: true });
      await client.disconnect();
    }
    const plain = await fetch(`${nginx.url}/page`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([301, 'https://127.0.0.1/page']);
    expect(await statusOverHttp2(url, '/socket.io/?EIO=4&transport=polling')).toBe(200);
  });

  it('in Node, with a certificate of our own, which is replaced while the server runs', async () => {
    const source = adapt(block(PAGE, 'server.ts'), {
      "'certificate.pem'": `'${certificate}'`,
      "'key.pem'": `'${key}'`,
    });
    const server = Program.node(await compile(adapt(source, { '5000': '0' }), folder, 'server.ts'));
    onTestFinished(() => server.stop().then(() => {}));
    const port = await server.port();

    const example = adapt(block(PAGE, 'client.ts'), {
      "'certificate.pem'": `'${certificate}'`,
      'localhost:5000': `localhost:${port}`,
    });
    const client = Program.node(await compile(example, folder, 'client.ts'));
    await client.line(/secure: true/);
    expect(await client.ended()).toBe(0);

    const before = await fingerprint(port);
    const command = /^openssl.*?-out certificate.pem$/ms.exec(readFileSync(pageFile, 'utf8'))![0];
    execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'ignore' });
    while ((await fingerprint(port)) === before) await delay(50);
    expect(await server.stop()).toBe(0);
  });
});

const pageFile = new URL(`../../../docs/${PAGE}`, import.meta.url);

async function fingerprint(port: number): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

async function statusOverHttp2(url: string, path: string): Promise<number> {
  const session = connectHttp2(url, { ca });
  const stream = session.request({ ':path': path });
  const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
  stream.resume();
  session.close();
  return headers[':status'];
}
