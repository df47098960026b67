/** A long-polling session of protocol 3 as plain HTTP requests. */
export interface OldPolling {
  readonly sid: string;
  readonly url: string;
  read(parameters?: string): Promise<string>;
  write(payload: string): Promise<string>;
}

/** `parameters` go with the handshake: `&b64=1` for a client that takes text only. */
export async function openOld(endpoint: string, parameters = ''): Promise<OldPolling> {
  const base = `${endpoint}?EIO=3&transport=polling`;
  const text = await ok(await fetch(base + parameters));
  const sid = /\\?"sid\\?":\\?"([^"\\]+)/.exec(text)![1]!;
  const url = `${base}&sid=${sid}`;
  return {
    sid,
    url,
    read: async (more = '') => ok(await fetch(url + more)),
    write: async (payload) => ok(await fetch(url, { method: 'POST', body: payload })),
  };
}

async function ok(response: Response): Promise<string> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`the server answered ${response.status}: ${text}`);
  return text;
}
