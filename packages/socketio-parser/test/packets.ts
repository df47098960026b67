import { expect } from 'vitest';
import type { Packet } from '../src/index.js';

/** A packet as the vector files write it; bytes are arrays of numbers there. */
export interface Vector {
  readonly name: string;
  readonly wire: string;
  readonly type: number;
  readonly namespace: string;
  readonly id?: number;
  readonly data?: unknown;
}

export const malformed = expect.objectContaining({ name: 'PacketError', code: 'MALFORMED_PACKET' });

export function fieldsOf({ type, namespace, id, data }: Packet): object {
  return { type, namespace, id, data };
}

export function expected({ type, namespace, id, data }: Vector): object {
  return { type, namespace, id, data };
}

/** Replaces arrays of numbers, which stand for bytes in the binary vectors, and collects the bytes. */
export function withBytes(data: unknown, out: Uint8Array[] = []): unknown {
  if (Array.isArray(data)) {
    if (data.length > 0 && data.every((item) => typeof item === 'number')) {
      const bytes = Uint8Array.from(data as number[]);
      out.push(bytes);
      return bytes;
    }
    return data.map((item) => withBytes(item, out));
  }
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withBytes(value, out)]));
}
