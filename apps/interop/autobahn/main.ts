import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NoPython27Error, prepare } from './environment.js';
import { fuzz } from './fuzz.js';
import { describe, readReports, summarize } from './report.js';
import { servers } from './servers.js';

/** Exit codes. */
const WELL = 0;
const FAILED = 1;
const WRONG_ARGUMENTS = 2;
const NO_PYTHON27 = 3;

/** 12 and 13 are about compression, which is an extension; 11 does not exist. */
const SECTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

interface Choice {
  readonly server: string;
  /** Patterns of ids. */
  readonly cases: readonly string[];
}

/**
 * Runs the test suite against a server.
 * @param folder that of the rig
 * @returns the exit code
 */
export async function main(folder: string, args: string[]): Promise<number> {
  let choice: Choice;
  try {
    choice = choose(args);
  } catch (error) {
    console.error((error as Error).message);
    return WRONG_ARGUMENTS;
  }
  try {
    const wstest = prepare(join(folder, '.cache'), join(folder, 'requirements.txt'));
    return await judge(folder, wstest, choice);
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof NoPython27Error ? NO_PYTHON27 : FAILED;
  }
}

function choose(args: string[]): Choice {
  const { values } = parseArgs({
    args,
    options: {
      server: { type: 'string', default: 'ours' },
      quick: { type: 'boolean', default: false },
      cases: { type: 'string' },
    },
  });
  const { server, quick, cases } = values;
  if (!Object.hasOwn(servers, server)) {
    throw new Error(`--server ${server}: there are ${Object.keys(servers).join(', ')}`);
  }
  if (quick && cases !== undefined) throw new Error('--quick and --cases exclude each other');
  const sections = SECTIONS.filter((section) => !quick || section !== 9).map((section) => `${section}.*`);
  return { server, cases: cases?.split(',') ?? sections };
}

async function judge(folder: string, wstest: string, { server, cases }: Choice): Promise<number> {
  const reports = join(folder, '../../../artifacts/autobahn', server);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const child = fork(join(folder, '.cache/rig/serve.js'), [server], { execArgv: ['--enable-source-maps'] });
  const gone = new AbortController();
  child.once('exit', () => gone.abort(new Error('the server ended')));
  try {
    const url = `ws://127.0.0.1:${await portOf(child)}`;
    const specification = join(reports, 'specification.json');
    const servers = [{ agent: server, url }];
    writeFileSync(specification, JSON.stringify({ outdir: reports, servers, cases, 'exclude-cases': [] }));
    const planned = await fuzz(wstest, specification, gone.signal);
    const summary = summarize(readReports(reports, server), planned);
    console.log(`${describe(summary)}\nreport: ${join(reports, 'index.html')}`);
    return planned.length > 0 && summary.failures.length + summary.missing.length === 0 ? WELL : FAILED;
  } finally {
    child.kill();
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  const exit = once(child, 'exit').then(() => {
    throw new Error('the server ended before it listened');
  });
  const [port] = (await Promise.race([once(child, 'message'), exit])) as [number];
  return port;
}
