import type { TargetName } from '../messages.js';

/**
 * Horizontal bars, laid out by the page's style so that text keeps its size on any width. Lengths are custom properties
 * from 0 to 1: only the style knows how much room figures take beside the bars.
 */

export interface Bar {
  readonly target: TargetName;
  /** From 0 to 1: the share of the chart's width. */
  readonly length: number;
  readonly text: string;
}

export interface BarRow {
  readonly label: string;
  readonly note: string;
  readonly bars: readonly Bar[];
  /** Where a goal lies, from 0 to 1; our bar should end to its left. */
  readonly goal?: number | undefined;
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function barHtml({ target, length, text }: Bar): string {
  const name = target.replace('.', '-');
  const style = `--length:${Math.min(1, length).toFixed(4)}`;
  return `<div><i class="bar ${name}" style="${style}"></i><span>${escapeText(text)}</span></div>`;
}

/** Comes first, so that it lies over the bars and under the figures, which are positioned as it is. */
function goalHtml(goal: number | undefined): string {
  return goal === undefined || goal > 1 ? '' : `<i class="goal" style="--at:${goal.toFixed(4)}"></i>`;
}

function rowHtml({ label, note, bars, goal }: BarRow): string {
  return (
    `<div class="row"><div class="label"><b>${escapeText(label)}</b><span>${escapeText(note)}</span></div>` +
    `<div class="bars">${goalHtml(goal)}${bars.map(barHtml).join('')}</div></div>`
  );
}

export function barChart(title: string, rows: readonly BarRow[]): string {
  return `<div class="chart" role="img" aria-label="${escapeText(title)}">${rows.map(rowHtml).join('')}</div>`;
}
