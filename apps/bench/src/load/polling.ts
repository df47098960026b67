import type { PollConnectLoad, PollEchoLoad } from '../messages.js';
import { repeat } from './connect.js';
import { getRequest, HttpConnection, postRequest } from './http.js';
import { type Load, Run } from './load.js';

/** Opens a session and joins the root namespace: three requests. Returns the query that names the session. */
async function openSession(http: HttpConnection): Promise<string> {
  const { body } = await http.request(getRequest(''));
  const sid = /"sid":"([^"]+)"/.exec(body)?.[1];
  if (!body.startsWith('0{') || sid === undefined) throw new Error(`expected an open packet, got ${body}`);
  const query = `&sid=${sid}`;
  await http.request(postRequest(query, '40'));
  const reply = await http.request(getRequest(query));
  if (!reply.body.startsWith('40{')) throw new Error(`expected a connect reply, got ${reply.body}`);
  return query;
}

/** One polling client with two connections: a GET that waits on one, and a POST on the other. */
class Poller {
  readonly #reader: HttpConnection;
  readonly #writer: HttpConnection;
  readonly #get: Buffer;
  readonly #post: Buffer;
  #readLength = 0;
  #writeLength = 0;

  private constructor(port: number, reader: HttpConnection, query: string, send: string) {
    this.#reader = reader;
    this.#writer = new HttpConnection(port);
    this.#get = getRequest(query);
    this.#post = postRequest(query, send);
  }

  static async open(port: number, { send, receive }: PollEchoLoad): Promise<Poller> {
    const reader = new HttpConnection(port);
    const poller = new Poller(port, reader, await openSession(reader), send);
    const [answer, accepted] = await Promise.all([reader.request(poller.#get), poller.#writer.request(poller.#post)]);
    if (answer.body !== receive) throw new Error(`wrong answer: ${answer.body.slice(0, 120)}`);
    poller.#readLength = answer.length;
    poller.#writeLength = accepted.length;
    return poller;
  }

  start(run: Run, idle: () => void): void {
    let missing = 2;
    const begun = performance.now();
    const answered = () => {
      missing--;
      if (missing > 0) return;
      run.latency(performance.now() - begun);
      run.operations++;
      if (run.stopping) idle();
      else this.start(run, idle);
    };
    this.#reader.repeat(this.#get, this.#readLength, answered);
    this.#writer.repeat(this.#post, this.#writeLength, answered);
  }
}

export async function pollEchoLoad(setup: PollEchoLoad, port: number): Promise<Load> {
  const pollers: Poller[] = [];
  for (let i = 0; i < setup.connections; i++) pollers.push(await Poller.open(port, setup));
  return {
    run(milliseconds) {
      const run = new Run(milliseconds);
      let busy = pollers.length;
      const idle = () => {
        busy--;
        if (busy === 0) run.finish();
      };
      for (const poller of pollers) poller.start(run, idle);
      return run.finished;
    },
  };
}

export async function pollConnectLoad({ concurrency, count }: PollConnectLoad, port: number): Promise<Load> {
  const once = async () => {
    const http = new HttpConnection(port);
    await http.request(postRequest(await openSession(http), '1'));
    http.close();
  };
  return { run: () => repeat(count, concurrency, once) };
}
