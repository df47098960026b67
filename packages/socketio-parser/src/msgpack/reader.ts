import { setOwn } from '../binary.js';
import { PacketError } from '../errors.js';
import { decodeKnownExtension, type Extension } from './extension.js';
import * as format from './format.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Up to here a loop over the characters is faster than the platform's decoder. */
const SHORT = 32;

/**
 * Reads one value of MessagePack. Nothing is allocated on the word of a length: what a value announces must be there.
 *
 * Binary values are views of the message, not copies.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #extension: Extension | undefined;
  #levels: number;
  #at = 0;

  constructor(bytes: Uint8Array, maxDepth: number, extension: Extension | undefined) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#levels = maxDepth;
    this.#extension = extension;
  }

  /** The value that the bytes hold, all of them. @throws PacketError */
  read(): unknown {
    const value = this.#value();
    if (this.#at < this.#bytes.length) throw new PacketError(`MessagePack value ends before byte ${this.#at}`);
    return value;
  }

  #value(): unknown {
    const first = this.#unsigned(1);
    if (first < format.FIX_MAP) return first;
    if (first >= format.NEGATIVE_FIX_INT) return first - 0x100;
    if (first < format.FIX_ARRAY) return this.#map(first & 0x0f);
    if (first < format.FIX_STR) return this.#array(first & 0x0f);
    if (first < format.NIL) return this.#string(first & 0x1f);
    return this.#sizedValue(first);
  }

  #sizedValue(first: number): unknown {
    switch (first) {
      case format.NIL:
        return null;
      case format.FALSE:
        return false;
      case format.TRUE:
        return true;
      case format.BIN_8:
      case format.BIN_16:
      case format.BIN_32:
        return this.#take(this.#unsigned(sizeOf(first, format.BIN_8)));
      case format.STR_8:
      case format.STR_16:
      case format.STR_32:
        return this.#string(this.#unsigned(sizeOf(first, format.STR_8)));
      case format.ARRAY_16:
        return this.#array(this.#unsigned(2));
      case format.ARRAY_32:
        return this.#array(this.#unsigned(4));
      case format.MAP_16:
        return this.#map(this.#unsigned(2));
      case format.MAP_32:
        return this.#map(this.#unsigned(4));
      case format.EXT_8:
      case format.EXT_16:
      case format.EXT_32:
        return this.#extended(this.#unsigned(sizeOf(first, format.EXT_8)), false);
      default:
        if (first >= format.FIX_EXT_1 && first <= format.FIX_EXT_16)
          return this.#extended(1 << (first - format.FIX_EXT_1), true);
        return this.#number(first);
    }
  }

  #number(first: number): number {
    switch (first) {
      case format.FLOAT_32:
        return this.#view.getFloat32(this.#skip(4));
      case format.FLOAT_64:
        return this.#view.getFloat64(this.#skip(8));
      case format.UINT_8:
        return this.#unsigned(1);
      case format.UINT_16:
        return this.#unsigned(2);
      case format.UINT_32:
        return this.#unsigned(4);
      case format.UINT_64:
        return Number(this.#view.getBigUint64(this.#skip(8)));
      case format.INT_8:
        return this.#view.getInt8(this.#skip(1));
      case format.INT_16:
        return this.#view.getInt16(this.#skip(2));
      case format.INT_32:
        return this.#view.getInt32(this.#skip(4));
      case format.INT_64:
        return Number(this.#view.getBigInt64(this.#skip(8)));
      default:
        throw new PacketError(`invalid MessagePack type 0x${first.toString(16)} at byte ${this.#at - 1}`);
    }
  }

  #array(length: number): unknown[] {
    this.#enter();
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.push(this.#value());
    this.#levels++;
    return items;
  }

  #map(size: number): object {
    this.#enter();
    const map = {};
    for (let i = 0; i < size; i++) {
      const key = this.#value();
      if (typeof key !== 'string' && typeof key !== 'number') throw new PacketError('MessagePack map with an odd key');
      setOwn(map, String(key), this.#value());
    }
    this.#levels++;
    return map;
  }

  #enter(): void {
    if (this.#levels-- === 0) throw new PacketError('payload is nested too deep');
  }

  #string(length: number): string {
    const bytes = this.#take(length);
    if (length <= SHORT) {
      let text = '';
      for (let i = 0; i < length && bytes[i]! < 0x80; i++) text += String.fromCharCode(bytes[i]!);
      if (text.length === length) return text;
    }
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new PacketError(`MessagePack string before byte ${this.#at} is no UTF-8`, { cause });
    }
  }

  #extended(length: number, fixed: boolean): unknown {
    const type = this.#view.getInt8(this.#skip(1));
    const data = this.#take(length);
    if (type < 0 || this.#extension === undefined) return decodeKnownExtension(type, data, fixed);
    try {
      return this.#extension.decode(type, data);
    } catch (cause) {
      throw new PacketError(`MessagePack extension of type ${type} was not understood`, { cause });
    }
  }

  #unsigned(size: number): number {
    const at = this.#skip(size);
    if (size === 1) return this.#bytes[at]!;
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #take(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  #skip(size: number): number {
    const at = this.#at;
    if (size > this.#bytes.length - at) throw new PacketError(`MessagePack value is cut off at byte ${at}`);
    this.#at = at + size;
    return at;
  }
}

/** How many bytes a length takes: 1, 2 or 4, in the order of a format's three variants. */
function sizeOf(first: number, first8: number): number {
  return 1 << (first - first8);
}
