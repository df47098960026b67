import { Buffer } from 'node:buffer';
import type { ExchangeLoad } from '../messages.js';
import { type Connection, openAll } from './connection.js';
import { clientFrames, serverFrames } from './frames.js';
import { type Load, Run } from './load.js';

/**
 * Requests laid out one behind the other, twice, so that any run of up to `window` of them is one slice: sending k
 * requests is one write of bytes that were masked before the clock started.
 */
class RequestRing {
  readonly count: number;
  readonly answerLength: number;
  readonly answers: readonly Buffer[];
  readonly requests: readonly Buffer[];
  readonly #ring: Buffer;
  readonly #length: number;

  constructor({ exchanges }: ExchangeLoad) {
    this.requests = exchanges.map(({ send }) => clientFrames(send));
    this.answers = exchanges.map(({ receive }) => serverFrames(receive));
    this.count = exchanges.length;
    this.#length = oneLength(this.requests, 'requests');
    this.answerLength = oneLength(this.answers, 'answers');
    this.#ring = Buffer.concat([...this.requests, ...this.requests]);
  }

  slice(start: number, count: number): Buffer {
    return this.#ring.subarray(start * this.#length, (start + count) * this.#length);
  }
}

function oneLength(buffers: readonly Buffer[], what: string): number {
  const lengths = new Set(buffers.map((buffer) => buffer.length));
  if (lengths.size !== 1) throw new Error(`${what} of one load must have one length, got ${[...lengths].join(', ')}`);
  return buffers[0]!.length;
}

/** One connection's window. Counts bytes, since all answers have one length; every so often it times a request. */
class Lane {
  readonly #connection: Connection;
  readonly #ring: RequestRing;
  #run: Run | undefined;
  #idle: () => void = () => {};
  #next = 0;
  #partial = 0;
  #sent = 0;
  #answered = 0;
  #timed = -1;
  #timedAt = 0;

  constructor(connection: Connection, ring: RequestRing) {
    this.#connection = connection;
    this.#ring = ring;
    connection.onBytes = (bytes) => this.#take(bytes.length);
  }

  start(run: Run, window: number, idle: () => void): void {
    this.#run = run;
    this.#idle = idle;
    this.#send(window);
  }

  #send(count: number): void {
    if (this.#timed < 0) {
      this.#timed = this.#sent;
      this.#timedAt = performance.now();
    }
    const ring = this.#ring;
    for (let left = count; left > 0; ) {
      const some = Math.min(left, ring.count);
      this.#connection.write(ring.slice(this.#next, some));
      this.#next = (this.#next + some) % ring.count;
      left -= some;
    }
    this.#sent += count;
  }

  #take(length: number): void {
    const run = this.#run;
    if (!run) throw new Error('the server sent something that was not asked for');
    const total = this.#partial + length;
    const answers = Math.floor(total / this.#ring.answerLength);
    this.#partial = total - answers * this.#ring.answerLength;
    if (answers === 0) return;
    this.#answered += answers;
    run.operations += answers;
    if (this.#timed >= 0 && this.#answered > this.#timed) {
      run.latency(performance.now() - this.#timedAt);
      this.#timed = -1;
    }
    if (!run.stopping) this.#send(answers);
    else if (this.#answered === this.#sent) this.#idle();
  }
}

/** Sends the first exchange once and compares the answer byte by byte: a benchmark of wrong answers is worth nothing. */
function verify(connection: Connection, request: Buffer, expected: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0);
    connection.onBytes = (bytes) => {
      answer = Buffer.concat([answer, bytes]);
      if (answer.length < expected.length) return;
      if (answer.equals(expected)) resolve();
      else reject(new Error(`wrong answer: ${answer.toString('latin1', 0, 120)}`));
    };
    connection.write(request);
  });
}

export async function exchangeLoad(setup: ExchangeLoad, port: number): Promise<Load> {
  const ring = new RequestRing(setup);
  await openAll(setup.bystanders ?? 0, { port });
  const connections = await openAll(setup.connections, { port, namespaces: setup.namespaces });
  for (const [index, request] of ring.requests.entries()) await verify(connections[0]!, request, ring.answers[index]!);
  const lanes = connections.map((connection) => new Lane(connection, ring));
  return {
    async run(milliseconds) {
      const run = new Run(milliseconds);
      let busy = lanes.length;
      const idle = () => {
        busy--;
        if (busy === 0) run.finish();
      };
      for (const lane of lanes) lane.start(run, setup.window, idle);
      const result = await run.finished;
      return { ...result, operations: result.operations * setup.operationsPerExchange };
    },
  };
}
