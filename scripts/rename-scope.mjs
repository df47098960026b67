// node scripts/rename-scope.mjs @scope [owner/repository]: puts the scope that the packages shall have on npm in place of the
// present one, in every tracked file: manifests, imports, export conditions, documents, changesets, lockfile, tooling. With a
// second argument the repository's address too, which npm compares with the one that a release was built from.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPnpm, main, root, StepError, say, step } from './toolchain.mjs';

const USAGE = 'usage: node scripts/rename-scope.mjs @scope [owner/repository]';
const ADDRESS = /github\.com\/([\w.-]+\/[\w-]+(?:\.[\w-]+)*?)(?=\.git|[/"'\s)#]|$)/;

await main(async () => {
  const [scope = '', repository, ...rest] = process.argv.slice(2);
  if (rest.length > 0) throw new StepError(USAGE);
  const present = presentNames();
  checkScope(scope, present.scope);
  if (repository !== undefined && !/^[\w-]+\/[\w.-]+$/.test(repository)) {
    throw new StepError(`"${repository}" is no repository of GitHub, such as owner/name. ${USAGE}`);
  }
  if (git('status', '--porcelain') !== '') {
    throw new StepError(
      'there are changes that are not committed: commit them first, so that git can undo the new names',
    );
  }
  const files = textFiles();
  const taken = files.find(({ text }) => pattern(scope).test(text));
  if (taken) throw new StepError(`${scope} is in use already (${taken.file}): the two could never be told apart again`);

  let changed = 0;
  for (const { file, text } of files) {
    let next = text.replace(pattern(present.scope), scope);
    if (repository) next = next.replaceAll(`github.com/${present.repository}`, `github.com/${repository}`);
    if (next === text) continue;
    writeFileSync(join(root, file), next);
    changed += 1;
  }
  say(`${present.scope} is ${scope} in ${changed} files`);
  await settle();
  for (const place of placeholders(scope)) say(`${place} calls the scope a placeholder: that is yours to reword`);
});

/** Links the packages under their new names, and puts imports into the order that these have. */
async function settle() {
  const pnpm = await findPnpm();
  const install = ['install', '--frozen-lockfile', '--prefer-offline'];
  await step('Linking the packages', pnpm.command, [...pnpm.args, ...install], pnpm.env);
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  await step(
    'Sorting imports',
    process.execPath,
    [biome, 'check', '--write', '--linter-enabled=false', root],
    pnpm.env,
  );
}

/** @returns {{ scope: string, repository: string }} as the server's manifest has them */
function presentNames() {
  const { name, repository } = JSON.parse(
    readFileSync(join(root, 'packages', 'socketio-server', 'package.json'), 'utf8'),
  );
  return { scope: name.split('/')[0], repository: ADDRESS.exec(repository.url)?.[1] ?? '' };
}

/**
 * @param {string} scope
 * @param {string} present
 */
function checkScope(scope, present) {
  if (scope === '') throw new StepError(USAGE);
  if (!/^@[a-z\d][a-z\d._-]*$/.test(scope) || scope.length > 100) {
    throw new StepError(`"${scope}" is no scope of npm: an @, then small letters, digits, dots, - and _`);
  }
  if (scope === present) throw new StepError(`the scope is ${scope} already`);
}

/**
 * A scope wherever it stands: before a slash, before an escaped one in a regular expression, and alone.
 * @param {string} scope
 */
function pattern(scope) {
  return new RegExp(`(?<![\\w@.-])${scope.replaceAll('.', '\\.')}(?![\\w.-]*\\w)`, 'g');
}

/** @returns {{ file: string, text: string }[]} all tracked files but those that hold bytes */
function textFiles() {
  const files = git('ls-files', '-z').split('\0').filter(Boolean);
  return files
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));
}

/**
 * @param {string} scope
 * @returns {string[]} where it is called a placeholder, as file:line
 */
function placeholders(scope) {
  return textFiles().flatMap(({ file, text }) =>
    text
      .split('\n')
      .flatMap((line, at) =>
        pattern(scope).test(line) && /placeholder for the scope/.test(line) ? [`${file}:${at + 1}`] : [],
      ),
  );
}

/** @param {...string} args */
function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
