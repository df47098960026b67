// This file runs on whatever Node is there, so that an old one gets a sentence and not a syntax error:
// nothing newer than Node 14 in here.
import { readFileSync } from 'node:fs';

/**
 * Whether `version` is at least the minimum that an `engines` range of the form `>=20.19` names.
 * @param {string} version for example `20.20.2`
 * @param {string} range for example `>=20.19`
 */
export function reaches(version, range) {
  const wanted = range
    .replace(/^>=\s*/, '')
    .split('.')
    .map(Number);
  const present = version.replace(/^v/, '').split('.').map(Number);
  for (let i = 0; i < wanted.length; i++) {
    const difference = (present[i] || 0) - (wanted[i] || 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Ends the process with an explanation when this Node is too old for the repository. */
export function requireNode() {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (reaches(process.versions.node, manifest.engines.node)) return;
  console.error(
    `This repository needs Node ${manifest.engines.node.replace(/^>=\s*/, '')} or newer, and this is ` +
      `Node ${process.versions.node} (${process.execPath}).\nInstall a newer one, for example from https://nodejs.org, and try again.`,
  );
  process.exit(1);
}
