import { type Draft, LIMITS } from '../events.js';

export type PictureDraft = NonNullable<Draft['picture']> & { name: string };

const ACCEPTED = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
/** Pictures that have to be made smaller end up with at most this many pixels on the longer side; then with fewer. */
const SMALLER_SIDES = [2048, 1280, 800];

/** Says to the reader why a file cannot be sent. */
export class PictureError extends Error {}

/**
 * Makes a picture ready for sending: what is too big, or of a kind that not every browser shows, becomes a smaller JPEG.
 *
 * @throws PictureError when the file is no picture, or one that cannot be made small enough.
 */
export async function readPicture(file: File): Promise<PictureDraft> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new PictureError(`“${file.name}” is not a picture that this browser can read.`);
  });
  try {
    const { width, height } = bitmap;
    if (ACCEPTED.includes(file.type) && file.size <= LIMITS.picture) {
      return { bytes: await bytesOf(file), width, height, name: file.name };
    }
    if (file.type === 'image/gif') {
      throw new PictureError(`“${file.name}” has ${sizeText(file.size)}. Animations may have up to 2 MB.`);
    }
    return { ...(await makeSmaller(bitmap, file)), name: file.name };
  } finally {
    bitmap.close();
  }
}

async function makeSmaller(bitmap: ImageBitmap, file: File): Promise<NonNullable<Draft['picture']>> {
  for (const side of SMALLER_SIDES) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    if (!context) break;
    context.fillStyle = '#fff'; // JPEG knows no transparency
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    if (blob && blob.size <= LIMITS.picture) return { bytes: await bytesOf(blob), width, height };
  }
  throw new PictureError(`“${file.name}” has ${sizeText(file.size)}, and could not be made smaller than 2 MB.`);
}

/** A size for people: '640 KB', '1.4 MB'. */
export function sizeText(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1000 ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
