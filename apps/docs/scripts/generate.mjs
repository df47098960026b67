// pnpm --filter @x/docs generate: writes the tables of options, events and errors anew from the sources.
import { writeFileSync } from 'node:fs';
import { pages } from './pages.mjs';

for (const [path, text] of pages()) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  console.log(`wrote ${path}`);
}
