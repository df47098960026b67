import { PacketError } from '../errors.js';
import { isBase64 } from './alphabet.js';

// The web's own codecs, named here because this package compiles without the DOM's types.
declare const atob: (text: string) => string;
declare const btoa: (binary: string) => string;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Arguments per call of `fromCharCode`; engines limit how many a call may have. */
const CHUNK = 8192;

export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += CHUNK) binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(binary);
}

export function decodeBase64(text: string): Uint8Array {
  if (!isBase64(text)) throw new PacketError(`invalid base64 in a binary packet of ${text.length} characters`);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // A surrogate pair is two units and four bytes, a lone surrogate becomes U+FFFD: three bytes.
    if (code < 0x800) length += 1;
    else if (isPair(text, i)) {
      length += 2;
      i++;
    } else length += 2;
  }
  return length;
}

function isPair(text: string, i: number): boolean {
  const next = text.charCodeAt(i + 1);
  return (text.charCodeAt(i) & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;
}
