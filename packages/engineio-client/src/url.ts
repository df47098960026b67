import type { ConnectionOptions, TransportName } from './options.js';

let stamp = 0;

/**
 * The URL of a request: the server's address, the path of the endpoint, the parameters of the URL and of the options.
 *
 * @throws TypeError for a URL that is none.
 */
export function requestUrl(
  address: string,
  { path = '/engine.io/', query, timestampRequests = true }: ConnectionOptions,
  transport: TransportName,
  sid: string | undefined,
): URL {
  let url: URL | undefined;
  try {
    url = new URL(address, globalThis.location?.href);
  } catch {}
  if (!url || !/^(http|ws)s?:$/.test(url.protocol)) throw new TypeError(`not a URL of HTTP: ${address}`);
  const websocket = transport === 'websocket';
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  url.protocol = (websocket ? 'ws' : 'http') + (secure ? 's:' : ':');
  url.pathname = `/${path.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');
  url.hash = '';
  const parameters = url.searchParams;
  for (const name in query) parameters.set(name, String(query[name]));
  parameters.set('EIO', '4');
  parameters.set('transport', transport);
  if (sid) parameters.set('sid', sid);
  if (timestampRequests && !websocket) parameters.set('t', Date.now().toString(36) + (stamp++).toString(36));
  return url;
}
