import { type Session, type SessionHandler, SharedMessage } from '@x/engineio-server';
import {
  type AckRequest,
  type ClientDetails,
  type EmitOptions,
  type Flags,
  type Host,
  type Logger,
  Manager,
  type RequestListener,
  resolveLogger,
} from '@x/socketio-adapter';
import { type DecoderOptions, isReservedEvent, type Serializer, SocketIOError, tuple } from '@x/socketio-parser';
import { MsgpackSerializer } from '@x/socketio-parser/msgpack';
import { ActivityLog } from './activity-log.js';
import { admit } from './admission.js';
import { channels } from './channels.js';
import { type Codec, DefaultCodec, SerializerCodec } from './codec.js';
import { ConnectDeadlines } from './connect-deadlines.js';
import { Connection } from './connection.js';
import { leave } from './departure.js';
import { DisconnectReason } from './disconnect-reason.js';
import { isThenable } from './guard.js';
import type { AnyFn, ErrorHandler, UnhandledHandler } from './handler-types.js';
import type { NamespaceState } from './namespace-state.js';
import { NamespaceTable } from './namespace-table.js';
import { type ResolvedServerOptions, resolveOptions, type ServerOptions } from './options.js';
import type { Peer } from './peer.js';
import { invoke, UNHANDLED } from './route.js';
import { RunningHandlers } from './running-handlers.js';

/** Who is gone for one of these may come back. */
const RECOVERABLE: ReadonlySet<DisconnectReason> = new Set([
  DisconnectReason.TRANSPORT_CLOSE,
  DisconnectReason.TRANSPORT_ERROR,
  DisconnectReason.PING_TIMEOUT,
]);

/** What all faces of one server share: connections, namespaces, the manager, the codec. It knows no HTTP. */
export class Core implements Host {
  readonly options: ResolvedServerOptions;
  readonly logger: Logger;
  /** Undefined unless the application asked for a log. */
  readonly activity: ActivityLog | undefined;
  readonly manager: Manager;
  readonly namespaces: NamespaceTable;
  readonly codec: Codec;
  readonly serializer: Serializer | undefined;
  readonly decoderOptions: DecoderOptions;
  readonly deadlines: ConnectDeadlines;
  readonly running = new RunningHandlers();
  onErrorDefault: ErrorHandler | undefined;
  onUnhandled: UnhandledHandler | undefined;
  readonly serverHandlers = new Map<string, AnyFn>();

  constructor(options: ServerOptions) {
    this.options = resolveOptions(options);
    this.logger = resolveLogger(options.logger);
    this.activity = options.logger ? new ActivityLog(this.logger) : undefined;
    this.namespaces = new NamespaceTable(this.options.namespaces);
    this.serializer = resolveSerializer(options.serializer);
    this.codec =
      this.serializer === undefined
        ? new DefaultCodec(options.json, this.options.maxAttachments)
        : new SerializerCodec(this.serializer);
    const { maxAttachments, maxHttpBufferSize } = this.options;
    this.decoderOptions = {
      maxAttachments,
      maxAttachmentBytes: maxAttachments * maxHttpBufferSize,
      json: options.json,
    };
    this.deadlines = new ConnectDeadlines(this.options.connectTimeout, (connection) => {
      this.logger.debug('Connection closed: it joined no namespace in time');
      connection.session.close(DisconnectReason.SERVER_DISCONNECT);
    });
    this.manager = options.clientManager ?? new Manager();
    // By what it does: it may come from another copy of the package.
    if (typeof this.manager.setHost !== 'function') {
      throw new SocketIOError('INVALID_ARGUMENT', 'clientManager must be a Manager, such as a RedisManager');
    }
    this.manager.setHost(this);
    if (this.options.recovery !== undefined && !this.manager.enableRecovery(this.options.recovery)) {
      this.logger.warn('This client manager cannot recover connections: connectionStateRecovery has no effect');
    }
  }

  /** A session of the engine opened. */
  open(session: Session): SessionHandler {
    const connection = new Connection(this, session);
    this.deadlines.start(connection);
    if (connection.legacy) {
      process.nextTick(() => {
        if (session.open) admit(connection, '/', undefined);
      });
    }
    return connection;
  }

  peer(sid: string, namespace: string): Peer | undefined {
    return this.manager.find(sid, namespace) as Peer | undefined;
  }

  event(peer: Peer, event: string, args: [string, ...unknown[]], id: number | undefined): void {
    if (channels.event.hasSubscribers) {
      channels.event.publish({ sid: peer.sid, namespace: peer.namespace, event, args: args.slice(1) });
    }
    this.activity?.received(peer, event);
    const size = peer.connection.inputSize;
    if (this.options.asyncHandlers) void peer.handle(event, args, id, size);
    else peer.inOrder(() => peer.handle(event, args, id, size), size);
  }

  acknowledged(peer: Peer, id: number, args: readonly unknown[]): void {
    try {
      if (!this.manager.triggerCallback(peer, id, args)) this.logger.debug(`Unknown acknowledgement ${id} ignored`);
    } catch (error) {
      peer.report(error, 'acknowledgement', args);
    }
  }

  /** Middlewares see an event that nobody handles as one without result; an answer of theirs counts. */
  runEventMiddlewares(state: NamespaceState, sid: string, event: string, args: unknown[]): unknown {
    const middlewares = state.eventMiddlewares();
    const values = args.slice(1);
    let isHandled = true;
    const run = (index: number): unknown => {
      const middleware = middlewares[index];
      if (middleware !== undefined) return middleware(sid, event, values, () => run(index + 1), state.name);
      const result = invoke(state, event, [event, ...values], sid);
      isHandled = result !== UNHANDLED;
      return isHandled ? result : undefined;
    };
    const outcome = (result: unknown) => (isHandled || result !== undefined ? result : UNHANDLED);
    const result = run(0);
    return isThenable(result) ? Promise.resolve(result).then(outcome) : outcome(result);
  }

