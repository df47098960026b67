import { PacketError } from '../errors.js';

/** Values of an application's own types, for MessagePack's extension types 0 to 127. */
export interface Extension {
  /** The type and bytes of a value, or `undefined` for a value that needs none. Asked for every object that is sent. */
  encode(value: object): { readonly type: number; readonly data: Uint8Array } | undefined;
  /** The value of a type and its bytes. Asked before the types that this package knows. */
  decode(type: number, data: Uint8Array): unknown;
}

const TIMESTAMP = -1;
/** The official JavaScript serializer marks `undefined`, dates and typed arrays with type 0, told apart by their length. */
const NOTEPACK = 0;

/**
 * The value of an extension type that needs no {@link Extension}: MessagePack's timestamps, and what the official
 * JavaScript serializer sends.
 *
 * @param fixed whether the length stands in the first byte, which tells a date from eight bytes of binary.
 * @throws PacketError for every other type.
 */
export function decodeKnownExtension(type: number, data: Uint8Array, fixed: boolean): unknown {
  if (type === TIMESTAMP) return decodeTimestamp(data);
  if (type === NOTEPACK) {
    if (!fixed) return data;
    if (data.length === 1) return undefined;
    if (data.length === 8) return new Date(Number(view(data).getBigInt64(0)));
  }
  throw new PacketError(`unknown MessagePack extension type ${type}`);
}

function decodeTimestamp(data: Uint8Array): Date {
  const bytes = view(data);
  switch (data.length) {
    case 4:
      return new Date(bytes.getUint32(0) * 1000);
    case 8: {
      const value = bytes.getBigUint64(0);
      return new Date(Number(value & 0x3ffffffffn) * 1000 + Math.floor(Number(value >> 34n) / 1e6));
    }
    case 12:
      return new Date(Number(bytes.getBigInt64(4)) * 1000 + Math.floor(bytes.getUint32(0) / 1e6));
    default:
      throw new PacketError(`MessagePack timestamp of ${data.length} bytes`);
  }
}

function view(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
