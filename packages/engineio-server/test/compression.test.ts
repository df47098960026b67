import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../src/index.js';
import { Poller } from './support/poller.js';
import { startServer } from './support/server.js';

interface Answer {
  readonly encoding: string | undefined;
  readonly vary: string | undefined;
  readonly body: Buffer;
}

/** One poll with nothing but the given headers: fetch would ask for compression by itself. */
function poll(url: string, acceptEncoding: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding };
    request(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { 'content-encoding': encoding, vary } = response.headers;
        resolve({ encoding, vary, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

/** The answer to a poll that carries a message of so many bytes. */
async function answer(
  options: EngineOptions,
  acceptEncoding: string | undefined,
  size = 2000,
  compress?: boolean,
): Promise<Answer> {
  const { url, sessions } = await startServer(options);
  const poller = await Poller.open(url);
  sessions[0]!.session.sendText('x'.repeat(size - 1), compress);
  return poll(poller.url, acceptEncoding);
}

const message = `4${'x'.repeat(1999)}`;

describe('an answer to a poll', () => {
  it.each([
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['GZIP ; Q=0.8, deflate;q=0.9', 'deflate'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['zstd', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('for a client that accepts %j is encoded as %j', async (accepted, expected) => {
    const { encoding, vary, body } = await answer({}, accepted);
    expect(encoding).toBe(expected);
    expect(vary).toBe(expected === undefined ? undefined : 'Accept-Encoding');
    const plain =
      expected === 'gzip'
        ? gunzipSync(body)
        : expected === 'deflate'
          ? inflateSync(body)
          : expected === 'br'
            ? brotliDecompressSync(body)
            : body;
    expect(plain.toString()).toBe(message);
  });

  it('is compressed from compressionThreshold on', async () => {
    expect((await answer({}, 'gzip', 1024)).encoding).toBe('gzip');
    expect((await answer({}, 'gzip', 1023)).encoding).toBeUndefined();
    expect((await answer({ compressionThreshold: 10 }, 'gzip', 10)).encoding).toBe('gzip');
    expect((await answer({ compressionThreshold: 3000 }, 'gzip', 2000)).encoding).toBeUndefined();
  });

  it('is left alone when nothing in it is to be compressed', async () => {
    expect((await answer({}, 'gzip', 2000, false)).encoding).toBeUndefined();
  });

  it('httpCompression: false leaves all answers alone', async () => {
    expect((await answer({ httpCompression: false }, 'gzip')).encoding).toBeUndefined();
  });

  it('httpCompression: a list names the encodings that may be used', async () => {
    expect((await answer({ httpCompression: ['deflate'] }, 'br, gzip, deflate;q=0.1')).encoding).toBe('deflate');
  });

  it('httpCompression: an empty list allows no encoding', async () => {
    expect((await answer({ httpCompression: [] }, 'br, gzip, deflate')).encoding).toBeUndefined();
  });
});
