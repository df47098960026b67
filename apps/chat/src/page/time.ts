const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const complete = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const clockTime = (at: number) => clock.format(at);
export const completeTime = (at: number) => complete.format(at);

/** The day of a moment, as a key: moments of one day in the reader's time zone have the same. */
export const dayKey = (at: number) => new Date(at).toDateString();

export function dayName(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return 'Today';
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  return dayKey(at) === yesterday.toDateString() ? 'Yesterday' : weekday.format(at);
}
