import * as platform from '#bytes';

// Typed here rather than re-exported: declaration files that name `#bytes` are beyond TypeScript's older resolution.

/** Bytes as base64 of RFC 4648 section 4. */
export const encodeBase64: (bytes: Uint8Array) => string = platform.encodeBase64;

/**
 * Base64 of RFC 4648 section 4 as bytes; on Node they are a Buffer.
 *
 * @throws PacketError for another alphabet, missing padding, stray bits and anything else that is not strictly base64.
 */
export const decodeBase64: (text: string) => Uint8Array = platform.decodeBase64;

/** How many bytes a text takes in UTF-8. */
export const utf8Length: (text: string) => number = platform.utf8Length;
