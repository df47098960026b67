import type { TargetName } from '../messages.js';

/** Horizontal bars as inline SVG, coloured by classes so that the page's light and dark colours apply. */

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

const WIDTH = 760;
const LABEL_WIDTH = 170;
const TEXT_WIDTH = 120;
const BAR_HEIGHT = 11;
const BAR_GAP = 3;
const ROW_GAP = 16;
const BARS_WIDTH = WIDTH - LABEL_WIDTH - TEXT_WIDTH;

export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function barHeight({ bars }: BarRow): number {
  return bars.length * (BAR_HEIGHT + BAR_GAP);
}

function barWidth({ length }: Bar): number {
  return Math.max(1, Math.min(1, length) * BARS_WIDTH);
}

function barSvg(bar: Bar, top: number): string {
  const name = bar.target.replace('.', '-');
  const width = barWidth(bar).toFixed(1);
  return `<rect class="bar ${name}" x="${LABEL_WIDTH}" y="${top}" width="${width}" height="${BAR_HEIGHT}" rx="2"/>`;
}

function valueSvg(bar: Bar, top: number): string {
  const left = (LABEL_WIDTH + barWidth(bar) + 6).toFixed(1);
  return `<text class="value" x="${left}" y="${top + BAR_HEIGHT - 2}">${escapeText(bar.text)}</text>`;
}

/** The goal lies over the bars and under the figures. */
function goalSvg(goal: number | undefined, top: number, height: number): string {
  if (goal === undefined || goal > 1) return '';
  const x = (LABEL_WIDTH + goal * BARS_WIDTH).toFixed(1);
  return `<line class="goal" x1="${x}" x2="${x}" y1="${top - 4}" y2="${top + height + 1}"/>`;
}

function rowSvg(row: BarRow, top: number): string {
  const tops = row.bars.map((_, index) => top + index * (BAR_HEIGHT + BAR_GAP));
  return [
    `<text class="label" x="${LABEL_WIDTH - 12}" y="${top + 10}">${escapeText(row.label)}</text>`,
    `<text class="note" x="${LABEL_WIDTH - 12}" y="${top + 24}">${escapeText(row.note)}</text>`,
    ...row.bars.map((bar, index) => barSvg(bar, tops[index]!)),
    goalSvg(row.goal, top, barHeight(row)),
    ...row.bars.map((bar, index) => valueSvg(bar, tops[index]!)),
  ].join('');
}

export function barChart(title: string, rows: readonly BarRow[]): string {
  let top = ROW_GAP / 2;
  const drawn = rows.map((row) => {
    const svg = rowSvg(row, top);
    top += Math.max(barHeight(row), 28) + ROW_GAP;
    return svg;
  });
  return (
    `<svg viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="${escapeText(title)}">` +
    `<line class="axis" x1="${LABEL_WIDTH}" x2="${LABEL_WIDTH}" y1="0" y2="${top - ROW_GAP / 2}"/>${drawn.join('')}</svg>`
  );
}
