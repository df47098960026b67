import type { ClientDetails, Flags, Host, Logger, Manager, PendingAcks, Recipient } from '../../src/index.js';

/** Keeps what it is sent. */
export class RecordingClient implements Recipient {
  readonly sid: string;
  readonly namespace: string;
  readonly pid = undefined;
  rooms: Set<string> | undefined = undefined;
  acks: PendingAcks | undefined = undefined;
  readonly received: unknown[][] = [];
  readonly ids: number[] = [];

  constructor(sid: string, namespace = '/') {
    this.sid = sid;
    this.namespace = namespace;
  }

  send(event: string, args: readonly unknown[], id: number | undefined, _flags: Flags): void {
    this.received.push([event, ...args]);
    if (id !== undefined) this.ids.push(id);
  }

  deliver(packet: unknown): void {
    this.received.push(packet as unknown[]);
  }
}

export class RecordingLogger implements Logger {
  readonly lines: string[] = [];
  debug(): void {}
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
}

/** The least that a manager needs of a server. */
export class RecordingHost implements Host {
  readonly logger = new RecordingLogger();
  readonly events: unknown[][] = [];
  private readonly manager: Manager;

  constructor(manager: Manager) {
    this.manager = manager;
    manager.setHost(this);
    manager.initialize();
  }

  connect(sid: string, namespace = '/'): RecordingClient {
    const client = new RecordingClient(sid, namespace);
    this.manager.connect(client);
    return client;
  }

  encode(_namespace: string, event: string, args: readonly unknown[]): unknown {
    return [event, ...args];
  }

  disconnect(recipient: Recipient): Promise<void> {
    if (this.manager.preDisconnect(recipient)) this.manager.remove(recipient);
    return Promise.resolve();
  }

  describe({ sid, namespace }: Recipient): ClientDetails {
    return { sid, namespace, rooms: this.manager.getRooms(sid, { namespace }), environ: {}, session: {} };
  }

  serverEvent(event: string, args: readonly unknown[]): void {
    this.events.push([event, ...args]);
  }
}
