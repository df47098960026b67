import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { allHear, pollFrom } from './support/clients.js';
import { hasNginx, Nginx } from './support/nginx.js';
import { block } from './support/page.js';
import { clusterEnv, hasRedis } from './support/peers.js';
import { Program } from './support/program.js';

// Processes of their own, several at a time, want their while on a machine with two cores.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGE = 'deployment/docker.md';
const folder = mkdtempSync(join(tmpdir(), 'deployment-docker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Service {
  image?: string;
  build?: string;
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, unknown>;
  ports?: string[];
  healthcheck?: { test: string[] };
}
const { services } = parse(block(PAGE, 'compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const dockerfile = block(PAGE, 'Dockerfile')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);

/** The project of the page, with the packages of this repository in place of those from npm. */
beforeAll(() => {
  for (const name of ['package.json', 'tsconfig.json', 'Dockerfile', '.dockerignore', 'compose.yaml', 'nginx.conf']) {
    writeFileSync(join(folder, name), block(PAGE, name));
  }
  mkdirSync(join(folder, 'src'));
  mkdirSync(join(folder, 'public'));
  writeFileSync(join(folder, 'public', 'index.html'), '<h1>Chat</h1>');
  writeFileSync(join(folder, 'src', 'server.ts'), block(PAGE, 'server.ts'));
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
});

describe('the Dockerfile', () => {
  it('copies what is there, and what the stage before has built', () => {
    const copied = dockerfile.filter(([instruction]) => instruction === 'COPY').map(([, rest]) => rest.split(' '));
    expect(copied.length).toBeGreaterThan(3);
    for (const [first, ...rest] of copied) {
      if (first === '--from=build') expect(rest[0]).toBe('/app/dist');
      else for (const source of [first!, ...rest.slice(0, -1)]) expect(existsSync(join(folder, source))).toBe(true);
    }
    expect(dockerfile.find(([instruction]) => instruction === 'FROM')?.[1]).toMatch(/ AS build$/);
  });

  it('installs with npm ci, and every other command of it runs', () => {
    const commands = dockerfile.filter(([instruction]) => instruction === 'RUN').map(([, command]) => command);
    for (const command of commands.filter((one) => !one.startsWith('npm ci'))) {
      execFileSync('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    expect(existsSync(join(folder, 'dist', 'server.js'))).toBe(true);
  });
});

describe('the compose file', () => {
  it('names only services, files and ports that there are', () => {
    expect(Object.keys(services)).toEqual(['app-1', 'app-2', 'nginx', 'redis']);
    for (const { depends_on = {}, volumes = [] } of Object.values(services)) {
      for (const other of Object.keys(depends_on)) expect(services).toHaveProperty(other);
      for (const volume of volumes) expect(existsSync(join(folder, volume.split(':')[0]!))).toBe(true);
    }
    const { PORT, REDIS_URL } = services['app-2']!.environment!;
    expect(new URL(REDIS_URL!).hostname).toBe('redis');
    expect(block(PAGE, 'nginx.conf')).toContain(`server app-2:${PORT} `);
    expect(dockerfile).toContainEqual(['EXPOSE', PORT]);
    expect(services['app-1']!.healthcheck!.test.at(-1)).toBe(`http://127.0.0.1:${PORT}/healthz`);
  });

  const there = hasRedis('the compose file').then((redis) => redis && hasNginx('the compose file'));
  it('its servers, started by the command of the image, are one behind its nginx', async ({ skip }) => {
    if (!(await there)) skip();
    const command = JSON.parse(dockerfile.find(([instruction]) => instruction === 'CMD')![1]) as string[];
    const env = clusterEnv();
    const servers = [new Program(command, env, folder), new Program(command, env, folder)];
    onTestFinished(() => Promise.all(servers.map((server) => server.stop())).then(() => {}));
    const [a, b] = await Promise.all(servers.map((server) => server.port()));
    expect((await fetch(`http://127.0.0.1:${a}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${a}/other`)).status).toBe(404);
    const nginx = await Nginx.start(block(PAGE, 'nginx.conf'), folder, {
      'app-1:5000': `127.0.0.1:${a}`,
      'app-2:5000': `127.0.0.1:${b}`,
      '/srv/chat/public': join(folder, 'public'),
    });
    onTestFinished(() => nginx.stop());
    expect(await (await fetch(nginx.url)).text()).toContain('Chat');
    const addresses = Array.from({ length: 6 }, (_, i) => `127.0.0.${i + 2}`);
    const sockets = await Promise.all(addresses.map((address) => pollFrom(address, nginx.url)));
    const heard = allHear(sockets, 'said', 'hello');
    sockets[0]!.emit('say', 'hello');
    await heard;
    for (const socket of sockets) socket.disconnect();
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
  });
});
