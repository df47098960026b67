import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPackages } from '../package-graph.mjs';
import { root } from '../toolchain.mjs';

/** Every package's README tells the same things in this order. What is special to a package comes between the two groups. */
const FIRST = ['Install', 'First example'];
const LAST = ['Options', 'Events', 'Errors', 'Compatibility', 'Limits'];

/** What has no events at all, and need not say so. */
const WITHOUT: Record<string, string[]> = {
  '@x/engineio-parser': ['Events'],
  '@x/socketio-parser': ['Events'],
  '@x/adapter-contract': ['Events'],
};

/** A README without its code blocks, in which `#` begins no heading. */
const read = (folder: string) => readFileSync(join(folder, 'README.md'), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');

const packages = readPackages(root, ['packages']).map(({ name, folder }) => ({ name, folder, text: read(folder) }));

describe.each(packages)('the README of $name', ({ name, folder, text }) => {
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

  it('begins with the name and what it is', () => {
    expect(text).toMatch(new RegExp(`^# ${name}\\n\\n\\w`));
  });

  it('has its sections in the order of all', () => {
    const last = LAST.filter((heading) => !WITHOUT[name]?.includes(heading));
    expect(headings.slice(0, FIRST.length)).toEqual(FIRST);
    expect(headings.slice(-last.length)).toEqual(last);
    expect(new Set(headings).size).toBe(headings.length);
  });

  it('says something in each of them', () => {
    const bodies = text.split(/^## .*$/m).slice(1);
    // Code blocks are taken out above: Install and the first example may be nothing else.
    expect(bodies.slice(FIRST.length).filter((body) => body.trim() === '')).toEqual([]);
  });

  it('installs the package, and comes with a licence', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(new RegExp(`npm install .*${name}\\b`));
    expect(existsSync(join(folder, 'LICENSE'))).toBe(true);
  });

  it('links to headings that exist', () => {
    const anchors = [...text.matchAll(/^##+ (.*)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));
    const used = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(used.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
  });
});

/** As GitHub and npm make it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-');
}
