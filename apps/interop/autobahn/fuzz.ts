import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Longer than the longest case may take, which is 1,000 seconds. */
const STALLED = 1_100_000;

/**
 * Runs the cases of a specification and shows which one is under way.
 *
 * @param wstest The command of the test suite.
 * @param signal Stops it; its reason is thrown, with the case that was under way.
 * @returns the ids of all cases that the specification names
 */
export async function fuzz(wstest: string, specification: string, signal: AbortSignal): Promise<string[]> {
  const env = { ...process.env, PYTHONUNBUFFERED: '1' };
  const args = ['--mode', 'fuzzingclient', '--spec', specification];
  const client = spawn(wstest, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(client, 'exit');
  let trouble: string | undefined;
  const stop = (why: string) => {
    trouble ??= why;
    client.kill();
  };
  const onAbort = () => stop(signal.reason.message);
  signal.addEventListener('abort', onAbort);
  let stalled = setTimeout(stop, STALLED, 'nothing happened for too long');

  let planned: string[] = [];
  const begun: string[] = [];
  for await (const line of createInterface({ input: client.stdout })) {
    clearTimeout(stalled);
    stalled = setTimeout(stop, STALLED, 'no case ended for too long');
    const list = /^Cases = (.*)$/.exec(line)?.[1];
    const id = /^Running test case ID (\S+)/.exec(line)?.[1];
    if (list !== undefined) planned = JSON.parse(list.replaceAll("'", '"'));
    // It would wait for ever.
    if (list === '[]') stop('there are no such cases');
    if (id !== undefined) show(begun.push(id), planned.length, id);
  }
  const [code] = await exit;
  clearTimeout(stalled);
  signal.removeEventListener('abort', onAbort);
  if (process.stdout.isTTY) process.stdout.write('\n');
  if (code !== 0) trouble ??= `wstest ended with ${code}`;
  if (trouble !== undefined) throw new Error(`${trouble}, at case ${begun.at(-1) ?? 'none'}`);
  return planned;
}

/** One line that changes; where lines cannot change, one at the beginning of each subsection. */
function show(number: number, all: number, id: string): void {
  const line = `${String(number).padStart(String(all).length)} of ${all}: case ${id}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}\x1b[K`);
  else if (id.endsWith('.1')) console.log(line);
}
