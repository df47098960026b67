import { Buffer } from 'node:buffer';
import type { FloodLoad, PoliteLoad } from '../messages.js';
import { Connection, openAll } from './connection.js';
import { clientFrames, serverFrames } from './frames.js';
import { type Load, Run } from './load.js';

const FLOOD_CHUNK = 32 * 1024;

/**
 * So many events may wait for their answer. Without a bound, a server that reads more per turn than it writes falls
 * behind for good, and what is measured is its queue.
 */
const MOST_UNDER_WAY = 50_000;

/** Answers are counted in the run's time only: what a flooder has under way at its end is nobody's operation. */
export async function floodLoad({ exchange }: FloodLoad, port: number): Promise<Load> {
  const request = clientFrames(exchange.send);
  const answerLength = serverFrames(exchange.receive).length;
  const perChunk = Math.floor(FLOOD_CHUNK / request.length);
  const chunk = Buffer.concat(Array.from({ length: perChunk }, () => request));
  const connection = await Connection.open({ port });
  let run: Run | undefined;
  let sent = 0;
  let received = 0;
  const fill = () => {
    while (run && !run.stopping && sent - received / answerLength < MOST_UNDER_WAY) {
      sent += perChunk;
      if (!connection.write(chunk)) return;
    }
  };
  connection.onBytes = (bytes) => {
    received += bytes.length;
    fill();
  };
  connection.onDrain(fill);
  return {
    async run(milliseconds) {
      const current = new Run(milliseconds);
      const before = received;
      run = current;
      fill();
      setTimeout(() => {
        current.operations = Math.floor((received - before) / answerLength);
        current.finish();
      }, milliseconds);
      return current.finished;
    },
    /** A flood needs no practice. */
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
      const ask = () => {
        for (const client of clients) client.ask(run);
      };
      ask();
      const pace = setInterval(() => {
        if (!run.stopping) {
          ask();
        } else if (clients.every((client) => client.waiting === 0)) {
          clearInterval(pace);
          run.finish();
        }
      }, interval);
      return run.finished;
    },
  };
}
