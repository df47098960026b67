export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #646b73; --line: #d9dde2; --back: #ffffff; --card: #f6f7f9; --shade: #0000002e;
  --ours: #0b7a4b; --base: #7d5bc9; --socket-io: #9aa3ad; --ceiling: #d8b365; --goal: #c2410c; --pass: #0b7a4b; --miss: #b91c1c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #9aa3ad; --line: #343a40; --back: #14171a; --card: #1c2024; --shade: #000000c0;
    --ours: #3fbf86; --base: #a78bfa; --socket-io: #69727c; --ceiling: #b08b3e; --goal: #fb923c; --pass: #3fbf86; --miss: #f87171; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 920px; padding: 32px 20px 64px; background: var(--back); color: var(--ink);
  font: 15px/1.55 system-ui, sans-serif; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 36px 0 6px; text-transform: capitalize; }
p { margin: 4px 0 10px; } .soft { color: var(--soft); font-size: 13px; }
.missed { margin: 0 0 10px; padding-left: 20px; font-variant-numeric: tabular-nums; }
.chart { margin: 12px 0 14px; font-size: 12px; line-height: 14px; --figures: 84px; }
.row { display: grid; grid-template-columns: 158px 1fr; column-gap: 12px; }
.label { padding: 8px 0; text-align: right; overflow-wrap: anywhere; } .label b { font-weight: 600; }
.label span { display: block; color: var(--soft); font-variant-numeric: tabular-nums; }
.bars { position: relative; padding: 8px 0; border-left: 1px solid var(--line); }
.bars div { display: flex; align-items: center; gap: 6px; color: var(--soft); white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { flex: none; height: 11px; min-width: 1px; width: calc(var(--length) * (100% - var(--figures))); border-radius: 0 2px 2px 0; }
.goal { position: absolute; top: 4px; bottom: 4px; left: calc(var(--at) * (100% - var(--figures))); border-left: 2px dashed var(--goal); }
.bars span { position: relative; padding: 0 3px; margin-left: -3px; background: var(--back); }
.ours { background: var(--ours); } .base { background: var(--base); } .socket-io { background: var(--socket-io); }
.ws, .http, .json { background: var(--ceiling); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; font-size: 13px; color: var(--soft); margin: 12px 0; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; vertical-align: -1px; }
.legend .mark { background: none; border-left: 2px dashed var(--goal); border-radius: 0; width: 4px; }
.wide { overflow-x: auto; background: linear-gradient(to left, var(--card) 40%, transparent) right / 48px 100% no-repeat local,
  linear-gradient(to left, var(--shade), transparent) right / 16px 100% no-repeat scroll, var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 10px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { position: sticky; left: 0; background: var(--card); text-align: left; } tr:last-child td { border-bottom: 0; } th { color: var(--soft); font-weight: 500; }
.pass { color: var(--pass); font-weight: 600; } .miss { color: var(--miss); font-weight: 600; }
details summary { cursor: pointer; color: var(--soft); font-size: 13px; } dl { font-size: 13px; margin: 8px 0; }
dt { font-weight: 600; } dd { margin: 0 0 6px; color: var(--soft); }
@media (max-width: 600px) {
  body { padding: 20px 16px 48px; } th, td { padding: 5px 8px; }
  .chart { font-size: 13px; line-height: 16px; --figures: 72px; } .row { grid-template-columns: 1fr; padding: 5px 0; }
  .label { display: flex; gap: 8px; padding: 0; text-align: left; } .bars { padding: 3px 0; } .bar { height: 12px; } .goal { top: 0; bottom: 0; }
}
`;
