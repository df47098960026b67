import type { Measure, Sample } from './scenario.js';
import type { LoadReport, TrafficReport } from './traffic.js';

/** The figures that every time-bounded scenario has, and how they come out of a report. */

export const THROUGHPUT: Measure = { key: 'throughput', label: 'throughput', unit: '/s', better: 'higher' };
export const P50: Measure = { key: 'p50', label: 'p50', unit: 'ms', better: 'lower' };
export const P99: Measure = { key: 'p99', label: 'p99', unit: 'ms', better: 'lower' };
export const SERVER_CORES: Measure = { key: 'serverCores', label: 'server', unit: 'cores', better: 'lower' };
export const LOAD_CORES: Measure = { key: 'loadCores', label: 'load', unit: 'cores', better: 'lower' };

export const COMPANY: readonly Measure[] = [THROUGHPUT, P50, P99, SERVER_CORES, LOAD_CORES];

function company({ result, before, after }: LoadReport, serverCpu: number): Sample {
  const seconds = (after.time - before.time) / 1_000;
  return {
    throughput: result.operations / seconds,
    serverCores: serverCpu / 1e6 / seconds,
    loadCores: (after.cpu - before.cpu) / 1e6 / seconds,
    ...result.latency,
  };
}

/** The server's CPU time per operation, in microseconds, and its company. */
export function serverCost(report: TrafficReport): Sample {
  const load = report.loads[0]!;
  const cpu = report.after.cpu - report.before.cpu;
  return { cpu: cpu / load.result.operations, ...company(load, cpu) };
}

/** The load's own CPU time per operation: for scenarios that measure a client library. */
export function loadCost(report: TrafficReport): Sample {
  const load = report.loads[0]!;
  const cpu = load.after.cpu - load.before.cpu;
  return { cpu: cpu / load.result.operations, ...company(load, report.after.cpu - report.before.cpu) };
}

function perConnection(load: LoadReport, before: { rss: number; heap: number }, after: { rss: number; heap: number }) {
  const count = load.result.operations * 1_024;
  return { rss: (after.rss - before.rss) / count, heap: (after.heap - before.heap) / count };
}

/** KiB of the server per connection. */
export function serverMemory(report: TrafficReport): Sample {
  return perConnection(report.loads[0]!, report.before, report.after);
}

/** KiB of the load per client. */
export function loadMemory(report: TrafficReport): Sample {
  const load = report.loads[0]!;
  return perConnection(load, load.before, load.after);
}
