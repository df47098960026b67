// The pages that are written from the sources.
import { errorsPage } from './errors-page.mjs';
import { eventsPage } from './events-page.mjs';
import { optionsPage } from './options-page.mjs';
import { readSources } from './sources.mjs';

/** @returns {Map<string, string>} each page's path, and its text */
export function pages(sources = readSources()) {
  return new Map([
    ['reference/options.md', optionsPage(sources)],
    ['reference/events.md', eventsPage(sources)],
    ['reference/errors.md', errorsPage(sources)],
  ]);
}
