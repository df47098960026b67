import type { Environment } from '@x/engineio-server';

/** What the request says that would open the connection. */
export interface RequestOptions {
  /** The query, as an object or as text. @default none */
  readonly query?: string | Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Its headers; `cookie` brings the session of a login over HTTP along. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * What stands for the framework's request, `{ session, user, ... }`: the application takes it in place of asking its
   * session middlewares. @default none
   */
  readonly request?: object | undefined;
}

export function environOf({ query = {}, headers = {}, request }: RequestOptions): Environment {
  const search = typeof query === 'string' ? new URLSearchParams(query) : searchOf(query);
  search.set('EIO', '4');
  search.set('transport', 'websocket');
  const values: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(search.keys())) {
    const all = search.getAll(name);
    values[name] = all.length === 1 ? (all[0] as string) : all;
  }
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const environ: Environment = {
    headers: { host: 'localhost', ...Object.fromEntries(lowered) },
    query: values,
    url: `/socket.io/?${search}`,
    method: 'GET',
    address: '127.0.0.1',
    secure: false,
    protocol: 4,
  };
  // Hidden from whoever writes the snapshot down, as a framework's is.
  if (request !== undefined) Object.defineProperty(environ, 'raw', { value: request });
  return environ;
}

function searchOf(query: Readonly<Record<string, string | readonly string[]>>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of [value].flat()) search.append(name, each as string);
  return search;
}
