/** Style of the plots: two hues that differ in lightness, too, so that no kind of colour blindness makes them one. */

export const plotStyle = `
:root { --one: #14518c; --two: #9a4a00; --few: #d5e3f2; --some: #5f93c9; --many: #14395f; --on-some: #0c1722; --on-many: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --one: #8cbcf0; --two: #f5aa62; --few: #24384c; --some: #3f77b0; --many: #a9d0fa; --on-some: #ffffff; --on-many: #0c1722; } }
.plots { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 36px 48px; margin-top: 18px; }
.plots figure { margin: 0; min-width: 0; } .plots figcaption { margin-bottom: 8px; } .plots figcaption h3 { margin: 0; } .plots figcaption p { margin: 2px 0 0; font-size: 0.875rem; color: var(--quiet); }
svg.plot { display: block; width: 100%; height: auto; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, sans-serif; font-variant-numeric: tabular-nums; }
.plot .axis text { fill: var(--quiet); font-size: 12px; } .plot .grid { stroke: var(--line); fill: none; } .plot .zero { stroke: var(--strong); }
.plot .line { fill: none; stroke-width: 2.25; stroke-linejoin: round; } .plot .line.one { stroke: var(--one); } .plot .line.two { stroke: var(--two); stroke-dasharray: 7 4; }
.plot .dot { stroke: var(--paper); stroke-width: 1.5; } .plot .dot.one { fill: var(--one); } .plot .dot.two { fill: var(--two); }
.plot .dot.open { fill: var(--paper); stroke-width: 2.25; } .plot .dot.one.open { stroke: var(--one); } .plot .dot.two.open { stroke: var(--two); }
.plot .name { font-weight: 600; } .plot .range { stroke: var(--one); stroke-width: 1.5; fill: none; }
.plot .bar { stroke: var(--one); stroke-width: 1.25; } .plot .bar.kept { fill: var(--one); } .plot .bar.revoked { fill: url(#hatched); } .plot .bar.to-matrix { fill: var(--paper); }
.plot .ground { fill: var(--paper); } .plot .hatch { stroke: var(--one); stroke-width: 3; }
.plot .cell.none, .plot .cell.absent { fill: none; } .plot .cell.few { fill: var(--few); } .plot .cell.some { fill: var(--some); } .plot .cell.many { fill: var(--many); }
.plot text.none, .plot text.absent { fill: var(--quiet); } .plot text.some { fill: var(--on-some); font-weight: 600; } .plot text.many { fill: var(--on-many); font-weight: 600; }
.plots table { font-size: 0.875rem; } .plots th, .plots td { padding: 5px 10px 5px 0; } .plots td { font-variant-numeric: tabular-nums; } .plots .scroll { overflow-x: auto; }
@media screen and (max-width: 760px) { .plots { grid-template-columns: minmax(0, 1fr); } svg.plot, .plot .axis text { font-size: 14px; } }
@media print { .plots { gap: 18px 28px; } :root { --one: #14395f; --two: #7d3c00; --few: #e4ecf5; --some: #7fa8d3; --many: #14395f; --on-some: #000000; --on-many: #ffffff; } }
`;
