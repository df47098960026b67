import { execFile, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Block } from './markdown.js';
import { FILES, type Workspace } from './workspace.js';

const execute = promisify(execFile);
const NGINX = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0);
/** What may stand in `http` outside of `server`; anything else of a snippet belongs into a server. */
const OF_HTTP =
  /^(upstream|server|map|geo|split_clients|limit_req_zone|limit_conn_zone|proxy_cache_path|log_format|resolver)\b/m;

/**
 * Passes a configuration to `nginx -t`, put into the blocks that it lacks. Names of hosts, ports and certificates that are
 * another machine's are replaced by ones that are here; every line keeps its number.
 * @throws Error with the page and the line of the first complaint
 */
export async function checkNginx({ page, line, code }: Block, workspace: Workspace): Promise<void> {
  if (!hasNginx()) return;
  const folder = join(workspace.folder, 'nginx', `${page.replace(/[^\w.]+/g, '-')}-${line}`);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, complete(code, folder));
  try {
    await execute(NGINX!, ['-t', '-q', '-p', folder, '-c', file, '-e', 'stderr', '-g', `pid ${folder}/pid;`]);
  } catch (error) {
    const { stderr } = error as { stderr: string };
    const below = Number(/nginx\.conf:(\d+)/.exec(stderr)?.[1] ?? 1);
    throw new Error(`${page}:${line + below - 1}: ${stderr.replaceAll(file, page).trim()}`);
  }
}

function complete(code: string, folder: string): string {
  const here = local(code, folder);
  if (/^\s*events\b/m.test(here)) return here.replace(/\bhttp\s*\{/, 'http { access_log off;');
  if (/^\s*http\s*\{/m.test(here)) return `events {} ${here.replace(/\bhttp\s*\{/, 'http { access_log off;')}`;
  if (OF_HTTP.test(here)) return `events {} http { access_log off; ${here}\n}`;
  return `events {} http { access_log off; server { listen unix:${folder}/0.sock; ${here}\n} }`;
}

function local(code: string, folder: string): string {
  let sockets = 0;
  const upstreams = new Set([...code.matchAll(/^\s*upstream\s+(\S+)/gm)].map(([, name]) => name));
  const known = (host: string) => upstreams.has(host) || /^(unix|localhost|[\d.]+|\[.*|\$.*)$/.test(host);
  const atHome = (host: string, port = '') => (known(host) ? `${host}${port}` : `127.0.0.1${port}`);
  const text = code
    .replace(/^(\s*)pid\s[^;]*;/gm, '$1')
    .replace(/\blisten\s+(?!unix:)[^\s;]+/g, () => `listen unix:${folder}/${++sockets}.sock`)
    .replace(/^(\s*server\s+)([\w.-]+)(:\d+)?(?=[\s;])/gm, (_, start, host, port) => `${start}${atHome(host, port)}`)
    .replace(/(proxy_pass\s+https?:\/\/)([\w.-]+)(:\d+)?/g, (_, start, host, port) => `${start}${atHome(host, port)}`);
  if (!/\bssl_certificate/.test(text)) return text;
  return text
    .replace(/\bssl_certificate_key\s+[^;]+/g, `ssl_certificate_key ${join(FILES, 'key.pem')}`)
    .replace(/\bssl_certificate\s+[^;]+/g, `ssl_certificate ${join(FILES, 'certificate.pem')}`);
}

let told = false;

export function hasNginx(): boolean {
  if (NGINX !== undefined) return true;
  const message = 'nginx: not installed, so blocks of its configuration were not checked (pnpm services up nginx)';
  if (process.env['CI'] === 'true') throw new Error(message);
  if (!told && process.env['MISSING_PEERS_FILE']) appendFileSync(process.env['MISSING_PEERS_FILE'], `${message}\n`);
  told = true;
  return false;
}
