import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/manifest+json',
  '.map': 'application/json',
};

/** Nothing but our own files runs or is shown; pictures come over the socket and become `blob:` URLs. */
const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

interface Page {
  body: Buffer;
  headers: Record<string, string | number>;
}

/** Serves the files of one folder, which are few: they are read once and kept in memory. */
export async function pages(folder: string): Promise<RequestListener> {
  const files = await readPages(folder);
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const page = files.get(path === '/' ? '/index.html' : path);
    if (!page) {
      response.writeHead(404, { ...SECURITY_HEADERS, 'Content-Type': 'text/plain' }).end('Not Found\n');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...SECURITY_HEADERS, Allow: 'GET, HEAD' }).end();
    } else if (request.headers['if-none-match'] === page.headers['ETag']) {
      response.writeHead(304, page.headers).end();
    } else {
      response.writeHead(200, { ...page.headers, 'Content-Length': page.body.length });
      response.end(request.method === 'HEAD' ? undefined : page.body);
    }
  };
}

async function readPages(folder: string): Promise<Map<string, Page>> {
  const files = new Map<string, Page>();
  for (const name of await readdir(folder)) {
    const type = TYPES[extname(name)];
    if (!type) continue;
    const body = await readFile(join(folder, name));
    const tag = createHash('sha256').update(body).digest('base64url').slice(0, 20);
    const headers = { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: `"${tag}"` };
    files.set(`/${name}`, { body, headers });
  }
  return files;
}
