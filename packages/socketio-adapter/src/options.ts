import type { Flags } from './recipient.js';

/** One name or several. */
export type OneOrMany = string | readonly string[];

export interface NamespaceOptions {
  /** The namespace. @default '/' */
  readonly namespace?: string | undefined;
}

/** Whom something is for. */
export interface TargetOptions extends NamespaceOptions {
  /**
   * A sid, a room, or a list of either: each member once. Left out: everyone in the namespace.
   *
   * @default everyone in the namespace
   */
  readonly to?: OneOrMany | undefined;
  /** Another name for `to`. @default none */
  readonly room?: OneOrMany | undefined;
  /** Another name for `to`. @default none */
  readonly sid?: OneOrMany | undefined;
  /** A sid, a room, or a list of either, to be left out. @default none */
  readonly skipSid?: OneOrMany | undefined;
  /** Act on this server only, past the queue that joins it with others. @default false */
  readonly ignoreQueue?: boolean | undefined;
}

export interface EmitOptions extends TargetOptions, Flags {
  /** Called once per recipient with the values that it acknowledged with. @default none */
  // biome-ignore lint/suspicious/noExplicitAny: the values are whatever the other side acknowledges with
  readonly callback?: ((...args: any[]) => void) | undefined;
  /** Milliseconds after which missing acknowledgements are given up. @default 60_000 */
  readonly timeout?: number | undefined;
  /** With other servers: wait until the queue has the event, and reject when it did not get it. @default false */
  readonly confirm?: boolean | undefined;
}

/** Room operations and inspection act on clients, whose namespace and rooms these options name. */
export interface ClientFilter extends NamespaceOptions {
  /** A sid, a room, or a list of either. Left out: everyone in the namespace. @default everyone in the namespace */
  readonly room?: OneOrMany | undefined;
  /** A sid, a room, or a list of either, to be left out. @default none */
  readonly except?: OneOrMany | undefined;
  /** Look at this server only. @default false */
  readonly local?: boolean | undefined;
}

/** The target of an emit, whichever of its names was used. */
export function targetOf(options: TargetOptions): OneOrMany | undefined {
  return options.to ?? options.room ?? options.sid;
}
