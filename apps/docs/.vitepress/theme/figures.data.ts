import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The last results of the benchmarks: the scenario, and its ratio to socket.io or what was measured. */
export type Figures = Record<string, { readonly ratio: string; readonly ours: string; readonly theirs: string }>;

const results = fileURLToPath(new URL('../../../bench/README.md', import.meta.url));

export default {
  watch: [results],
  load(): Figures {
    const rows = readFileSync(results, 'utf8').match(/^\|.*\|.*×?.*\|$/gm) ?? [];
    const figures: Figures = {};
    for (const row of rows) {
      const [name, theirs, ours, , ratio] = row.split('|').slice(1, -1).map(clean);
      if (name && theirs && ours && ratio) figures[name] = { ratio, ours, theirs };
    }
    return figures;
  },
};

export declare const data: Figures;

function clean(cell: string): string {
  return cell
    .replaceAll('**', '')
    .replace(/\[.*\]/, '')
    .trim();
}
