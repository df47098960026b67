import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const programs = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, program]) => program!);

/** What a program prints, built from the sources as they are. */
function run(program: string): string[] {
  const { outputFiles } = buildSync({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['@x/source'],
  });
  const output = execFileSync(process.execPath, ['--input-type=module'], { input: outputFiles[0]!.text });
  return String(output).trimEnd().split('\n');
}

it.each(programs)('the README’s example runs and prints what its comments say', (program) => {
  const promised = [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
  expect(promised).not.toEqual([]);
  expect(run(program)).toEqual(promised);
});