  /** A callback of the application that cannot harm whoever calls it. */
  protect<A extends unknown[]>(callback: (...args: A) => unknown, event: string): (...args: A) => void {
    const failed = (error: unknown) => this.logger.error(`Callback of "${event}" failed`, error);
    return (...args) => {
      try {
        const result = callback(...args);
        if (isThenable(result)) Promise.resolve(result).catch(failed);
      } catch (error) {
        failed(error);
      }
    };
  }

  connected(peer: Peer): void {
    this.activity?.joined(peer);
    if (!channels.connect.hasSubscribers) return;
    const { sid, namespace, connection } = peer;
    channels.connect.publish({ sid, namespace, environ: connection.session.environ });
  }

  disconnected(peer: Peer, reason: DisconnectReason): void {
    this.activity?.left(peer, reason);
    if (RECOVERABLE.has(reason)) this.manager.saveState(peer, peer.session);
    if (!channels.disconnect.hasSubscribers) return;
    channels.disconnect.publish({ sid: peer.sid, namespace: peer.namespace, reason });
  }

  /** @returns what to wait for; it never rejects. */
  unhandled(peer: Peer, event: string, args: readonly unknown[]): Promise<void> | undefined {
    this.activity?.unhandled(peer, event);
    if (this.onUnhandled === undefined) return undefined;
    const values = args.slice(1);
    const failed = (error: unknown) => peer.report(error, event, values);
    try {
      const result = this.onUnhandled(peer.sid, event, values, peer.namespace);
      if (isThenable(result)) return Promise.resolve(result).then(() => {}, failed);
    } catch (error) {
      failed(error);
    }
    return undefined;
  }

  /** Tells the nearest error handler, else the log. Returns what the handler wants to acknowledge with. */
  reportError(
    error: unknown,
    state: NamespaceState | undefined,
    sid: string | undefined,
    event: string,
    args: readonly unknown[],
  ): unknown {
    const handler = state === undefined ? this.onErrorDefault : (state.errorHandler() ?? this.onErrorDefault);
    const namespace = state?.name ?? '/';
    if (channels.error.hasSubscribers) channels.error.publish({ error, sid, namespace, event, args });
    const log = () => this.logger.error(`Error in the handler of "${event}" in ${namespace}`, error);
    if (handler === undefined) return log();
    const failed = (second: unknown) => {
      this.logger.error(`The error handler of ${namespace} failed itself`, second);
      return log();
    };
    try {
      const answer = handler(error, { sid, namespace, event, args });
      return isThenable(answer) ? Promise.resolve(answer).catch(failed) : answer;
    } catch (second) {
      return failed(second);
    }
  }

  emit(namespace: string, event: string, data: unknown, options: EmitOptions): Promise<void> {
    checkEventName(event);
    if (channels.emit.hasSubscribers) channels.emit.publish({ namespace, event, data, options });
    this.activity?.emitted(namespace, event, options);
    const named = (options.namespace ?? '/') === namespace ? options : { ...options, namespace };
    return this.manager.emit(event, data, named);
  }

  request(
    namespace: string,
    event: string,
    args: readonly unknown[],
    options: EmitOptions,
    listener: RequestListener,
  ): AckRequest {
    checkEventName(event);
    if (channels.emit.hasSubscribers) channels.emit.publish({ namespace, event, data: tuple(...args), options });
    this.activity?.emitted(namespace, event, options);
    return this.manager.request(namespace, event, args, options, listener);
  }

  encode(namespace: string, event: string, args: readonly unknown[], { compress }: Flags): SharedMessage {
    const { text, attachments } = this.codec.event(namespace, event, args);
    return new SharedMessage(text, attachments, compress === undefined ? undefined : { compress });
  }

  disconnect(peer: Peer): Promise<void> {
    return leave(peer, DisconnectReason.SERVER_DISCONNECT, true);
  }

  describe(peer: Peer): ClientDetails {
    return {
      sid: peer.sid,
      namespace: peer.namespace,
      rooms: this.manager.getRooms(peer.sid, { namespace: peer.namespace }),
      environ: peer.connection.session.environ,
      session: peer.session ?? {},
    };
  }

  /** Another server of the cluster has something to say. */
  serverEvent(event: string, args: readonly unknown[]): void {
    try {
      const result = this.serverHandlers.get(event)?.(...args);
      if (isThenable(result)) {
        Promise.resolve(result).catch((error: unknown) => this.reportError(error, undefined, undefined, event, args));
      }
    } catch (error) {
      this.reportError(error, undefined, undefined, event, args);
    }
  }
}

/** Undefined for the default one, which plain functions do. */
function resolveSerializer(choice: ServerOptions['serializer']): Serializer | undefined {
  if (choice === undefined || choice === 'default') return undefined;
  if (choice === 'msgpack') return new MsgpackSerializer();
  if (typeof choice === 'object' && typeof choice.encode === 'function') return choice;
  throw new SocketIOError('INVALID_ARGUMENT', `serializer must be 'default', 'msgpack' or a Serializer, not ${choice}`);
}

/** @throws SocketIOError `INVALID_ARGUMENT` for what is no event name, or has a meaning of its own. */
function checkEventName(event: string): void {
  if (typeof event !== 'string') {
    throw new SocketIOError('INVALID_ARGUMENT', `The event to emit must be a string, not ${typeof event}`);
  }
  if (isReservedEvent(event)) {
    throw new SocketIOError('INVALID_ARGUMENT', `"${event}" is a reserved name and cannot be emitted`);
  }
}
