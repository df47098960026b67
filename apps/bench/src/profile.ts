import type { TargetName } from './messages.js';

/** Node's arguments for a CPU profile of one process, written to the folder when it exits. */
export function profileArguments(directory: string | undefined, target: TargetName): string[] {
  if (!directory) return [];
  return ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${target}-${Date.now()}.cpuprofile`];
}
