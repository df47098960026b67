import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../src/index.js';
import { findStatic, type StaticRules } from '../src/static-rules.js';
import { type Fixture, httpServer, serve } from './support/server.js';

let fixture: Fixture;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'static-'));
  await mkdir(join(folder, 'public/css'), { recursive: true });
  const files = {
    'latency.html': 'latency',
    'secret.txt': 'secret',
    'public/index.html': 'index',
    'public/image.gif': 'image',
    'public/css/styles.css': 'styles',
    'public/css/index.html': 'css index',
    'public/.hidden': 'hidden',
    'public/with space.txt': 'space',
    'public/noextension': 'plain',
    'public/ümlaut.txt': 'umlaut',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await symlink(join(folder, 'public/css/styles.css'), join(folder, 'public/linked.css'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => fixture?.[Symbol.asyncDispose]());

/** A request whose path goes out as it is written here. */
function get(
  url: string,
  path: string,
  method = 'GET',
  headers = {},
): Promise<{ status: number; type: string | undefined; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request(url, { path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          type: response.headers['content-type'],
          body,
          headers: response.headers,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const rules = (): StaticRules => ({
  '/': `${folder}/latency.html`,
  '/typed': { filename: `${folder}/latency.html`, contentType: 'text/plain' },
  '/static': `${folder}/public`,
  '/slash/': `${folder}/public/`,
  '/guarded/': { filename: `${folder}/public/`, headers: { 'X-Frame-Options': 'DENY' } },
});

describe('the mapping of paths', () => {
  it.each([
    ['/', 'latency.html', ['', 'latency.html']],
    ['/static', 'public', ['', 'public']],
    ['/static/', 'public + default', ['public', '/index.html']],
    ['/static/css/styles.css', 'file in a folder', ['public', '/css/styles.css']],
    ['/static/css/', 'default in a folder', ['public', '/css/index.html']],
    ['/a/b/c', 'longest folder', ['deep', '/c']],
    ['/a/x', 'shorter folder', ['shallow', '/x']],
  ])('%s is %s', (path, _what, [root, file]) => {
    const found = findStatic({ '/': 'latency.html', '/static': 'public', '/a': 'shallow', '/a/b': 'deep' }, path);
    expect([found?.root, found?.path]).toEqual([root || '.', file]);
  });

  it('takes the default file and its type from the empty key', () => {
    const rules = { '/static': 'public', '': { filename: 'image.gif', contentType: 'text/plain' } };
    expect(findStatic(rules, '/static/')).toEqual({ root: 'public', path: '/image.gif', contentType: 'text/plain' });
  });

  it.each(['/__proto__', '/constructor/x', '/nope', 'no slash', ''])('finds nothing for %j', (path) => {
    expect(findStatic({ '/static': 'public', '': 'index.html' }, path)).toBe(undefined);
  });
});

describe('static files', () => {
  it.each(['/guarded/', '/guarded/css/styles.css'])('go with the headers of their rule: %s', async (path) => {
    fixture = await serve({ staticFiles: rules() });
    expect((await get(fixture.url, path)).headers['x-frame-options']).toBe('DENY');
    expect((await get(fixture.url, '/static/')).headers).not.toHaveProperty('x-frame-options');
  });

  it.each([
    ['/', 'latency', 'text/html; charset=utf-8'],
    ['/?query=1', 'latency', 'text/html; charset=utf-8'],
    ['/typed', 'latency', 'text/plain'],
    ['/static/', 'index', 'text/html; charset=utf-8'],
    ['/static/css/styles.css', 'styles', 'text/css; charset=utf-8'],
    ['/static/image.gif', 'image', 'image/gif'],
    ['/static/noextension', 'plain', 'application/octet-stream'],
    ['/static/with%20space.txt', 'space', 'text/plain; charset=utf-8'],
    ['/static/%C3%BCmlaut.txt', 'umlaut', 'text/plain; charset=utf-8'],
    ['/slash/css/', 'css index', 'text/html; charset=utf-8'],
    ['/static/linked.css', 'styles', 'text/css; charset=utf-8'],
  ])('serves %s', async (path, body, type) => {
    fixture = await serve({ staticFiles: rules() });
    expect(await get(fixture.url, path)).toMatchObject({ status: 200, body, type });
  });

  it.each([
    '/static/../secret.txt',
    '/static/%2e%2e/secret.txt',
    '/static/..%2fsecret.txt',
    '/static/..%5csecret.txt',
    '/static/css/../../secret.txt',
    '/static/%00',
    '/static/index.html%00.css',
    '/static/.hidden',
    '/static/%E0%A4%A',
    '/static/nope',
    '/nope',
    '/static//etc/passwd',
    '/static/index.html/x',
  ])('answers 404 to %s', async (path) => {
    fixture = await serve({ staticFiles: rules() });
    expect(await get(fixture.url, path)).toMatchObject({ status: 404, body: 'Not Found' });
  });

  it('are for GET and HEAD only, with validators', async () => {
    fixture = await serve({ staticFiles: rules() });
    const head = await get(fixture.url, '/', 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '7']);
    expect((await get(fixture.url, '/', 'GET', { 'if-none-match': head.headers['etag'] })).status).toBe(304);
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await get(fixture.url, '/', method)).status).toBe(404);
  });

  it('a folder for a path with a slash needs no slash of its own', async () => {
    fixture = await serve({ staticFiles: { '/': `${folder}/public`, '/deep/': `${folder}/public/css` } });
    expect(await get(fixture.url, '/')).toMatchObject({ status: 200, body: 'index' });
    expect(await get(fixture.url, '/css/styles.css')).toMatchObject({ status: 200, body: 'styles' });
    expect(await get(fixture.url, '/deep/')).toMatchObject({ status: 200, body: 'css index' });
    expect(await get(fixture.url, '/deep/nothing/')).toMatchObject({ status: 404 });
  });

  it('send who asks for a folder to its slash, on this server', async () => {
    fixture = await serve({ staticFiles: rules() });
    expect(await get(fixture.url, '/static?x=1')).toMatchObject({ status: 301, headers: { location: '/static/?x=1' } });
    expect(await get(fixture.url, '/static/css')).toMatchObject({ status: 301, headers: { location: '/static/css/' } });
  });
});

describe('the order of answers', () => {
  it.each(['socket.io', '/socket.io', '/socket.io/'])(
    'is endpoint %s, static files, the application, 404',
    async (path) => {
      const { server, url } = await httpServer();
      server.on(
        'request',
        (incoming, response) =>
          void (incoming.url === '/app' ? response.end('app') : response.writeHead(404).end('app 404')),
      );
      const sio = new Server({ staticFiles: { ...rules(), '/socket.io/x': `${folder}/secret.txt` } });
      sio.attach(server, { path });
      expect((await get(url, '/socket.io/?EIO=4&transport=polling')).body).toMatch(/^0\{"sid"/);
      expect((await get(url, '/static/')).body).toBe('index');
      expect((await get(url, '/app')).body).toBe('app');
      expect((await get(url, '/static/nope')).body).toBe('app 404');
      await sio.shutdown();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it('ends with the fallback where the server has no application', async () => {
    const { server, url } = await httpServer();
    const sio = new Server({ staticFiles: rules() });
    sio.attach(server, { fallback: (_request, response) => void response.end('fallback') });
    expect((await get(url, '/static/')).body).toBe('index');
    expect((await get(url, '/nope')).body).toBe('fallback');
    await sio.shutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is kept by handleRequest(), which goes on to next()', async () => {
    const { server, url } = await httpServer();
    const sio = new Server({ staticFiles: rules() });
    server.on('request', (incoming, response) =>
      sio.handleRequest(incoming, response, () => void response.end('next')),
    );
    server.on('upgrade', (incoming, socket, head) => sio.handleUpgrade(incoming, socket, head));
    expect((await get(url, '/socket.io/?EIO=4&transport=polling')).body).toMatch(/^0\{"sid"/);
    expect((await get(url, '/static/')).body).toBe('index');
    expect((await get(url, '/nope')).body).toBe('next');
    await sio.shutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('serveClient', () => {
  it('serves the builds of a client, and nothing else of their folder', async () => {
    const builds = join(dirname(createRequire(import.meta.url).resolve('socket.io-client/package.json')), 'dist');
    fixture = await serve({ serveClient: builds });
    for (const file of [
      'socket.io.js',
      'socket.io.min.js',
      'socket.io.esm.min.js',
      'socket.io.msgpack.min.js',
      'socket.io.js.map',
    ]) {
      expect((await get(fixture.url, `/socket.io/${file}`)).status).toBe(200);
    }
    expect((await get(fixture.url, '/socket.io/socket.io.js')).body).toContain('Socket.IO v4');
    for (const file of ['broadcast.js', '../package.json', 'socket.io.js/x', '%2e%2e/package.json']) {
      expect((await get(fixture.url, `/socket.io/${file}`)).status).not.toBe(200);
    }
    expect((await get(fixture.url, '/socket.io/?EIO=4&transport=polling')).body).toMatch(/^0\{"sid"/);
  });

  it('finds the client that the application installed, ours before the official one', async () => {
    for (const name of ['socket.io-client', '@x/socketio-client']) {
      const installed = join(folder, 'application/node_modules', name);
      await mkdir(join(installed, 'dist'), { recursive: true });
      await writeFile(join(installed, 'package.json'), '{}');
      await writeFile(join(installed, 'dist/socket.io.js'), name);
    }
    const before = process.cwd;
    process.cwd = () => join(folder, 'application');
    try {
      fixture = await serve({ serveClient: true });
    } finally {
      process.cwd = before;
    }
    expect(await get(fixture.url, '/socket.io/socket.io.js')).toMatchObject({
      status: 200,
      body: '@x/socketio-client',
    });
  });

  it('is off unless asked for, and takes a folder', async () => {
    fixture = await serve();
    expect((await get(fixture.url, '/socket.io/socket.io.js')).status).not.toBe(200);
    await writeFile(join(folder, 'socket.io.js'), 'mine');
    await using other = await serve({ serveClient: folder });
    expect((await get(other.url, '/socket.io/socket.io.js')).body).toBe('mine');
  });
});

it('are served beside an endpoint that is the root', async () => {
  fixture = await serve({ path: '/', staticFiles: { '/static': join(folder, 'public') } });
  expect(await get(fixture.url, '/static/image.gif')).toMatchObject({ status: 200, body: 'image' });
  expect((await get(fixture.url, '/?EIO=4&transport=polling')).body).toMatch(/^0\{/);
});
