const FOREIGN = /[^A-Za-z0-9+/]/;
/** Of a last group, only these digits leave no bits behind: a second spelling of the same bytes is refused. */
const AFTER_ONE_BYTE = 'AQgw';
const AFTER_TWO_BYTES = 'AEIMQUYcgkosw048';

/** Whether a text is base64 as RFC 4648 section 4 has it: standard alphabet, padded, nothing else, no stray bits. */
export function isBase64(text: string): boolean {
  const length = text.length;
  if (length === 0) return true;
  if (length % 4 !== 0) return false;
  const padding = text[length - 1] !== '=' ? 0 : text[length - 2] !== '=' ? 1 : 2;
  if (FOREIGN.test(padding === 0 ? text : text.slice(0, length - padding))) return false;
  if (padding === 0) return true;
  return (padding === 1 ? AFTER_TWO_BYTES : AFTER_ONE_BYTE).includes(text[length - padding - 1]!);
}
