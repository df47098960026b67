import type { MarkdownRenderer } from 'vitepress';

/** Shows the name of a block, ```` ```ts [server.ts] ````, above it; in a group of blocks the tabs do. */
export function codeTitles(markdown: MarkdownRenderer): void {
  const { fence } = markdown.renderer.rules;
  if (fence === undefined) return;
  markdown.renderer.rules.fence = (...args) => {
    const [tokens, index] = args;
    const name = /\[([^\]]+)\]/.exec(tokens[index]?.info ?? '')?.[1];
    const before = tokens.slice(0, index).map(({ type }) => type);
    const isInGroup =
      before.lastIndexOf('container_code-group_open') > before.lastIndexOf('container_code-group_close');
    const html = fence(...args);
    if (name === undefined || isInGroup) return html;
    return `<div class="named-code"><div class="name">${markdown.utils.escapeHtml(name)}</div>${html}</div>\n`;
  };
}
