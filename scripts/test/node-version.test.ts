import { expect, it } from 'vitest';
import { reaches } from '../node-version.mjs';

it.each([
  ['20.19.0', true],
  ['20.19', true],
  ['v20.20.2', true],
  ['22.0.0', true],
  ['20.18.3', false],
  ['18.20.0', false],
  ['9.99.0', false],
])('Node %s against >=20.19: %s', (version, expected) => {
  expect(reaches(version, '>=20.19')).toBe(expected);
});
