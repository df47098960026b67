import { readFileSync } from 'node:fs';

const DOCS = new URL('../../../../docs/', import.meta.url);

/** The code block of a page that has this title, `[title]`, after its language: what readers see is what is tested. */
export function block(page: string, title: string): string {
  const text = readFileSync(new URL(page, DOCS), 'utf8');
  const found = [...text.matchAll(/^```[^\n]*?\[([^\]\n]+)\][^\n]*\n(.*?)^```$/gms)].filter(
    ([, name]) => name === title,
  );
  if (found.length === 1) return found[0]![2]!;
  throw new Error(`${page} has ${found.length} code blocks with the title [${title}]; it takes exactly one`);
}

/** Replaces texts that a reader would replace, too; each of them must be there. */
export function adapt(text: string, changes: Readonly<Record<string, string>>): string {
  let adapted = text;
  for (const [from, to] of Object.entries(changes)) {
    if (!adapted.includes(from)) throw new Error(`there is no "${from}" in the block any more`);
    adapted = adapted.replaceAll(from, to);
  }
  return adapted;
}
