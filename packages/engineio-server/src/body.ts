import type { IncomingMessage } from 'node:http';

/** How reading a request body ended. */
export type BodyResult = { readonly bytes: Buffer } | 'too large' | 'cut off' | 'read by others';

/** Who is told. */
export interface BodyReader {
  onBody(result: BodyResult): void;
}

/** Finds the reading of a request, so that all of them share their listeners. */
const READING = Symbol('reading');
type ReadRequest = IncomingMessage & { [READING]?: Reading };

/**
 * Reads a request body of at most `limit` bytes. A body that announces more is not read at all, one that turns out to be
 * longer no further.
 *
 * @returns the reading, unless `reader` has been told already
 */
export function readBody(request: IncomingMessage, limit: number, reader: BodyReader): Reading | undefined {
  if (request.readableEnded) reader.onBody(parsedBody(request, limit));
  else if (Number(request.headers['content-length'] ?? 0) > limit) reader.onBody('too large');
  else return new Reading(request, limit, reader);
  return undefined;
}

/** A request body that is on its way. */
export class Reading {
  readonly #limit: number;
  #reader: BodyReader | undefined;
  #first: Buffer | undefined = undefined;
  #chunks: Buffer[] | undefined = undefined;
  #size = 0;

  constructor(request: ReadRequest, limit: number, reader: BodyReader) {
    this.#limit = limit;
    this.#reader = reader;
    request[READING] = this;
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  }

  /** What still arrives is let go, and nobody is told. */
  stop(): void {
    this.#reader = undefined;
    this.#first = undefined;
    this.#chunks = undefined;
  }

  add(chunk: Buffer): void {
    if (this.#reader === undefined) return;
    this.#size += chunk.length;
    if (this.#size > this.#limit) this.finish('too large');
    else if (this.#first === undefined) this.#first = chunk;
    else {
      this.#chunks ??= [this.#first];
      this.#chunks.push(chunk);
    }
  }

  end(): void {
    const whole = this.#chunks === undefined ? this.#first : Buffer.concat(this.#chunks, this.#size);
    this.finish({ bytes: whole ?? EMPTY });
  }

  finish(result: BodyResult): void {
    const reader = this.#reader;
    this.stop();
    reader?.onBody(result);
  }
}

const EMPTY = Buffer.alloc(0);

function onData(this: ReadRequest, chunk: Buffer): void {
  this[READING]!.add(chunk);
}

function onEnd(this: ReadRequest): void {
  this[READING]!.end();
}

function onClose(this: ReadRequest): void {
  this[READING]!.finish('cut off');
}

/** What a middleware that read the body in our place has left. */
function parsedBody(request: IncomingMessage, limit: number): BodyResult {
  const { body } = request as { body?: unknown };
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return 'read by others';
  const bytes = Buffer.from(body as string);
  return bytes.length > limit ? 'too large' : { bytes };
}
