import { appendFileSync, existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is: what CHROMIUM_PATH says, else where Debian and others put it. */
export const chromiumPath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

if (!chromiumPath) {
  if (process.env['CI'] === 'true') throw new Error('Chromium was not found: set CHROMIUM_PATH, or install chromium.');
  const report = process.env['MISSING_PEERS_FILE'];
  if (report) appendFileSync(report, 'Chromium: not found, the documentation was not opened in a browser\n');
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}
