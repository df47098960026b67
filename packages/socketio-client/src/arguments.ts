import { SocketIOError } from '@x/socketio-parser';

/** @throws SocketIOError for arguments in the manner of other clients, which would be lost. */
export function checkArguments(event: unknown, options: unknown): void {
  if (typeof event === 'string' && typeof options === 'object') return;
  const usage = 'the event is a text, the data one value or tuple(a, b), a callback the option "callback"';
  throw new SocketIOError('INVALID_ARGUMENT', usage);
}
