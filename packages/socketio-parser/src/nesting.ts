import { PacketError } from './errors.js';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const OPEN_OBJECT = 123;
const CLOSE_ARRAY = 93;
const CLOSE_OBJECT = 125;

/**
 * Refuses JSON that is nested deeper than allowed, before it is parsed: what walks the data later may recurse.
 *
 * Cheap for what is usual: a short text cannot be deep, nor can one with few brackets, whatever its strings hold.
 */
export function checkNesting(text: string, maxDepth: number): void {
  if (text.length <= 2 * maxDepth) return;
  if (countUpTo(text, '[', maxDepth) + countUpTo(text, '{', maxDepth) <= maxDepth) return;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > maxDepth) throw new PacketError(`payload is nested deeper than ${maxDepth} levels`);
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
  }
}

/** How often a bracket occurs; counting ends above the limit. */
function countUpTo(text: string, bracket: string, limit: number): number {
  let count = 0;
  for (let i = text.indexOf(bracket); i !== -1 && count <= limit; i = text.indexOf(bracket, i + 1)) count++;
  return count;
}

/** The index of a string's closing quote, given that of its opening one; the text's end if it never closes. */
function endOfString(text: string, open: number): number {
  for (let i = text.indexOf('"', open + 1); i !== -1; i = text.indexOf('"', i + 1)) {
    let escapes = i;
    while (text.charCodeAt(escapes - 1) === BACKSLASH) escapes--;
    if ((i - escapes) % 2 === 0) return i;
  }
  return text.length;
}
