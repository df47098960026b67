import { checkNamespace } from './given.js';
import { NamespaceState } from './namespace-state.js';
import { Registry } from './registry.js';

/** Every namespace and what is registered where. */
export class NamespaceTable {
  /** Registrations for `'*'`. */
  readonly everywhere = new Registry();
  private readonly states = new Map<string, NamespaceState>();
  private readonly patterns: { readonly pattern: RegExp; readonly registry: Registry }[] = [];
  private readonly listed: ReadonlySet<string>;
  private readonly acceptsAll: boolean;

  /** @param listed the namespaces that exist without handlers; `'*'` for all. */
  constructor(listed: readonly string[]) {
    for (const name of listed) checkNamespace(name);
    this.listed = new Set(listed);
    this.acceptsAll = this.listed.has('*');
  }

  /** The state of a namespace that the application names; made when it is new. */
  state(name: string): NamespaceState {
    return this.states.get(name) ?? this.add(name, this.patternOf(name));
  }

  /** The registrations of a namespace that the application names, or of `'*'`. */
  registry(name: string): Registry {
    checkNamespace(name);
    return name === '*' ? this.everywhere : this.state(name).registry;
  }

  patternRegistry(pattern: RegExp): Registry {
    const known = this.patterns.find((entry) => String(entry.pattern) === String(pattern));
    if (known !== undefined) return known.registry;
    const registry = new Registry();
    // A sticky or global expression would remember where it stood, and answer differently the next time.
    this.patterns.push({ pattern: new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')), registry });
    return registry;
  }

  /** The namespace that a client asks for; undefined when there is none of that name. */
  accept(name: string): NamespaceState | undefined {
    const state = this.states.get(name);
    if (state !== undefined && (state.registry.accepts || state.pattern !== undefined)) return state;
    const pattern = this.patternOf(name);
    if (pattern === undefined && !this.acceptsAll && !this.listed.has(name)) return undefined;
    return state ?? this.add(name, pattern);
  }

  /** The last client left: names that clients made up are forgotten again. */
  release(name: string): void {
    const state = this.states.get(name);
    if (state !== undefined && !state.registry.accepts && !this.listed.has(name)) this.states.delete(name);
  }

  /** The existing namespaces that belong to a pattern. */
  *namesOf(pattern: Registry): Iterable<string> {
    for (const state of this.states.values()) if (state.pattern === pattern) yield state.name;
  }

  private add(name: string, pattern: Registry | undefined): NamespaceState {
    const state = new NamespaceState(name, new Registry(), pattern, this.everywhere);
    this.states.set(name, state);
    return state;
  }

  private patternOf(name: string): Registry | undefined {
    return this.patterns.find(({ pattern }) => pattern.test(name))?.registry;
  }
}
