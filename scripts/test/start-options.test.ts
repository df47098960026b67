import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readOptions } from '../start-options.mjs';

const start = fileURLToPath(new URL('../start.mjs', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [start, ...args], { encoding: 'utf8' });

it('takes options, and the environment where there are none', () => {
  expect(readOptions([], {})).toEqual({});
  expect(readOptions([], { PORT: '' })).toEqual({});
  expect(readOptions([], { PORT: '4000' })).toEqual({ port: '4000' });
  expect(readOptions(['-p', '0', '--host', '::1'], { PORT: 'abc' })).toEqual({ port: '0', host: '::1' });
});

it.each(['abc', '99999', '-1', '3000x', ''])('refuses %j as a port', (port) => {
  expect(() => readOptions([`--port=${port}`], {})).toThrow(`'${port}' is no port`);
});

it('refuses a wrong PORT', () => {
  expect(() => readOptions([], { PORT: 'abc' })).toThrow("'abc' is no port");
});

it('says what it takes when asked, or when it gets something else', () => {
  const { status, stdout, stderr } = run('--help');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('--port <number>');
  expect(() => readOptions(['--prot', '1'], {})).toThrow(/--prot.*--port <number>/s);
});

it('refuses before it installs or builds anything', () => {
  const { status, stdout, stderr } = run('--port', 'abc');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
