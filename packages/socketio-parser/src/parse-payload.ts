import { PacketError } from './errors.js';
import { checkNesting } from './nesting.js';
import { DEFAULT_MAX_DEPTH, type DecodeOptions } from './options.js';

/** One to four strings without escapes: what most events and answers look like, read in half the time that `JSON.parse` needs. */
const STRINGS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings hold none, so neither may these
  /^\["([^"\\\u0000-\u001f]*)"(?:,"([^"\\\u0000-\u001f]*)")?(?:,"([^"\\\u0000-\u001f]*)")?(?:,"([^"\\\u0000-\u001f]*)")?\]$/;
/** Longer payloads go to `JSON.parse` at once. */
const SHORT = 256;

/**
 * Parses the JSON of a packet from `start` on.
 *
 * @throws PacketError for invalid JSON and for nesting beyond `maxDepth`.
 */
export function parsePayload(packet: string, start: number, options: DecodeOptions): unknown {
  const text = packet.slice(start);
  const { json } = options;
  if (json === undefined && text.length < SHORT && text.endsWith('"]') && !text.includes('\\')) {
    const match = STRINGS.exec(text);
    if (match !== null) return stringsOf(match);
  }
  checkNesting(text, options.maxDepth ?? DEFAULT_MAX_DEPTH);
  try {
    return (json ?? JSON).parse(text);
  } catch (cause) {
    throw new PacketError(`payload is no valid JSON (at character ${start} of the packet)`, { cause });
  }
}

function stringsOf([, name, first, second, third]: RegExpExecArray): string[] {
  if (first === undefined) return [name!];
  if (second === undefined) return [name!, first];
  return third === undefined ? [name!, first, second] : [name!, first, second, third];
}
