// Tables as Markdown.

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** @param {string} text as code, which tables take when its bars are escaped */
export function code(text) {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** @param {string} text what goes into a cell: on one line, bars escaped, and nothing that is taken for an element */
function cell(text) {
  const parts = text.split(/(``? ?.*? ?``?)/);
  const safe = parts.map((part) =>
    part.startsWith('`') ? part : part.replace(/<(?!br>)/g, '&lt;').replace(/\{\{/g, '{&#123;'),
  );
  return safe.join('').replace(/\|/g, '\\|').replace(/\s+/g, ' ').trim();
}

/**
 * A page with its front matter.
 * @param {{ title: string, description: string, intro: string, sections: readonly string[] }} page
 */
export function page({ title, description, intro, sections }) {
  const note =
    '<!-- Written by `pnpm --filter @x/docs generate` from the sources of the packages: change it there. -->';
  const front = `---\ntitle: ${title}\ndescription: ${description}\n---`;
  return `${[front, note, `# ${title}`, intro, ...sections].join('\n\n')}\n`;
}
