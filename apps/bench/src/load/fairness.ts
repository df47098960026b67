import { Buffer } from 'node:buffer';
import type { FloodLoad, PoliteLoad } from '../messages.js';
import { Connection, openAll } from './connection.js';
import { clientFrames, serverFrames } from './frames.js';
import { type Load, Run } from './load.js';

const FLOOD_CHUNK = 64 * 1024;

/** Answers are counted in the run's time only: what a flooder has under way at its end is nobody's operation. */
export async function floodLoad({ exchange }: FloodLoad, port: number): Promise<Load> {
  const request = clientFrames(exchange.send);
  const answerLength = serverFrames(exchange.receive).length;
  const chunk = Buffer.concat(Array.from({ length: Math.ceil(FLOOD_CHUNK / request.length) }, () => request));
  const connection = await Connection.open({ port });
  let run: Run | undefined;
  let received = 0;
  const fill = () => {
    while (run && !run.stopping && connection.write(chunk));
  };
  connection.onBytes = (bytes) => {
    received += bytes.length;
  };
  connection.onDrain(fill);
  return {
    async run(milliseconds) {
      const current = new Run(milliseconds);
      run = current;
      received = 0;
      fill();
      setTimeout(() => {
        current.operations = Math.floor(received / answerLength);
        current.finish();
      }, milliseconds);
      return current.finished;
    },
    /** A flood needs no practice, and one before the polite clients have connected would keep them out. */
    async warm() {},
  };
}

/** One client that keeps to its pace. Answers come in order, so the oldest request is the one that is answered. */
class PoliteClient {
  readonly #connection: Connection;
  readonly #request: Buffer;
  readonly #answerLength: number;
  #sentAt: number[] = [];
  #received = 0;
  #run: Run | undefined;

  constructor(connection: Connection, request: Buffer, answerLength: number) {
    this.#connection = connection;
    this.#request = request;
    this.#answerLength = answerLength;
    connection.onBytes = (bytes) => this.#take(bytes.length);
  }

  get waiting(): number {
    return this.#sentAt.length;
  }

  ask(run: Run): void {
    this.#run = run;
    this.#sentAt.push(performance.now());
    this.#connection.write(this.#request);
  }

  #take(length: number): void {
    this.#received += length;
    const now = performance.now();
    while (this.#received >= this.#answerLength) {
      this.#received -= this.#answerLength;
      const sentAt = this.#sentAt.shift();
      if (sentAt === undefined || !this.#run) throw new Error('the server sent something that was not asked for');
      this.#run.latency(now - sentAt);
      this.#run.operations++;
    }
  }
}

/** Requests go out on time whether or not the last was answered: a stall is felt by every request that it delays. */
export async function politeLoad({ connections, interval, exchange }: PoliteLoad, port: number): Promise<Load> {
  const request = clientFrames(exchange.send);
  const answerLength = serverFrames(exchange.receive).length;
  const clients = (await openAll(connections, { port })).map(
    (connection) => new PoliteClient(connection, request, answerLength),
  );
  return {
    run(milliseconds) {
      const run = new Run(milliseconds);
      const pace = setInterval(() => {
        if (!run.stopping) {
          for (const client of clients) client.ask(run);
        } else if (clients.every((client) => client.waiting === 0)) {
          clearInterval(pace);
          run.finish();
        }
      }, interval);
      return run.finished;
    },
  };
}
