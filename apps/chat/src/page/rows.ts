import type { Message } from '../events.js';
import { foldName } from '../names.js';
import type { Conversation, Entry, Note, Pending } from './conversation.js';
import { dayKey, dayName } from './time.js';

/** Messages of one author within five minutes stand together. */
const GROUP_MS = 5 * 60_000;

export type Row =
  | { kind: 'divider'; key: string; text: string; tone: 'day' | 'new' | 'quiet' }
  | { kind: 'message'; key: string; message: Message; own: boolean; first: boolean; last: boolean; pending?: Pending };

type MessageRow = Extract<Row, { kind: 'message' }>;

/** What the conversation looks like, from top to bottom. */
export function rowsOf(conversation: Conversation, me: string, now: number): Row[] {
  const rows: Row[] = [];
  let day = '';
  const startDay = (at: number) => {
    if (dayKey(at) === day) return;
    day = dayKey(at);
    rows.push({ kind: 'divider', key: `day-${day}`, text: dayName(at, now), tone: 'day' });
  };
  for (const entry of conversation.entries) {
    if (entry.kind !== 'message') {
      const text = textOf(entry);
      if (text === '') continue;
      startDay(entry.at);
      rows.push({ kind: 'divider', key: entry.id, text, tone: 'quiet' });
      continue;
    }
    startDay(entry.at);
    if (entry.id === conversation.firstUnread) {
      rows.push({ kind: 'divider', key: 'new', text: 'New messages', tone: 'new' });
    }
    addMessage(rows, entry.message, me);
  }
  for (const pending of conversation.pending) {
    startDay(pending.at);
    addMessage(rows, pendingMessage(pending, conversation.name, me), me, pending);
  }
  return rows;
}

function addMessage(rows: Row[], message: Message, me: string, pending?: Pending): void {
  const before = rows.at(-1);
  const joins = before?.kind === 'message' && continues(before, message);
  if (joins) before.last = false;
  const own = foldName(message.author) === foldName(me);
  rows.push({ kind: 'message', key: message.id, message, own, first: !joins, last: true, ...(pending && { pending }) });
}

function continues(before: MessageRow, { author, at }: Message): boolean {
  return before.message.author === author && at - before.message.at < GROUP_MS;
}

function pendingMessage({ id, at, draft }: Pending, room: string, author: string): Message {
  // The server tells the type of a picture by its bytes; to show one that is on its way, the browser does.
  const picture = draft.picture && { ...draft.picture, type: 'image/png' as const };
  return { id, room, author, at, text: draft.text, picture };
}

function textOf(entry: Exclude<Entry, { kind: 'message' }>): string {
  return entry.kind === 'arrival' ? 'You joined here' : noteText(entry);
}

function noteText({ joined, left }: Note): string {
  const parts = [joined.length > 0 && `${list(joined)} joined`, left.length > 0 && `${list(left)} left`];
  return parts.filter(Boolean).join(' · ');
}

function list(names: string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
  return new Intl.ListFormat('en').format(names);
}
