/** Style of the HTML report: type and space first; colour repeats what words and signs say already. */

export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --sheet: #ffffff; --ink: #1d2126; --quiet: #5a626c; --line: #dcd9d2; --strong: #8d8a83; --tint: #f3f1ec;
  --link: #14518c; --critical: #a3132b; --high: #9a4a00; --medium: #6b5c00; --low: #4b5563; --good: #1d6b43;
  --critical-tint: #fbe9ec; --band: #f3f1ec; --code: #f3f1ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --sheet: #1b1f23; --ink: #e8e6e1; --quiet: #a6adb6; --line: #343a41; --strong: #757d87; --tint: #22272c;
    --link: #8cbcf0; --critical: #ff8d9c; --high: #f5aa62; --medium: #e0c95a; --low: #b3bcc8; --good: #7fd0a4;
    --critical-tint: #3a1b22; --band: #1f2429; --code: #101316;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif; }
main, header.top, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header.top { padding-top: 48px; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 1.15rem + 2.4vw, 2.75rem); font-weight: 650; letter-spacing: -0.018em; margin: 14px 0 16px; max-width: 24em; }
h2 { font-size: 1.4rem; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 6px; }
h3 { font-size: 1rem; margin: 20px 0 6px; }
p { margin: 0 0 12px; max-width: 46em; }
h1, h2, h3, p, li, dd { overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
section { margin-top: 52px; scroll-margin-top: 12px; }
.quiet { color: var(--quiet); }
.small { font-size: 0.875rem; }
.eyebrow { color: var(--quiet); font-size: 0.9rem; margin: 0; max-width: none; }
.verdict { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 10px; margin: 22px 0 0; font-weight: 650; max-width: none; border-left: 5px solid currentColor; padding: 2px 0 2px 12px; }
.verdict span { color: var(--ink); font-weight: 400; }
.verdict.act-now { color: var(--critical); } .verdict.decide { color: var(--high); } .verdict.incomplete { color: var(--medium); } .verdict.in-order { color: var(--good); }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--sheet); padding: 8px 12px; z-index: 1; }

