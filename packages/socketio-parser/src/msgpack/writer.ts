import { bytesOf } from '../binary.js';
import { SocketIOError } from '../errors.js';
import { DEFAULT_MAX_DEPTH } from '../options.js';
import type { Extension } from './extension.js';
import * as format from './format.js';

const encoder = new TextEncoder();
/** Up to here a loop over the characters is faster than the platform's encoder. */
const SHORT = 64;

/**
 * Writes one value as MessagePack. What JSON leaves out is left out here too, dates become their ISO text, and binary
 * values their bytes: data arrives as it does with the default serializer.
 */
export class Writer {
  readonly #extension: Extension | undefined;
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  constructor(extension: Extension | undefined) {
    this.#extension = extension;
  }

  /** What was written so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** @throws SocketIOError `INVALID_ARGUMENT` for data nested too deep, circular data among it, and for a Blob. */
  value(value: unknown, levels = DEFAULT_MAX_DEPTH): void {
    switch (typeof value) {
      case 'string':
        this.string(value);
        return;
      case 'number':
        this.#number(value);
        return;
      case 'boolean':
        this.#byte(value ? format.TRUE : format.FALSE);
        return;
      case 'bigint':
        this.#bigint(value);
        return;
      case 'object':
        if (value !== null) {
          this.#object(value, levels);
          return;
        }
    }
    this.#byte(format.NIL);
  }

  string(text: string): void {
    if (text.length >= SHORT || !this.#shortAscii(text)) {
      const bytes = encoder.encode(text);
      this.#header(bytes.length, format.FIX_STR, 32, format.STR_8, format.STR_16, format.STR_32);
      this.#raw(bytes);
    }
  }

  mapHeader(size: number): void {
    this.#header(size, format.FIX_MAP, 16, 0, format.MAP_16, format.MAP_32);
  }

  #shortAscii(text: string): boolean {
    const start = this.#at;
    this.#header(text.length, format.FIX_STR, 32, format.STR_8, format.STR_16, format.STR_32);
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.#at = start;
        return false;
      }
      this.#bytes[this.#at++] = code;
    }
    return true;
  }

  #object(value: object, levels: number): void {
    if (levels === 0) {
      throw new SocketIOError(
        'INVALID_ARGUMENT',
        `data is circular or nested deeper than ${DEFAULT_MAX_DEPTH} levels, so it cannot be sent`,
      );
    }
    if (Array.isArray(value)) {
      this.#header(value.length, format.FIX_ARRAY, 16, 0, format.ARRAY_16, format.ARRAY_32);
      for (const item of value) this.value(item, levels - 1);
      return;
    }
    const extended = this.#extension?.encode(value);
    if (extended !== undefined) {
      this.#extended(extended.type, extended.data);
      return;
    }
    const bytes = Object.getPrototypeOf(value) === Object.prototype ? undefined : bytesOf(value);
    if (bytes !== undefined) {
      this.#header(bytes.length, 0, 0, format.BIN_8, format.BIN_16, format.BIN_32);
      this.#raw(bytes);
      return;
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') this.value(toJSON.call(value, ''), levels - 1);
    else if (value instanceof Number || value instanceof String || value instanceof Boolean)
      this.value(value.valueOf());
    else this.#map(value as Record<string, unknown>, levels);
  }

  #map(value: Record<string, unknown>, levels: number): void {
    const keys = Object.keys(value).filter((key) => isSendable(value[key]));
    this.mapHeader(keys.length);
    for (const key of keys) {
      this.string(key);
      this.value(value[key], levels - 1);
    }
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.#byte(format.FLOAT_64);
      this.#reserve(8);
      this.#view.setFloat64(this.#at, value);
      this.#at += 8;
    } else if (value >= 0) this.#unsigned(value);
    else this.#negative(value);
  }

  #unsigned(value: number): void {
    if (value < 0x80) this.#byte(value);
    else if (value < 0x100) this.#sized(format.UINT_8, value, 1);
    else if (value < 0x10000) this.#sized(format.UINT_16, value, 2);
    else if (value < 0x100000000) this.#sized(format.UINT_32, value, 4);
    else this.#sized64(format.UINT_64, BigInt(value));
  }

  #negative(value: number): void {
    if (value >= -0x20) this.#byte(value & 0xff);
    else if (value >= -0x80) this.#sized(format.INT_8, value, 1);
    else if (value >= -0x8000) this.#sized(format.INT_16, value, 2);
    else if (value >= -0x80000000) this.#sized(format.INT_32, value, 4);
    else this.#sized64(format.INT_64, BigInt(value));
  }

  #bigint(value: bigint): void {
    if (BigInt.asUintN(64, value) === value) this.#sized64(format.UINT_64, value);
    else if (BigInt.asIntN(64, value) === value) this.#sized64(format.INT_64, value);
    else throw new SocketIOError('INVALID_ARGUMENT', 'a bigint beyond 64 bits cannot be sent');
  }

  #extended(type: number, data: Uint8Array): void {
    if (!Number.isInteger(type) || type < 0 || type > 127) {
      throw new SocketIOError('INVALID_ARGUMENT', `extension type ${type} is not an integer from 0 to 127`);
    }
    this.#header(data.length, 0, 0, format.EXT_8, format.EXT_16, format.EXT_32);
    this.#byte(type);
    this.#raw(data);
  }

  /** A length: in the first byte below `fixed`, behind `size8` (0 where the format has none), `size16` or `size32` else. */
  #header(length: number, fix: number, fixed: number, size8: number, size16: number, size32: number): void {
    if (length < fixed) this.#byte(fix | length);
    else if (length < 0x100 && size8 !== 0) this.#sized(size8, length, 1);
    else if (length < 0x10000) this.#sized(size16, length, 2);
    else this.#sized(size32, length, 4);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  #sized(first: number, value: number, size: 1 | 2 | 4): void {
    this.#byte(first);
    this.#reserve(size);
    if (size === 1) this.#view.setUint8(this.#at, value);
    else if (size === 2) this.#view.setUint16(this.#at, value);
    else this.#view.setUint32(this.#at, value);
    this.#at += size;
  }

  #sized64(first: number, value: bigint): void {
    this.#byte(first);
    this.#reserve(8);
    this.#view.setBigUint64(this.#at, BigInt.asUintN(64, value));
    this.#at += 8;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(size: number): void {
    const needed = this.#at + size;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function isSendable(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}
