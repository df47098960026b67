import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { TargetName } from './messages.js';

/** Node's arguments for a CPU profile of one process, written to the folder when it exits. */
export function profileArguments(directory: string | undefined, target: TargetName): string[] {
  if (!directory) return [];
  return ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${target}-${Date.now()}.cpuprofile`];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** The part of the DevTools format that is read here. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface FunctionShare {
  readonly name: string;
  /** Of the time that the process was not idle; functions called from here not included. */
  readonly share: number;
}

function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const place = url ? ` ${basename(url)}:${lineNumber + 1}` : '';
  return `${functionName || '(anonymous)'}${place}`;
}

/** The functions that took the most time themselves. */
export function busiest({ nodes, samples, timeDeltas }: CpuProfile, most: number): FunctionShare[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const time = timeDeltas[index] ?? 0;
    if (!frame || frame.functionName === '(idle)') continue;
    busy += time;
    const name = nameOf(frame);
    times.set(name, (times.get(name) ?? 0) + time);
  }
  return [...times]
    .map(([name, time]) => ({ name, share: time / busy }))
    .sort((a, b) => b.share - a.share)
    .slice(0, most);
}

export function readProfile(file: string): CpuProfile {
  return JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
}
