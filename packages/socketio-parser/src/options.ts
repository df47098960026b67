/** What turns data into text and back. `JSON` is one; so is anything that writes what the peer's JSON parser reads. */
export interface JsonCodec {
  stringify(value: unknown): string;
  parse(text: string): unknown;
}

/** Limits on what a peer may send. */
export interface DecodeOptions {
  /** Binary attachments of one packet. @default 10 */
  readonly maxAttachments?: number | undefined;
  /** Levels of arrays and objects in a payload, the payload itself included; judged before it is parsed. @default 1000 */
  readonly maxDepth?: number | undefined;
  /** What takes the place of `JSON`. @default JSON */
  readonly json?: JsonCodec | undefined;
}

export const DEFAULT_MAX_ATTACHMENTS = 10;
export const DEFAULT_MAX_DEPTH = 1000;
/** Longer names are refused: far above use, and short enough to be a key in tables. */
export const MAX_NAMESPACE_LENGTH = 1024;
export const MAX_EVENT_NAME_LENGTH = 1024;
