import type { TargetName } from '../messages.js';
import { type Comparison, failuresOf, type Results, type ScenarioResult } from '../results.js';
import { GROUPS, type Group } from '../scenario.js';
import { type Bar, type BarRow, barChart, escapeText } from './chart.js';
import {
  busyText,
  counted,
  figure,
  goalText,
  HOW_SURE,
  ratioText,
  spreadText,
  targetText,
  verdictText,
} from './format.js';
import { COMPANY_KEYS, headlineLabel, headlinesOf } from './headlines.js';
import { PAGE_STYLE } from './page-style.js';
import { verdictOf } from './verdict.js';

/** Scaling is about growth, so its bars share one scale per family; elsewhere socket.io's figure is the full width. */
function scaleOf(scenario: ScenarioResult, comparison: Comparison, all: readonly ScenarioResult[]): number {
  const medians = (found: Comparison | undefined) => Object.values(found?.figures ?? {}).map(({ median }) => median);
  if (scenario.group !== 'scaling') return Math.max(...medians(comparison));
  const family = (name: string) => name.replace(/-[^-]+$/, '');
  const relatives = all.filter(({ name }) => family(name) === family(scenario.name));
  return Math.max(...relatives.flatMap(({ comparisons }) => medians(comparisons[0])));
}

function goalLength({ measure: { goal }, figures }: Comparison, scale: number): number | undefined {
  const reference = figures['socket.io']?.median;
  if (!goal) return undefined;
  if (goal.kind === 'value') return goal.atMost / scale;
  if (reference === undefined) return undefined;
  return goal.kind === 'times' ? reference / goal.atLeast / scale : (reference * goal.atMost) / scale;
}

function chartRow(scenario: ScenarioResult, comparison: Comparison, all: readonly ScenarioResult[]): BarRow {
  const { measure, figures, ratio } = comparison;
  const scale = scaleOf(scenario, comparison, all);
  const bars = (Object.entries(figures) as [TargetName, { median: number }][]).map(
    ([target, { median }]): Bar => ({ target, length: median / scale, text: figure(median, measure.unit) }),
  );
  return {
    label: headlineLabel(scenario.name, measure),
    note: ratio ? ratioText(comparison, ratio) : '',
    bars,
    goal: goalLength(comparison, scale),
  };
}

const cell = (text: string, kind = 'td', name = '') =>
  `<${kind}${name && ` class="${name}"`}>${escapeText(text)}</${kind}>`;

function tableHtml(head: readonly string[], rows: readonly string[]): string {
  const header = head.map((text) => cell(text, 'th')).join('');
  return `<div class="wide"><table><tr>${header}</tr>${rows.map((row) => `<tr>${row}</tr>`).join('')}</table></div>`;
}

function headlineRow(scenario: ScenarioResult, comparison: Comparison): string {
  const { measure, figures, ratio, ceiling, verdict } = comparison;
  const of = (value: { median: number } | undefined) => cell(figure(value?.median, measure.unit));
  return [
    cell(headlineLabel(scenario.name, measure)),
    of(figures['socket.io']),
    of(figures.ours),
    of(figures.ws ?? figures.http ?? figures.json),
    cell(ratioText(comparison, ratio)),
    cell(spreadText(ratio)),
    cell(ratioText(comparison, ceiling)),
    cell(goalText(measure.goal, measure.unit)),
    cell(verdictText(comparison), 'td', verdict === 'failed' ? 'miss' : verdict),
  ].join('');
}

function companyRows(scenario: ScenarioResult): string[] {
  const company = COMPANY_KEYS.map((key) => scenario.comparisons.find(({ measure }) => measure.key === key));
  if (company.every((found) => found === undefined)) return [];
  return scenario.targets.map(({ target }) => {
    const cells = company.map((found) => cell(found ? figure(found.figures[target]?.median, found.measure.unit) : ''));
    return cell(`${scenario.name} · ${targetText(target)}`) + cells.join('');
  });
}

