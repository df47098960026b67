import { expect, it } from 'vitest';
import { parsePayload } from '../src/parse-payload.js';

/** What `JSON.parse` makes of a text; nothing for one that it refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ours(text: string): unknown {
  try {
    return parsePayload(`2${text}`, 1, {});
  } catch {
    return undefined;
  }
}

it.each([
  '["a"]',
  '["a","b"]',
  '["a","b","c"]',
  '["a","b","c","d"]',
  '["a","b","c","d","e"]',
  '["",""]',
  '["a", "b"]',
  '["a" ,"b"]',
  '["a","b",]',
  '["a",,"b"]',
  '[,"a"]',
  '["a"b"]',
  '["a","b"c","d"]',
  '["a]',
  '["]',
  '[""]',
  '["a","b\\"]',
  '["a","b\\\\"]',
  '["a","\\u00e9"]',
  '["a","é\u2028"]',
  '["a","\u0000"]',
  '["a","\n"]',
  '["a","b"]\n',
  '["a",1,"b"]',
  '["a",["b"],"c"]',
  `["a","${'x'.repeat(300)}"]`,
])('%j is read as JSON.parse reads it', (text) => {
  expect(ours(text)).toEqual(parsed(text));
});

it('any row of strings is read as JSON.parse reads it', () => {
  const pieces = ['"', '","', 'a', '\\', '\n', ' ', '[', ']', 'é', '\u2028', ',', '{'];
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  for (let i = 0; i < 20_000; i++) {
    const inner = Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join('');
    const text = `["${inner}"]`;
    expect(ours(text), text).toEqual(parsed(text));
  }
});
