import type { IncomingMessage } from 'node:http';

/** How reading a request body ended. */
export type BodyResult = { readonly bytes: Buffer } | 'too large' | 'cut off';

/**
 * Reads a request body of at most `limit` bytes. A body that announces more is not read at all, one that turns out to be
 * longer no further.
 */
export function readBody(request: IncomingMessage, limit: number, done: (result: BodyResult) => void): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    done('too large');
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (result: BodyResult): void => {
    request.off('data', onData).off('end', onEnd).off('close', onClose);
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
}
