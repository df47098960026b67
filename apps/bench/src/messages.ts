/**
 * What the report process, the server process and the load processes say to each other over IPC.
 *
 *   report -> server   setup, mark, stop          server -> report   listening, marked, failed
 *   report -> load     setup, run, stop           load   -> report   ready, finished, failed
 *
 * A load is idle except between `run` and `finished`, so that the two marks around it enclose its operations exactly.
 */

export const TARGETS = ['socket.io', 'ours', 'ws', 'http', 'json', 'base'] as const;

/** Whose server (or, in client scenarios, whose library) is measured. `base` is another checkout of this repository. */
export type TargetName = (typeof TARGETS)[number];

export interface ServerSetup {
  readonly target: TargetName;
  /** Root of the checkout that `base` is loaded from. */
  readonly checkout?: string | undefined;
  /** `none` for scenarios about connections alone: no per-socket listener is charged to anyone. */
  readonly handlers: 'all' | 'none';
  /** Namespaces that answer, besides the root. */
  readonly namespaces: readonly string[];
  /** Rooms to spread the clients over, ten members each. */
  readonly rooms: number;
  /** Have `ours` watched by the Admin UI's server side in production mode; `base` is then the same without. */
  readonly admin?: boolean | undefined;
}

/** One WebSocket message of a conversation, as text or as a run of bytes. */
export type WireMessage = { readonly text: string } | { readonly bytes: number };

/** What a client sends in one go, and exactly what must come back before it sends the same again. */
export interface Exchange {
  readonly send: readonly WireMessage[];
  readonly receive: readonly WireMessage[];
}

/** Clients that keep up to `window` exchanges under way. */
export interface ExchangeLoad {
  readonly kind: 'exchange';
  readonly connections: number;
  /** Idle connections beside the busy ones. */
  readonly bystanders?: number;
  readonly window: number;
  readonly namespaces: readonly string[];
  /** Cycled through; all of one length on the wire. */
  readonly exchanges: readonly Exchange[];
  readonly operationsPerExchange: number;
}

/** One client triggers, clients receive; the next trigger goes out when everything has arrived. */
export interface FanoutLoad {
  readonly kind: 'fanout';
  readonly connections: number;
  readonly trigger: string;
  readonly deliver: string;
  /** How often each receiver gets it. */
  readonly each: number;
  /** By all receivers together, which may be some of the clients. */
  readonly deliveries: number;
}

/**
 * So many clients that connect and join the root namespace, and leave at once or stay. A number rather than a time: a
 * slow server would else be measured while it holds fewer of them.
 */
export interface ConnectLoad {
  readonly kind: 'connect';
  readonly concurrency: number;
  readonly count: number;
  /** How many come and go before the clock starts. */
  readonly practice: number;
  readonly stay: boolean;
}

/** Connections that are opened and kept. */
export interface IdleLoad {
  readonly kind: 'idle';
  readonly connections: number;
  /** Send the header fields that a browser sends, about 700 bytes. */
  readonly browserHeaders: boolean;
}

export interface PollEchoLoad {
  readonly kind: 'poll-echo';
  readonly connections: number;
  readonly send: string;
  readonly receive: string;
}

/** As many come and go before the clock starts. */
export interface PollConnectLoad {
  readonly kind: 'poll-connect';
  readonly concurrency: number;
  readonly count: number;
}

/** One connection that sends as fast as its socket takes it, and reads the answers. */
export interface FloodLoad {
  readonly kind: 'flood';
  readonly exchange: Exchange;
}

/** Clients that send one request every `interval` milliseconds, answered or not. */
export interface PoliteLoad {
  readonly kind: 'polite';
  readonly connections: number;
  readonly interval: number;
  readonly exchange: Exchange;
}

/** A real client library, measured in the load process itself. */
export interface ClientLoad {
  readonly kind: 'client';
  readonly target: TargetName;
  readonly checkout?: string | undefined;
  readonly mode: 'receive' | 'echo' | 'idle';
  readonly clients: number;
}

export type LoadSetup =
  | ExchangeLoad
  | FanoutLoad
  | ConnectLoad
  | IdleLoad
  | PollEchoLoad
  | PollConnectLoad
  | FloodLoad
  | PoliteLoad
  | ClientLoad;

/** The state of a process at one moment. */
export interface Mark {
  /** User and system CPU time since the process started, in microseconds. */
  readonly cpu: number;
  /** Milliseconds on the process's own monotonic clock. */
  readonly time: number;
  readonly rss: number;
  readonly heap: number;
}

export interface LoadResult {
  readonly operations: number;
  /** Of the sampled operations, in milliseconds; absent where a load has none. */
  readonly latency?: { readonly p50: number; readonly p99: number } | undefined;
}

export type ToServer =
  | { readonly type: 'setup'; readonly setup: ServerSetup }
  | { readonly type: 'mark'; readonly collect: boolean }
  | { readonly type: 'stop' };

export type ToLoad =
  | { readonly type: 'setup'; readonly load: LoadSetup; readonly port: number; readonly warmup: number }
  | { readonly type: 'run'; readonly milliseconds: number; readonly collect: boolean }
  | { readonly type: 'stop' };

export type FromServer =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'marked'; readonly mark: Mark }
  | { readonly type: 'failed'; readonly reason: string };

export type FromLoad =
  | { readonly type: 'ready' }
  | { readonly type: 'finished'; readonly result: LoadResult; readonly before: Mark; readonly after: Mark }
  | { readonly type: 'failed'; readonly reason: string };
