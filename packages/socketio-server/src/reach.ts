import type { Core } from './core.js';
import type { Registry } from './registry.js';

/** What a face of the server acts on: one namespace, or all that match a pattern. */
export interface Reach {
  readonly core: Core;
  /** The namespace; undefined for a pattern. */
  readonly name: string | undefined;
  /** Where handlers are registered. */
  readonly registry: Registry;
  /** All namespaces that are meant. */
  names(): Iterable<string>;
  /** The namespace of a client. */
  nameOf(sid: string): string;
}

export class OneNamespace implements Reach {
  readonly core: Core;
  readonly name: string;

  constructor(core: Core, name: string) {
    this.core = core;
    this.name = name;
  }

  get registry(): Registry {
    return this.core.namespaces.registry(this.name);
  }

  names(): Iterable<string> {
    return [this.name];
  }

  nameOf(): string {
    return this.name;
  }
}

export class MatchingNamespaces implements Reach {
  readonly core: Core;
  readonly name = undefined;
  readonly registry: Registry;

  constructor(core: Core, pattern: RegExp) {
    this.core = core;
    this.registry = core.namespaces.patternRegistry(pattern);
  }

  names(): Iterable<string> {
    return this.core.namespaces.namesOf(this.registry);
  }

  /** Session ids are unique, so at most one of the namespaces has it. */
  nameOf(sid: string): string {
    for (const name of this.names()) if (this.core.peer(sid, name) !== undefined) return name;
    return '';
  }
}
