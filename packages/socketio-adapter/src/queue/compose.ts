import { DEFAULT_NAMESPACE } from '../defaults.js';
import { type ClientFilter, type EmitOptions, targetOf } from '../options.js';
import type { EmitExtension, EmitMessage } from './messages.js';

/** What an emit asks the other servers to do. */
export interface EmitOrder {
  readonly hostId: string;
  readonly namespace: string;
  readonly event: string;
  readonly args: readonly unknown[];
  readonly options: EmitOptions;
  /** Under which acknowledgements come back; none are wanted without it. */
  readonly id?: number | undefined;
  readonly extension?: EmitExtension | undefined;
}

export function emitMessage({ hostId, namespace, event, args, options, id, extension }: EmitOrder): EmitMessage {
  const room = targetOf(options);
  const { volatile, compress } = options;
  const single = args.length === 1 && args[0] === null ? 1 : undefined;
  const plain = extension === undefined && single === undefined && volatile === undefined && compress === undefined;
  return {
    method: 'emit',
    hostId,
    event,
    args,
    namespace,
    room,
    skipSid: options.skipSid,
    // Python gives the first two back as they are; the room must be a single string for it.
    callback: id === undefined ? undefined : [typeof room === 'string' ? room : '', namespace, id],
    extension: plain ? undefined : { args: single, volatile, compress, ...extension },
  };
}

/** Which clients are meant, on all servers. */
export function selectionOf({ namespace = DEFAULT_NAMESPACE, room, except }: ClientFilter) {
  return { namespace, room, except };
}
