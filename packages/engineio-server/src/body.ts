import type { IncomingMessage } from 'node:http';

/** How reading a request body ended. */
export type BodyResult = { readonly bytes: Buffer } | 'too large' | 'cut off' | 'read by others';

/**
 * Reads a request body of at most `limit` bytes. A body that announces more is not read at all, one that turns out to be
 * longer no further.
 *
 * @returns a function that stops reading; `done` is not called any more
 */
export function readBody(request: IncomingMessage, limit: number, done: (result: BodyResult) => void): () => void {
  if (request.readableEnded) {
    done(parsedBody(request, limit));
    return nothing;
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    done('too large');
    return nothing;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => {
    request.off('data', onData).off('end', onEnd).off('close', onClose);
  };
  const finish = (result: BodyResult): void => {
    stop();
    done(result);
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limit) finish('too large');
    else chunks.push(chunk);
  };
  const onEnd = (): void => finish({ bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size) });
  const onClose = (): void => finish('cut off');
  request.on('data', onData).on('end', onEnd).on('close', onClose);
  return stop;
}

const nothing = (): void => {};

/** What a middleware that read the body in our place has left. */
function parsedBody(request: IncomingMessage, limit: number): BodyResult {
  const { body } = request as { body?: unknown };
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return 'read by others';
  const bytes = Buffer.from(body as string);
  return bytes.length > limit ? 'too large' : { bytes };
}
