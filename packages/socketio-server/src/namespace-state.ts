import type { ErrorHandler, EventMiddleware, Middleware } from './handler-types.js';
import type { Registry } from './registry.js';

/** One namespace that exists by name: its own registrations, and those of the scopes around it. */
export class NamespaceState {
  readonly name: string;
  readonly registry: Registry;
  /** What was registered for the pattern that the name matches. */
  readonly pattern: Registry | undefined;
  /** What was registered for all namespaces. */
  private readonly everywhere: Registry;
  /** All of these, the nearest first. Functions of any of them go before classes of any. */
  readonly scopes: readonly Registry[];

  constructor(name: string, registry: Registry, pattern: Registry | undefined, everywhere: Registry) {
    this.name = name;
    this.registry = registry;
    this.pattern = pattern;
    this.everywhere = everywhere;
    this.scopes = pattern === undefined ? [registry, everywhere] : [registry, pattern, everywhere];
  }

  isCatchAll(registry: Registry): boolean {
    return registry === this.everywhere;
  }

  errorHandler(): ErrorHandler | undefined {
    for (const { onError, classHandlers } of this.scopes) {
      const handler = onError ?? classHandlers?.onError;
      if (handler !== undefined) return handler;
    }
    return undefined;
  }

  /** Middlewares for all namespaces run first, the pattern's next. */
  middlewares(): readonly Middleware[] {
    return [
      ...(this.everywhere.middlewares ?? []),
      ...(this.pattern?.middlewares ?? []),
      ...(this.registry.middlewares ?? []),
    ];
  }

  get hasEventMiddlewares(): boolean {
    return (
      this.registry.eventMiddlewares !== undefined ||
      this.everywhere.eventMiddlewares !== undefined ||
      this.pattern?.eventMiddlewares !== undefined
    );
  }

  eventMiddlewares(): readonly EventMiddleware[] {
    return [
      ...(this.everywhere.eventMiddlewares ?? []),
      ...(this.pattern?.eventMiddlewares ?? []),
      ...(this.registry.eventMiddlewares ?? []),
    ];
  }
}