function groupHtml(group: Group, scenarios: readonly ScenarioResult[]): string {
  const pairs = scenarios.flatMap((scenario) => headlinesOf(scenario).map((comparison) => ({ scenario, comparison })));
  const chart = barChart(
    `${group}: cost by target`,
    pairs.map(({ scenario, comparison }) => chartRow(scenario, comparison, scenarios)),
  );
  const head = ['', 'socket.io', 'ours', 'ceiling', 'ratio', 'spread', 'at ceiling', 'goal', ''];
  const rows = pairs.map(({ scenario, comparison }) => headlineRow(scenario, comparison));
  const company = scenarios.flatMap(companyRows);
  const beside = ['', 'throughput', 'p50', 'p99', 'server cores', 'load cores'];
  const meanings = scenarios
    .map(({ name, what }) => `<dt>${escapeText(name)}</dt><dd>${escapeText(what)}</dd>`)
    .join('');
  return (
    `<section><h2>${group}</h2>${chart}${tableHtml(head, rows)}` +
    `<details><summary>What is measured${company.length > 0 ? ', throughput, latency, core use' : ''}</summary>` +
    `<dl>${meanings}</dl>${company.length > 0 ? tableHtml(beside, company) : ''}</details></section>`
  );
}

function legendHtml({ scenarios }: Results): string {
  const hasBase = scenarios.some(({ targets }) => targets.some(({ target }) => target === 'base'));
  return (
    '<div class="legend"><span><i class="socket-io"></i>socket.io</span><span><i class="ours"></i>ours</span>' +
    `${hasBase ? '<span><i class="base"></i>base: another checkout, or ours without the Admin UI</span>' : ''}` +
    '<span><i class="ws"></i>ceiling: what bare ws, node:http or JSON reach with the same bytes</span>' +
    '<span><i class="mark"></i>goal: our bar ends left of it</span></div>'
  );
}

function listHtml(items: readonly { readonly label: string; readonly text: string }[]): string {
  const lines = items.map(({ label, text }) => `<li><b>${escapeText(label)}</b> ${escapeText(text)}</li>`);
  return lines.length > 0 ? `<ul class="missed">${lines.join('')}</ul>` : '';
}

function verdictHtml(results: Results): string {
  const verdict = verdictOf(results);
  if (!verdict) return '';
  const failures = failuresOf(results.scenarios).map(({ name, target, reason }) => ({
    label: `${name}, ${targetText(target)}`,
    text: reason,
  }));
  const failed = failures.length > 0 ? `<p class="miss">Failed:</p>${listHtml(failures)}` : '';
  return `<p><strong>${verdict.summary}</strong></p>${listHtml(verdict.missed)}${failed}`;
}

/** One file without references to any other, readable in light and dark. */
export function resultsPage(results: Results): string {
  const { environment: e, rounds, window, profiled } = results;
  const peers = Object.entries(e.versions).map(([name, version]) => `${name} ${version}`);
  const busy = busyText(e);
  const sections = GROUPS.map((group) => {
    const scenarios = results.scenarios.filter((scenario) => scenario.group === group);
    return scenarios.length > 0 ? groupHtml(group, scenarios) : '';
  });
  const facts = `${e.revision} · ${e.date.slice(0, 16).replace('T', ' ')} UTC · Node ${e.node} · ${e.cpu}, ${counted(e.cores, 'core')} · ${peers.join(', ')} · up to ${counted(rounds, 'round')} of ${window} ms · load average at the start ${e.busyAtStart.toFixed(2)}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Benchmarks</title><style>${PAGE_STYLE}</style></head><body>
<h1>Benchmarks</h1><p class="soft">${escapeText(facts)}</p>
${profiled ? '<p class="miss">Taken under the profiler: compare nothing with these figures.</p>' : ''}
${busy && `<p class="miss">${busy}</p>`}
${verdictHtml(results)}
<p>Less is better in every chart. CPU is the measured process’s own user and system time per operation. A ratio is taken between
samples of the same round, and its median shown: “×” says how many times less than socket.io, a plain number which share of it.
“At ceiling” is the same ratio for what bare ws, node:http or JSON reach with the same bytes.
${HOW_SURE}</p>${legendHtml(results)}
${sections.join('\n')}
</body></html>
`;
}
