import type { CloseReason, Environment, Session, SharedMessage } from '@x/engineio-server';

/** What the server sends, and when it ends the session. */
export interface Receiver {
  text(data: string): void;
  binary(data: Uint8Array): void;
  closed(reason: CloseReason): void;
}

let count = 0;

/** A session that no network carries: what the server sends arrives at once. */
export class MemorySession implements Session {
  readonly sid: string;
  readonly environ: Environment;
  readonly protocol = 4;
  readonly transport = 'websocket';
  readonly bufferedAmount = 0;
  readonly #receiver: Receiver;
  #open = true;

  constructor(environ: Environment, receiver: Receiver) {
    count += 1;
    this.sid = `test-${count}`;
    this.environ = environ;
    this.#receiver = receiver;
  }

  get open(): boolean {
    return this.#open;
  }

  get writable(): boolean {
    return this.#open;
  }

  sendText(text: string): void {
    if (this.#open) this.#receiver.text(text);
  }

  sendBinary(bytes: Uint8Array): void {
    if (this.#open) this.#receiver.binary(bytes);
  }

  sendMessage(text: string, attachments: readonly Uint8Array[] = []): void {
    this.sendText(text);
    for (const bytes of attachments) this.sendBinary(bytes);
  }

  sendShared({ text, attachments = [] }: SharedMessage): void {
    if (text !== undefined) this.sendText(text);
    for (const bytes of attachments) this.sendBinary(bytes);
  }

  close(reason: CloseReason = 'server disconnect'): void {
    if (!this.#open) return;
    this.#open = false;
    this.#receiver.closed(reason);
  }
}
