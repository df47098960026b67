import type { Fn } from '@x/socketio-parser';

/** Listeners by event name, any number of each. */
export class Emitter {
  readonly #listeners = new Map<string, Fn[]>();
  /** Wrappers of `once`, and what they wrap. */
  readonly #wrapped = new WeakMap<Fn, Fn>();

  on(event: string, listener: Fn): this {
    this.#listeners.set(event, [...this.listeners(event), listener]);
    return this;
  }

  once(event: string, listener: Fn): this {
    const once: Fn = (...args) => {
      this.off(event, once);
      return listener(...args);
    };
    this.#wrapped.set(once, listener);
    return this.on(event, once);
  }

  /** Removes a listener, all listeners of an event, or all there are. */
  off(event?: string, listener?: Fn): this {
    if (event === undefined) this.#listeners.clear();
    else if (!listener) this.#listeners.delete(event);
    else {
      const kept = this.listeners(event).filter((entry) => entry !== listener && this.#wrapped.get(entry) !== listener);
      this.#listeners.set(event, kept);
    }
    return this;
  }

  listeners(event: string): readonly Fn[] {
    return this.#listeners.get(event) ?? [];
  }

  hasListeners(event: string): boolean {
    return this.listeners(event).length > 0;
  }

  removeListener(event: string, listener?: Fn): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: string): this {
    return this.off(event);
  }
}
