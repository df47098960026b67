import { randomBytes } from 'node:crypto';
import type { Server } from '@x/socketio-server';
import { clusterIdOf } from './options.js';
import type { SerializedSocket } from './protocol.js';

/** Sockets that are described in one message. */
const PER_MESSAGE = 200;
/** Milliseconds that an administrator waits for other servers before the list is shown without theirs. */
const PATIENCE = 1000;
/** Milliseconds in which an answer that is late still counts. */
const LATEST = 5000;

/** What other servers may be asked for. */
export interface Duties {
  sockets(): readonly SerializedSocket[];
  command(event: string, args: readonly unknown[]): unknown;
  login(digest: string): void;
}

/** A question for the sockets of all servers. */
interface Question {
  readonly answers: Map<string, SerializedSocket[]>;
  readonly complete: Set<string>;
  readonly show: (sockets: readonly SerializedSocket[]) => void;
  shown: boolean;
}

/** The instrumented servers of the same cluster, reached through its client manager. Alone, a server has none. */
export class Fellows {
  readonly #sio: Server;
  readonly #channel: string;
  readonly #duties: Duties;
  readonly #id = randomBytes(8).toString('hex');
  readonly #questions = new Map<string, Question>();
  #isOver = false;

  constructor(sio: Server, namespace: string, duties: Duties) {
    this.#sio = sio;
    this.#channel = `@x/socketio-admin:${namespace}`;
    this.#duties = duties;
    sio.onServer(this.#channel, (...message: unknown[]) => this.#receive(message));
  }

  stop(): void {
    this.#isOver = true;
    this.#questions.clear();
    this.#sio.onServer(this.#channel, () => {});
  }

  /** Has the other servers do what they alone can. */
  command(event: string, ...args: unknown[]): void {
    this.#send('command', event, args);
  }

  /** Lets an administrator who logged in here come back to any server. */
  login(digest: string): void {
    this.#send('login', digest);
  }

  /**
   * Gathers the sockets of all servers.
   *
   * @param show called with the list once the others have answered, and again when one was late.
   */
  sockets(show: (sockets: readonly SerializedSocket[]) => void): void {
    if (clusterIdOf(this.#sio) === undefined) {
      show(this.#duties.sockets());
      return;
    }
    const id = randomBytes(8).toString('hex');
    const question: Question = { answers: new Map(), complete: new Set(), show, shown: false };
    this.#questions.set(id, question);
    this.#send('who', this.#id, id);
    setTimeout(() => this.#show(question), PATIENCE).unref();
    setTimeout(() => this.#questions.delete(id), LATEST).unref();
    this.#review(question);
  }

  /** What it returns may be a promise, whose failure the server reports. */
  #receive([kind, ...details]: unknown[]): unknown {
    if (this.#isOver) return undefined;
    if (kind === 'command') return this.#duties.command(details[0] as string, details[1] as unknown[]);
    if (kind === 'who') this.#answer(details as [string, string]);
    else if (kind === 'here') this.#answered(details as [string, string, string, SerializedSocket[], boolean]);
    else if (kind === 'login') this.#duties.login(details[0] as string);
    return undefined;
  }

  #answer([asker, question]: [string, string]): void {
    const sockets = this.#duties.sockets();
    for (let start = 0; start === 0 || start < sockets.length; start += PER_MESSAGE) {
      const isLast = start + PER_MESSAGE >= sockets.length;
      this.#send('here', asker, question, this.#id, sockets.slice(start, start + PER_MESSAGE), isLast);
    }
  }

  #answered([asker, id, fellow, sockets, isLast]: [string, string, string, SerializedSocket[], boolean]): void {
    const question = asker === this.#id ? this.#questions.get(id) : undefined;
    if (question === undefined) return;
    question.answers.set(fellow, [...(question.answers.get(fellow) ?? []), ...sockets]);
    if (!isLast) return;
    question.complete.add(fellow);
    this.#review(question);
  }

  /** Shows the list when it is all there, and what came late. */
  #review(question: Question): void {
    const { stats } = this.#sio.manager as { readonly stats?: { readonly nodes?: number } };
    if (question.shown || question.complete.size >= (stats?.nodes ?? 0)) {
      question.shown = false;
      this.#show(question);
    }
  }

  #show(question: Question): void {
    if (question.shown || this.#isOver) return;
    question.shown = true;
    question.show([...this.#duties.sockets(), ...[...question.answers.values()].flat()]);
  }

  #send(...message: unknown[]): void {
    void this.#sio.serverSideEmit(this.#channel, ...message);
  }
}
