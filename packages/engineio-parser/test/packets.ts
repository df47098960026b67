import { Packet, type PacketType } from '../src/index.js';

/** A packet as the vector files write it: type, then text or bytes. */
export type Vector = readonly [type: number, data: string | readonly number[]];

export function fromVector([type, data]: Vector): Packet {
  return new Packet(type as PacketType, typeof data === 'string' ? data : Uint8Array.from(data));
}

/** Views of any class compare by their bytes. */
export function toVector({ type, data }: Packet): Vector {
  return [type, typeof data === 'string' ? data : [...data]];
}
