import { element } from './dom.js';

const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}']/giu;
const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\u200D\uFE0F\u20E3\u{E0020}-\u{E007F}\s])+$/u;

/** The text of a message as nodes: addresses of the web become links, everything else stays text. */
export function withLinks(text: string): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    nodes.push(text.slice(end, match.index), link(match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function link(href: string): HTMLAnchorElement {
  return element('a', { href, textContent: href, target: '_blank', rel: 'noopener noreferrer nofollow' });
}

/** Whether a message is nothing but one to three emoji; such are shown large. */
export function isBigEmoji(text: string): boolean {
  if (text.length > 48 || !EMOJI_ONLY.test(text)) return false;
  const visible = Array.from(new Intl.Segmenter().segment(text)).filter(({ segment }) => segment.trim() !== '');
  return visible.length > 0 && visible.length <= 3;
}
