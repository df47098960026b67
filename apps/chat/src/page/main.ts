/** Brings the parts of the page together: the door, the frame around the rooms, and the session of whoever is in. */
import { LOBBY } from '../events.js';
import { byId } from './dom.js';
import { forgetSeat, lastNickname, loadSeat, newSeat, type Seat } from './seat.js';
import { Session, type SessionView } from './session.js';
import { Composer } from './view/composer.js';
import { acceptDrops } from './view/drop-zone.js';
import { EmojiPicker } from './view/emoji-picker.js';
import { Frame } from './view/frame.js';
import { Announcer, ConnectionNotice, Toast } from './view/notices.js';
import { addressOf } from './view/room-list.js';
import { SignIn } from './view/sign-in.js';

let session: Session | undefined;

const signIn = new SignIn((nickname) => comeIn(newSeat(nickname)));
const notice = new ConnectionNotice();
const toast = new Toast();
const announcer = new Announcer();
const replaced = byId('replaced', HTMLDialogElement);

const frame = new Frame({
  goTo,
  leave: () => {
    session?.leave();
    goTo(LOBBY);
  },
  signOut: async () => {
    forgetSeat();
    await session?.close();
    location.replace(location.pathname + location.search);
  },
  retry: (id) => session?.retry(id),
  discard: (id) => session?.discard(id),
  reachedEnd: () => session?.read(),
  loadPicture: async (message) => (await session?.picture(message)) ?? null,
});

const composer = new Composer({
  send: (text, picture) => {
    session?.say(text, picture);
    frame.messages.follow();
  },
  typing: (room, active) => session?.type(room, active),
  complain: (sentence) => toast.show(sentence),
});

new EmojiPicker((emoji) => composer.insert(emoji));
acceptDrops((file) => session && void composer.attach(file));
byId('wave').addEventListener('click', () => session?.say('Hello, everybody! 👋', undefined));
byId('come-back').addEventListener('click', () => {
  replaced.close();
  session?.open();
});
addEventListener('hashchange', () => void session?.visit(roomInAddress()));
document.addEventListener('visibilitychange', () => document.hidden || session?.read());

const seat = loadSeat();
if (seat) comeIn(seat);
else signIn.show(lastNickname());

function comeIn(seat: Seat): void {
  signIn.busy = true;
  session = new Session(seat, roomInAddress(), view);
  session.open();
}

function view(session: Session): SessionView {
  return {
    changed: () => frame.refresh(session),
    switched: ({ name }) => {
      frame.closeDrawers();
      frame.messages.clear();
      composer.setRoom(name);
      composer.focus();
      // The room's own spelling, or the way back from a room that could not be entered.
      if (roomInAddress() !== name) history.replaceState(null, '', addressOf(name));
    },
    heard: ({ author, text, picture, room }) => {
      const place = room === session.current?.name ? '' : ` in ${room}`;
      announcer.say(`${author}${place}: ${picture ? `a picture. ${text}` : text}`);
    },
    complain: (sentence) => toast.show(sentence),
    online: () => {
      signIn.hide();
      frame.visible = true;
      notice.restored();
    },
    offline: () => {
      if (frame.visible) notice.broken();
      else signIn.wait();
    },
    refused: (message) => {
      forgetSeat();
      frame.visible = false;
      signIn.show(session.nickname, message);
    },
    replaced: () => replaced.showModal(),
    isWatching: () => !document.hidden && frame.messages.isAtEnd,
  };
}

/** The room in the page's address, `#kitchen`. */
function roomInAddress(): string {
  try {
    return decodeURIComponent(location.hash.slice(1)) || LOBBY;
  } catch {
    return LOBBY;
  }
}

function goTo(room: string): void {
  location.hash = addressOf(room);
}
