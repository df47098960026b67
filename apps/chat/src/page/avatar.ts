import { foldName } from '../names.js';
import { element } from './dom.js';

const HUES = 24;

/** The same nickname has the same colour everywhere: one of 24 hues, all of one lightness, so that white text is legible on each. */
export function hueOf(nickname: string): number {
  let hash = 0x811c9dc5;
  for (const char of foldName(nickname)) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  // The last bits of the sum are much alike for names that are: spread them over the higher ones.
  const spread = Math.imul(hash, 0x9e3779b1) >>> 8;
  return (spread % HUES) * (360 / HUES);
}

/** The first character as people see it; some are made of several code points. */
export function initialOf(nickname: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(nickname);
  return (first?.segment ?? '?').toUpperCase();
}

/** Paints an avatar; only for the eye, as the nickname stands beside it. */
export function paintAvatar(avatar: HTMLElement, nickname: string): void {
  avatar.textContent = initialOf(nickname);
  avatar.style.setProperty('--hue', String(hueOf(nickname)));
}

export function avatarOf(nickname: string): HTMLElement {
  const avatar = element('span', { className: 'avatar', ariaHidden: 'true' });
  paintAvatar(avatar, nickname);
  return avatar;
}
