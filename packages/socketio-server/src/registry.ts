import type { ClassHandlers } from './class-handlers.js';
import type {
  AnyFn,
  ConnectHandler,
  DisconnectHandler,
  ErrorHandler,
  EventMiddleware,
  Middleware,
} from './handler-types.js';

/** What was registered for one namespace, for a pattern of them, or for all (`'*'`). */
export class Registry {
  readonly events = new Map<string, AnyFn>();
  /** The catch-all. It stands beside the table, where no event of that name can reach it. */
  anyEvent: AnyFn | undefined;
  connect: ConnectHandler | AnyFn | undefined;
  disconnect: DisconnectHandler | AnyFn | undefined;
  middlewares: Middleware[] | undefined;
  eventMiddlewares: EventMiddleware[] | undefined;
  onError: ErrorHandler | undefined;
  classHandlers: ClassHandlers | undefined;
  /** Whether somebody asked for the namespace by name, handlers or not. */
  declared = false;

  /** Whether the namespace exists for clients on the strength of this alone. */
  get accepts(): boolean {
    return (
      this.declared ||
      this.events.size > 0 ||
      this.anyEvent !== undefined ||
      this.connect !== undefined ||
      this.disconnect !== undefined ||
      this.classHandlers !== undefined
    );
  }

  /** Returns the handler that is replaced. */
  set(event: string, handler: AnyFn): AnyFn | undefined {
    const before = this.get(event);
    if (event === 'connect') this.connect = handler;
    else if (event === 'disconnect') this.disconnect = handler;
    else if (event === '*') this.anyEvent = handler;
    else this.events.set(event, handler);
    return before;
  }

  get(event: string): AnyFn | undefined {
    if (event === 'connect') return this.connect;
    if (event === 'disconnect') return this.disconnect;
    return event === '*' ? this.anyEvent : this.events.get(event);
  }

  delete(event: string): void {
    if (event === 'connect') this.connect = undefined;
    else if (event === 'disconnect') this.disconnect = undefined;
    else if (event === '*') this.anyEvent = undefined;
    else this.events.delete(event);
  }
}
