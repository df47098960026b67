const FAMILY: unique symbol = Symbol.for('@x/socketio-error') as never;

/**
 * A connection could not be made, or ended in trouble.
 *
 * Carries the mark of the `SocketIOError` family, so that `instanceof ConnectionError` of `@x/socketio-parser`
 * recognises it.
 */
export class ConnectionError extends Error {
  readonly code = 'CONNECTION_ERROR';
  readonly [FAMILY] = true;
  /** The HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  /** The body of the server's answer, parsed where it is JSON. */
  readonly data: unknown;

  constructor(message: string, options?: ErrorOptions & { status?: number; data?: unknown }) {
    super(message, options);
    this.name = 'ConnectionError';
    this.status = options?.status;
    this.data = options?.data;
  }
}

/** What a refusal over HTTP becomes: the status in the message, the server's own words in `data`. */
export function refused(status: number, body: string): ConnectionError {
  let data: unknown = body || undefined;
  try {
    data = JSON.parse(body);
  } catch {
    // Not every server or proxy answers in JSON: the text stands.
  }
  return new ConnectionError(`Unexpected status code ${status} in server response`, { status, data });
}

/** What is said of everything that no server of this protocol sends. */
export function unexpected(): ConnectionError {
  return new ConnectionError('Unexpected response from server');
}

/** What becomes of a failure of the network: its own words follow, "connect ECONNREFUSED 127.0.0.1:5000" for one. */
export function failed(cause: unknown): ConnectionError {
  if (cause instanceof ConnectionError) return cause;
  // Node tries all addresses of a host, and then has words for the single ones only.
  const { message, errors } = (cause ?? {}) as Partial<AggregateError>;
  const detail = message || errors?.[0]?.message;
  return new ConnectionError(detail ? `Connection error: ${detail}` : 'Connection error', { cause });
}
