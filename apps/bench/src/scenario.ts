import type { TargetName } from './messages.js';

/** What is asked of our figure: at least so many times better than socket.io's, at most that share of it, or a bound. */
export type Goal =
  | { readonly kind: 'times'; readonly atLeast: number }
  | { readonly kind: 'share'; readonly atMost: number }
  | { readonly kind: 'value'; readonly atMost: number };

export interface Measure {
  readonly key: string;
  readonly label: string;
  readonly unit: 'µs' | 'ns' | 'ms' | 'KiB' | 'kB' | '/s' | 'cores';
  /** Figures with a higher-is-better meaning are shown, never judged. */
  readonly better: 'lower' | 'higher';
  readonly goal?: Goal | undefined;
}

/** Shares are what people compare memory and sizes by; everything else reads better as "so many times". */
export function isShare({ unit, goal }: Measure): boolean {
  return goal?.kind === 'share' || unit === 'KiB' || unit === 'kB';
}

/** The figures of one sample, by measure key. A figure that a target does not have is absent. */
export type Sample = Readonly<Record<string, number>>;

export interface SampleOptions {
  /** Root of another checkout, for the target `base`. */
  readonly checkout: string | undefined;
  /** Folder for CPU profiles of the measured process; none are taken where absent. */
  readonly profile: string | undefined;
  /** Length of one measured window in milliseconds, where the scenario is bounded by time. */
  readonly window: number;
}

export interface Scenario {
  readonly name: string;
  readonly group: Group;
  /** One line: what happens, and what one operation is. */
  readonly what: string;
  readonly targets: readonly TargetName[];
  readonly measures: readonly Measure[];
  /** At most so many rounds, for scenarios whose one sample is long or whose figure does not vary. */
  readonly mostRounds?: number;
  sample(target: TargetName, options: SampleOptions): Promise<Sample>;
}

/** In the order of the report. */
export const GROUPS = ['traffic', 'polling', 'memory', 'fairness', 'parser', 'client', 'payload', 'scaling'] as const;
export type Group = (typeof GROUPS)[number];
