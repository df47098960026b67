import type { Results } from '../results.js';
export function resultsPage(results: Results): string {
  return JSON.stringify(results);
}
