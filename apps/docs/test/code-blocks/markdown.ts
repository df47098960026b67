/** One fenced block of a page. */
export interface Block {
  /** The page, relative to the folder that it was read from: `guide/rooms.md`. */
  readonly page: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  /** What follows the language: `[server.ts] with=stock`. */
  readonly info: string;
  readonly code: string;
}

/** All fenced blocks of a page, those in lists, quotes and containers too, with their indentation taken off. */
export function blocksOf(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const fence = /^([ \t>]*)(`{3,}|~{3,})[ \t]*(\w*)[ \t]*(.*?)[ \t]*$/.exec(lines[at]!);
    if (fence === null) continue;
    const [, indent, marks, language, info] = fence as unknown as [string, string, string, string, string];
    const start = at + 1;
    const closes = (line: string) =>
      line
        .trimStart()
        .replace(/^[ \t>]+/, '')
        .startsWith(marks) && !/\w/.test(line);
    at = start;
    while (at < lines.length && !closes(lines[at]!)) at++;
    const code = lines
      .slice(start, at)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
    blocks.push({ page, line: start + 1, language, info, code: code.join('\n') });
  }
  return blocks;
}
