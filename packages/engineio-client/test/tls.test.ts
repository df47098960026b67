import { readFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import { expect, test } from 'vitest';
import { eventually } from './support/eventually.js';
import { newClient, startEngine } from './support/servers.js';

const file = (name: string) => readFileSync(new URL(`certificates/${name}.pem`, import.meta.url));
const ca = file('authority');

const startSecure = (options: ServerOptions = {}) =>
  startEngine({}, createServer({ cert: file('server'), key: file('server-key'), ...options }) as never);

for (const transport of ['polling', 'websocket'] as const) {
  const transports = [transport];

  test(`a certificate of an unknown authority is refused over ${transport}`, async () => {
    const { url } = await startSecure();
    const failure = newClient().connect(url, { transports });
    await expect(failure).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
  });

  test(`an authority of one's own is trusted over ${transport}`, async () => {
    const { url } = await startSecure();
    const client = newClient({ tls: { ca } });
    await client.connect(url, { transports });
    expect(client.transport).toBe(transport);
  });

  test(`a certificate for another name is refused over ${transport}`, async () => {
    const { url } = await startSecure();
    const failure = newClient().connect(url, { transports, tls: { ca, servername: 'other.example' } });
    await expect(failure).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  });

  test(`rejectUnauthorized: false accepts anything over ${transport}`, async () => {
    const { url } = await startSecure();
    const client = newClient({ tls: { rejectUnauthorized: false } });
    await client.connect(url, { transports });
    expect(client.connected).toBe(true);
  });

  test(`a client certificate opens a server that asks for one, over ${transport}`, async () => {
    const { url } = await startSecure({ ca, requestCert: true, rejectUnauthorized: true });
    await expect(newClient({ tls: { ca } }).connect(url, { transports })).rejects.toThrow();
    const client = newClient({ tls: { ca, cert: file('client'), key: file('client-key') } });
    await client.connect(url, { transports });
    expect(client.connected).toBe(true);
  });
}

test('an upgrade uses the same options', async () => {
  const { url } = await startSecure({ ca, requestCert: true, rejectUnauthorized: true });
  const client = newClient({ tls: { ca, cert: file('client'), key: file('client-key') } });
  await client.connect(url);
  await eventually(() => client.transport).toBe('websocket');
});
