/** Control characters, and those that are invisible or turn the direction of the text around them. Joiners stay: emoji need them. */
const UNFIT = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
/** More marks on one letter than any script needs: they would be painted over the lines around it. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** A nickname or the name of a room as it is shown: one line, without anything that only serves to deceive the eye. */
export function tidyName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').replace(UNFIT, '').replace(PILED_MARKS, '$1').trim();
}

/** The form in which two names are compared: 'Ann', 'ANN' and 'Ａｎｎ' are one name. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}/gu, '');
}

/** Whether there is something to see in a name. */
export function isVisible(name: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name);
}
