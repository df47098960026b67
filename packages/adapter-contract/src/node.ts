import type { ClientDetails, Flags, Host, PendingAcks, PubSubManager, Recipient } from '@x/socketio-adapter';
import { Recorder } from './recorder.js';

/** A client as a manager sees it: it keeps what it is sent, and acknowledges if it is told how. */
export class TestClient implements Recipient {
  readonly sid: string;
  readonly namespace: string;
  readonly pid = undefined;
  rooms: Set<string> | undefined = undefined;
  acks: PendingAcks | undefined = undefined;
  /** What the application keeps for it. */
  session: unknown = {};
  /** Each event with its arguments. */
  readonly received: Recorder<readonly unknown[]>;
  readonly flags: Flags[] = [];
  /** Makes an acknowledgement of the arguments; without it, events that want one stay unanswered. */
  acknowledge: ((...args: readonly unknown[]) => readonly unknown[]) | undefined;
  readonly #manager: PubSubManager;

  constructor(manager: PubSubManager, sid: string, namespace: string, patience: number) {
    this.received = new Recorder(patience);
    this.#manager = manager;
    this.sid = sid;
    this.namespace = namespace;
  }

  send(event: string, args: readonly unknown[], id: number | undefined, flags: Flags): void {
    this.#take([event, ...args], flags);
    const { acknowledge } = this;
    if (id === undefined || acknowledge === undefined) return;
    // A client is never as fast as the call that sends to it.
    setImmediate(() => this.#manager.triggerCallback(this, id, acknowledge(...args)));
  }

  deliver(packet: unknown, flags: Flags): void {
    this.#take(packet as readonly unknown[], flags);
  }

  #take(event: readonly unknown[], { volatile, compress }: Flags): void {
    this.flags.push({ volatile, compress });
    this.received.push(event);
  }
}

/** A server as far as a manager needs one. */
export class TestNode implements Host {
  readonly manager: PubSubManager;
  readonly serverEvents: Recorder<readonly unknown[]>;
  readonly #patience: number;
  readonly errors: string[] = [];
  readonly logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (message: string) => {
      this.errors.push(message);
    },
  };
  #clients = 0;

  constructor(manager: PubSubManager, patience: number) {
    this.#patience = patience;
    this.serverEvents = new Recorder(patience);
    this.manager = manager;
    manager.setHost(this);
    manager.initialize();
  }

  connect(namespace: string): TestClient {
    this.#clients += 1;
    const sid = `${this.manager.hostId.slice(0, 8)}-${this.#clients}`;
    const client = new TestClient(this.manager, sid, namespace, this.#patience);
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

  describe(recipient: Recipient): ClientDetails {
    const { sid, namespace, session } = recipient as TestClient;
    return { sid, namespace, rooms: this.manager.getRooms(sid, { namespace }), environ: { url: '/' }, session };
  }

  serverEvent(event: string, args: readonly unknown[]): void {
    this.serverEvents.push([event, ...args]);
  }
}