.numbers { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 0; margin: 36px 0 0; padding: 0; border-top: 1px solid var(--strong); border-bottom: 1px solid var(--line); }
.numbers div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: 14px 16px 14px 0; }
.numbers div + div { padding-left: 16px; border-left: 1px solid var(--line); }
.numbers dt { font-size: 0.875rem; line-height: 1.4; color: var(--quiet); }
.numbers dd { margin: 0 0 2px; font-size: 2.1rem; line-height: 1.15; font-weight: 600; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.numbers dd small { font-size: 1rem; font-weight: 400; color: var(--quiet); letter-spacing: 0; }
.numbers .alarm dd { color: var(--critical); }

ol.decisions { list-style: none; counter-reset: decision; margin: 14px 0 0; padding: 0; }
ol.decisions > li { counter-increment: decision; display: grid; grid-template-columns: 2.2rem minmax(0, 1fr); padding: 12px 0; border-top: 1px solid var(--line); }
ol.decisions > li::before { content: counter(decision); font-weight: 650; color: var(--quiet); font-variant-numeric: tabular-nums; }
ol.decisions p { margin: 0; max-width: 44em; }
.refs { display: block; font-size: 0.875rem; margin-top: 2px; }
.refs a { margin-right: 0.6em; white-space: nowrap; }

figure { margin: 16px 0 0; }
svg.reach { display: block; width: 100%; height: auto; font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, sans-serif; }
svg .band { fill: var(--band); }
svg text { fill: var(--ink); }
svg .band-name { font-weight: 650; } svg .quiet { fill: var(--quiet); font-weight: 400; }
svg .box { fill: var(--sheet); stroke: var(--strong); } svg .box.bad { fill: var(--critical-tint); stroke: var(--critical); stroke-width: 1.5; }
svg .goal { fill: var(--ink); } svg .goal-name, svg .goal-note { fill: var(--paper); font-weight: 650; font-size: 16px; } svg .goal-note { font-weight: 400; font-size: 13px; }
svg .way { fill: none; stroke: var(--quiet); stroke-width: 1.75; } svg .way.bad { stroke: var(--critical); stroke-width: 3; }
svg .way.self-activation { stroke-dasharray: 9 5; } svg .way.provider-approval { stroke-dasharray: 9 4 2 4; }
svg .way.unknown-approval { stroke-dasharray: 2 4; } svg .way.internal-approval { stroke-dasharray: 1 5; stroke-linecap: round; stroke-width: 2.5; }
svg .arrow { fill: var(--quiet); } svg .arrow.bad { fill: var(--critical); }
svg .edge { font-size: 12px; fill: var(--quiet); } svg .edge.bad { fill: var(--critical); font-weight: 650; }
.legend { list-style: none; margin: 14px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 24px; font-size: 0.875rem; color: var(--quiet); }
.legend svg { vertical-align: middle; margin-right: 6px; }
.lanes { display: none; list-style: none; margin: 14px 0 0; padding: 0; }
.lane { border-left: 4px solid var(--strong); background: var(--band); border-radius: 0 6px 6px 0; padding: 10px 14px; margin-bottom: 10px; overflow-wrap: anywhere; }
.lane > * { display: block; } .lane b { font-weight: 600; } .lane .quiet, .lane .takes { font-size: 0.875rem; }
.lane.bad { border-color: var(--critical); } .lane.bad .takes { color: var(--critical); font-weight: 650; }
.ways { list-style: none; margin: 8px 0 0; padding: 0; }
.ways li { padding: 9px 0; border-top: 1px solid var(--line); }
.ways .step { display: block; color: var(--quiet); font-size: 0.925rem; }
.ways .bad { color: var(--critical); font-weight: 600; }

table { width: 100%; border-collapse: collapse; margin-top: 12px; font-size: 0.95rem; }
th, td { text-align: left; vertical-align: top; padding: 9px 14px 9px 0; border-top: 1px solid var(--line); overflow-wrap: break-word; }
thead th { border-top: 0; border-bottom: 1px solid var(--strong); font-size: 0.85rem; font-weight: 600; color: var(--quiet); padding-top: 0; }
tbody th { font-weight: 500; }

.severity { display: inline-flex; align-items: center; gap: 7px; font-weight: 650; white-space: nowrap; }
.severity svg { flex: none; }
.severity.critical { color: var(--critical); } .severity.high { color: var(--high); } .severity.medium { color: var(--medium); } .severity.low { color: var(--low); }
.scale { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 12px 0 0; font-size: 0.875rem; }
.scale dd { margin: 0; color: var(--quiet); }

.filter { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: end; margin: 18px 0 4px; padding: 0; border: 0; }
.filter label, .filter fieldset { font-size: 0.875rem; }
.filter fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 14px; min-height: 44px; align-items: center; }
.filter legend { float: left; color: var(--quiet); margin-right: 12px; }
.filter input[type=search], .filter select { display: block; font: inherit; font-size: 1rem; color: inherit; background: var(--sheet); border: 1px solid var(--strong); border-radius: 6px; padding: 8px 10px; min-height: 44px; }
.filter input[type=search] { width: 17rem; max-width: 100%; }
.filter input[type=checkbox] { width: 18px; height: 18px; vertical-align: -4px; accent-color: var(--link); }
.filter .count { margin: 0; min-height: 44px; display: flex; align-items: center; color: var(--quiet); font-size: 0.875rem; }
.no-script .filter { display: none; }

