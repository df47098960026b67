import { byId, element } from '../dom.js';

const EMOJI = [...'😀😂🥰😎🤔😴🥳😢😡👍👏🙏💪👋🎉🔥✨💡☕🍕🐱🌈🚀', '❤️'];

/** A handful of emoji for keyboards that have none. Opening and closing is the browser's: the button has a popovertarget. */
export class EmojiPicker {
  constructor(onPick: (emoji: string) => void) {
    const picker = byId('emoji-picker');
    const button = byId('emoji-button');
    picker.addEventListener('beforetoggle', () => {
      const { right, top } = button.getBoundingClientRect();
      picker.style.setProperty('--right', `${innerWidth - right}px`);
      picker.style.setProperty('--bottom', `${innerHeight - top}px`);
    });
    for (const emoji of EMOJI) {
      const choice = element('button', { type: 'button', className: 'emoji-choice', textContent: emoji });
      choice.addEventListener('click', () => {
        picker.hidePopover();
        onPick(emoji);
      });
      picker.append(choice);
    }
  }
}
