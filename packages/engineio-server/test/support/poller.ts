/** What an open packet says. */
export interface Handshake {
  readonly sid: string;
  readonly upgrades: string[];
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly maxPayload?: number;
}

/** A long-polling client that does nothing by itself. */
export class Poller {
  readonly handshake: Handshake;
  readonly url: string;

  private constructor(url: string, handshake: Handshake) {
    this.handshake = handshake;
    this.url = `${url}&sid=${handshake.sid}`;
  }

  static async open(endpoint: string, init?: RequestInit): Promise<Poller> {
    const url = `${endpoint}?EIO=4&transport=polling`;
    const body = await (await fetch(url, init)).text();
    return new Poller(url, JSON.parse(body.slice(1)) as Handshake);
  }

  get sid(): string {
    return this.handshake.sid;
  }

  /** One poll: status and body. */
  async poll(init?: RequestInit): Promise<[status: number, body: string]> {
    const response = await fetch(this.url, init);
    return [response.status, await response.text()];
  }

  /** Polls until so many packets have come, noops left out. */
  async receive(count: number): Promise<string[]> {
    const packets: string[] = [];
    while (packets.length < count) {
      const [status, body] = await this.poll();
      if (status !== 200) throw new Error(`poll answered ${status} ${body} after ${JSON.stringify(packets)}`);
      packets.push(...body.split('\x1e').filter((packet) => packet !== '6'));
    }
    return packets;
  }

  async post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<[number, string]> {
    const response = await fetch(this.url, { method: 'POST', body, headers });
    return [response.status, await response.text()];
  }
}