.differences { border-bottom: 1px solid var(--line); margin-top: 8px; }
.difference { border-top: 1px solid var(--line); }
.difference > summary { display: grid; grid-template-columns: 1.1rem 6.4rem minmax(0, 1fr) 9rem 6.2rem; gap: 0 14px; align-items: baseline; padding: 12px 0; cursor: pointer; list-style: none; }
.difference > summary::-webkit-details-marker { display: none; }
.difference > summary::before { content: "+"; color: var(--quiet); font-weight: 650; font-size: 1.1rem; line-height: 1; }
.difference[open] > summary::before { content: "–"; }
.difference > summary:hover .title { text-decoration: underline; text-underline-offset: 3px; }
.difference .title { font-weight: 550; overflow-wrap: anywhere; }
.difference .meta { color: var(--quiet); font-size: 0.875rem; overflow-wrap: anywhere; }
.difference .id { font-size: 0.8rem; text-align: right; font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
.detail { padding: 2px 0 26px calc(1.1rem + 6.4rem + 28px); }
.detail > p { margin-bottom: 10px; }
.facts { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 5px 16px; margin: 14px 0; font-size: 0.925rem; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.items { columns: 17rem; column-gap: 28px; margin: 6px 0 0; padding-left: 1.1rem; font-size: 0.9rem; overflow-wrap: anywhere; }
ol.steps { margin: 6px 0 0; padding-left: 1.3rem; font-size: 0.925rem; }
ol.steps li { padding: 2px 0; overflow-wrap: anywhere; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; margin: 6px 0 0; font: 0.85rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
code { font: 0.9em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.todo { border-left: 3px solid var(--strong); padding-left: 16px; margin-top: 18px; }
.todo h3 { margin-top: 0; } .todo pre + h3, .todo pre + p { margin-top: 14px; }
.two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 48px; }
ul.plain { margin: 12px 0 0; padding-left: 1.2rem; } ul.plain li { padding: 3px 0; max-width: 46em; }
details.more { margin-top: 14px; } details.more > summary { cursor: pointer; color: var(--link); }
footer { margin-top: 64px; padding-top: 18px; padding-bottom: 48px; color: var(--quiet); font-size: 0.875rem; }
.looked .line { display: block; } .looked .line + .line { margin-top: 6px; }
.repeated { color: var(--quiet); font-weight: 400; }
.part { margin-top: 76px; padding-top: 14px; border-top: 2px solid var(--ink); }
.part + section { margin-top: 24px; }
.part p { margin: 0; color: var(--quiet); max-width: none; }

@media screen and (max-width: 760px) {
  main, header.top, footer { padding-left: 18px; padding-right: 18px; }
  header.top { padding-top: 28px; }
  .numbers { grid-auto-flow: row; grid-template-columns: minmax(0, 1fr); border-bottom: 0; }
  .numbers div, .numbers div + div { display: grid; grid-template-columns: minmax(0, 1fr) max-content; column-gap: 16px; align-items: baseline; padding: 10px 0; border-left: 0; border-bottom: 1px solid var(--line); }
  .numbers dd { font-size: 1.6rem; text-align: right; white-space: nowrap; margin: 0; order: 2; } .numbers dt { order: 1; font-size: 0.95rem; }
  svg.reach, .legend { display: none; } .lanes { display: block; }
  .difference > summary { grid-template-columns: 1.1rem minmax(0, 1fr) max-content; row-gap: 3px; }
  .difference > summary .title { grid-column: 2 / -1; grid-row: 2; } .difference > summary .meta { grid-column: 2 / -1; grid-row: 3; }
  .difference > summary .severity { grid-column: 2; grid-row: 1; } .difference > summary .id { grid-column: 3; grid-row: 1; }
  .detail { padding-left: calc(1.1rem + 14px); }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: 8px; }
  .two { grid-template-columns: minmax(0, 1fr); }
  .filter > * { flex: 1 1 100%; } .filter input[type=search], .filter select { width: 100%; }
  table.stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.stack tr { display: block; border-top: 1px solid var(--line); padding: 8px 0; }
  table.stack th { display: block; border: 0; padding: 1px 0; }
  table.stack td { display: inline-block; border: 0; padding: 1px 18px 1px 0; }
  table.stack td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
}
@media print {
  :root { --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #bbb; --strong: #777; --tint: #fff; --link: #000; --critical: #8f0f25; --high: #7d3c00; --medium: #574b00; --low: #444; --good: #14522f; --critical-tint: #fff; --band: #f4f4f4; --code: #fff; color-scheme: light; }
  @page { margin: 16mm 14mm; }
  body { font-size: 9.5pt; line-height: 1.4; } h1 { font-size: 21pt; } section { margin-top: 26px; } .part { margin-top: 32px; }
  main, header.top, footer { max-width: none; padding: 0; }
  .filter, .skip { display: none; }
  svg.reach { display: block; max-height: 235mm; } .legend { display: flex; } .lanes { display: none; }
  section, .difference { break-inside: auto; } h2, h3, summary { break-after: avoid; } figure, tr, pre, .todo { break-inside: avoid; }
  .detail { padding: 0 0 12px 1.1rem; } .detail .facts { grid-template-columns: 6.5rem minmax(0, 1fr) 6.5rem minmax(0, 1fr); font-size: 9pt; }
  .numbers { grid-auto-flow: column; grid-template-columns: none; }
}
`;
