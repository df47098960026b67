// pnpm --filter @x/docs test:blocks [page...]: the code blocks of the pages whose names contain one of the words.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const names = process.argv.slice(2).filter((name) => name !== '--');
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'docs', 'code-blocks/code-blocks.test'], {
  cwd: root,
  env: { ...process.env, BLOCKS_OF: names.join(' ') },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
