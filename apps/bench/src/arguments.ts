import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TARGETS, type TargetName } from './messages.js';

export interface Arguments {
  /** Names of scenarios or groups; everything where empty. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Milliseconds of one measured window. */
  readonly window: number;
  readonly targets: readonly TargetName[] | undefined;
  /** Root of another checkout, measured as the target `base`. */
  readonly base: string | undefined;
  readonly profile: boolean;
  readonly list: boolean;
  readonly help: boolean;
  /** Where results go; a folder of the app's own where absent. */
  readonly out: string | undefined;
}

export const USAGE = `pnpm bench [scenario or group ...] [options]

  --rounds N       rounds per scenario, 1 to 50 (default 3)
  --window MS      length of one measured window, 100 to 30000 (default 1500)
  --targets A,B    only these: ${TARGETS.join(', ')}
  --base FOLDER    another checkout of this repository, built, as a further target
  --profile        write CPU profiles of the measured process (slower: not for figures)
  --out FOLDER     where results go (default apps/bench/artifacts; apps/bench/artifacts/partial
                   for some scenarios, some targets, or profiles)
  --no-build       measure the dist folders as they are
  --list           name the scenarios and stop
  --help           this text

Servers are measured warm: after half a window of the same work or, where connects are counted, after as many connects.
Only connect meets a cold one, after 200 clients.`;

function bounded(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`--${name} takes a whole number from ${least} to ${most}, got "${text}"`);
  }
  return value;
}

function knownTargets(text: string): TargetName[] {
  return text.split(',').map((part) => {
    const target = TARGETS.find((known) => known === part.trim());
    if (target === undefined) throw new RangeError(`--targets takes ${TARGETS.join(', ')}, got "${part.trim()}"`);
    return target;
  });
}

/** What is measured of a checkout. */
const MEASURED = ['server', 'client', 'parser'].map((name) => `packages/socketio-${name}/dist/index.js`);

function builtCheckout(folder: string): string {
  const missing = MEASURED.filter((file) => !existsSync(resolve(folder, file)));
  if (missing.length > 0) {
    throw new RangeError(
      `--base takes a checkout in which "pnpm build" has run: "${folder}" lacks ${missing.join(', ')}`,
    );
  }
  return folder;
}

/** Throws a TypeError for an unknown option and a RangeError for a value that cannot be. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: argv.filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      window: { type: 'string', default: '1500' },
      targets: { type: 'string' },
      base: { type: 'string' },
      profile: { type: 'boolean', default: false },
      out: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  return {
    only: positionals,
    rounds: bounded('rounds', values.rounds, 1, 50),
    window: bounded('window', values.window, 100, 30_000),
    targets: values.targets === undefined ? undefined : knownTargets(values.targets),
    base: values.base === undefined ? undefined : builtCheckout(values.base),
    profile: values.profile,
    out: values.out,
    list: values.list,
    help: values.help,
  };
}
