export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #646b73; --line: #d9dde2; --back: #ffffff; --card: #f6f7f9;
  --ours: #0b7a4b; --base: #7d5bc9; --socket-io: #9aa3ad; --ceiling: #d8b365; --goal: #c2410c; --pass: #0b7a4b; --miss: #b91c1c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #9aa3ad; --line: #343a40; --back: #14171a; --card: #1c2024;
    --ours: #3fbf86; --base: #a78bfa; --socket-io: #69727c; --ceiling: #b08b3e; --goal: #fb923c; --pass: #3fbf86; --miss: #f87171; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 920px; padding: 32px 20px 64px; background: var(--back); color: var(--ink);
  font: 15px/1.55 system-ui, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 6px; text-transform: capitalize; }
p { margin: 4px 0 10px; } .soft { color: var(--soft); font-size: 13px; }
section > svg { display: block; width: 100%; height: auto; margin: 10px 0; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .label { text-anchor: end; font-weight: 600; } svg .note { text-anchor: end; fill: var(--soft); font-size: 11px; }
svg .value { fill: var(--soft); paint-order: stroke; stroke: var(--back); stroke-width: 7px; stroke-linejoin: round; font-variant-numeric: tabular-nums; }
svg .axis { stroke: var(--line); } svg .goal { stroke: var(--goal); stroke-width: 2; stroke-dasharray: 3 2; }
.ours { fill: var(--ours); background: var(--ours); } .base { fill: var(--base); background: var(--base); }
.socket-io { fill: var(--socket-io); background: var(--socket-io); }
.ws, .http, .json { fill: var(--ceiling); background: var(--ceiling); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; font-size: 13px; color: var(--soft); margin: 12px 0; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
.legend .mark { background: none; border-left: 2px dashed var(--goal); border-radius: 0; width: 4px; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 10px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; } tr:last-child td { border-bottom: 0; } th { color: var(--soft); font-weight: 500; }
.pass { color: var(--pass); font-weight: 600; } .miss { color: var(--miss); font-weight: 600; }
details summary { cursor: pointer; color: var(--soft); font-size: 13px; } dl { font-size: 13px; margin: 8px 0; }
dt { font-weight: 600; } dd { margin: 0 0 6px; color: var(--soft); }
`;
