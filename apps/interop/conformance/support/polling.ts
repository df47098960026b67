/** What the open packet tells. */
export interface Handshake {
  readonly sid: string;
  readonly upgrades: string[];
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly maxPayload: number;
}

/** A long-polling session as plain HTTP requests, one method each: nothing is repeated, queued or hidden. */
export class Polling {
  readonly handshake: Handshake;
  /** The session's address; more parameters may be appended. */
  readonly url: string;

  private constructor(url: string, handshake: Handshake) {
    this.url = `${url}&sid=${handshake.sid}`;
    this.handshake = handshake;
  }

  /** Opens a session. `url` is the endpoint. */
  static async open(url: string, init?: RequestInit): Promise<Polling> {
    const session = `${url}?EIO=4&transport=polling`;
    const response = await fetch(session, init);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`handshake answered ${response.status}: ${text}`);
    return new Polling(session, JSON.parse(text.slice(1)) as Handshake);
  }

  get sid(): string {
    return this.handshake.sid;
  }

  poll(init?: RequestInit): Promise<Response> {
    return fetch(this.url, init);
  }

  post(body: BodyInit, init?: RequestInit): Promise<Response> {
    return fetch(this.url, { method: 'POST', body, ...init });
  }

  /** The body of the next poll, which must succeed. */
  async read(): Promise<string> {
    const response = await this.poll();
    if (response.status !== 200) throw new Error(`poll answered ${response.status}`);
    return response.text();
  }

  /** Posts a body, which must be accepted. */
  async write(body: string): Promise<void> {
    const response = await this.post(body);
    if (response.status !== 200) throw new Error(`POST answered ${response.status}: ${await response.text()}`);
  }
}
