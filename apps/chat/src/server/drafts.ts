import { type Draft, LIMITS, type Picture } from '../events.js';
import { pictureType } from './pictures.js';

/** A draft that passed: `bytes` are those of the picture, if it has one. */
interface Checked {
  id: string;
  text: string;
  picture: Picture | null;
  bytes: Uint8Array | undefined;
}

const isSize = (value: unknown) =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= LIMITS.pixels;

/** Checks what came over the wire as a draft. The answer to a bad one is a sentence for its author. */
export function checkDraft(input: unknown): Checked | string {
  const { id, text, picture = null } = (input ?? {}) as Partial<Draft>;
  if (typeof id !== 'string' || !LIMITS.id.test(id)) return 'The message has no proper id.';
  if (typeof text !== 'string') return 'The message has no text.';
  if (text.length > LIMITS.text) return `Messages have at most ${LIMITS.text} characters; this one has ${text.length}.`;
  if (picture === null) {
    return text.trim() === '' ? 'The message is empty.' : { id, text, picture: null, bytes: undefined };
  }
  return checkPicture(id, text, picture);
}

function checkPicture(id: string, text: string, picture: NonNullable<Draft['picture']>): Checked | string {
  const { bytes, width, height } = picture;
  if (!(bytes instanceof Uint8Array)) return 'The picture has no content.';
  if (bytes.byteLength > LIMITS.picture) return 'The picture is too big: 2 MB is the limit.';
  if (!isSize(width) || !isSize(height)) return 'The size of the picture makes no sense.';
  const type = pictureType(bytes);
  if (!type) return 'That is not a picture: PNG, JPEG, GIF and WebP are welcome.';
  return { id, text, picture: { type, width, height }, bytes };
}
