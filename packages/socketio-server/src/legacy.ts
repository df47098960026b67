/**
 * What clients of Socket.IO protocols 3 and 4 (JavaScript 1.x and 2.x, over Engine.IO 3) do otherwise: they are in `/`
 * without asking, put parameters behind a namespace as a query string, know their session id without being told, and
 * get bare values as errors.
 */

/** The session id that such a client works out for itself. */
export function legacySid(engineSid: string, namespace: string): string {
  return namespace === '/' ? engineSid : `${namespace}#${engineSid}`;
}

/** The parameters of a CONNECT such as `0/admin?token=1234,` as an object without prototype; undefined for none. */
export function legacyAuth(packet: string): Record<string, string> | undefined {
  const query = packet.indexOf('?');
  if (query === -1) return undefined;
  const comma = packet.indexOf(',', query);
  const parameters = new URLSearchParams(packet.slice(query + 1, comma === -1 ? undefined : comma));
  const auth: Record<string, string> = Object.create(null);
  for (const [name, value] of parameters) auth[name] = value;
  return auth;
}
