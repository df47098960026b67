import { Buffer } from 'node:buffer';
import { PacketError } from '../errors.js';
import { isBase64 } from './alphabet.js';

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

export function decodeBase64(text: string): Uint8Array {
  if (!isBase64(text)) throw new PacketError(`invalid base64 in a binary packet of ${text.length} characters`);
  return Buffer.from(text, 'base64');
}

export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

export function decodeUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
