import type { RequestListener } from '../ack-request.js';
import type { EmitMessage, QueueMessage } from './messages.js';

/** Sends what this server's clients acknowledge to the server that asked. */
export class AnswerRelay implements RequestListener {
  readonly #hostId: string;
  readonly #asked: EmitMessage;
  readonly #callback: readonly [unknown, unknown, unknown];
  readonly #send: (message: QueueMessage) => void;

  constructor(
    hostId: string,
    asked: EmitMessage,
    callback: readonly [unknown, unknown, unknown],
    send: (message: QueueMessage) => void,
  ) {
    this.#hostId = hostId;
    this.#asked = asked;
    this.#callback = callback;
    this.#send = send;
  }

  /** Tells how many answers there will be, where that is wanted. */
  announce(count: number): void {
    const id = this.#countedId();
    if (id !== undefined) this.#send({ method: 'x-acks', hostId: this.#hostId, to: this.#asked.hostId, id, count });
  }

  answer(client: string, args: readonly unknown[]): void {
    const [sid, namespace, id] = this.#callback;
    const { hostId } = this.#asked;
    this.#send({ method: 'callback', hostId, sid, namespace, id, args, node: this.#hostId, client });
  }

  lost(sid: string): void {
    const id = this.#countedId();
    if (id !== undefined) this.#send({ method: 'x-lost', hostId: this.#hostId, to: this.#asked.hostId, id, sid });
  }

  #countedId(): number | undefined {
    const id = this.#callback[2];
    return this.#asked.extension?.count === true && typeof id === 'number' ? id : undefined;
  }
}
