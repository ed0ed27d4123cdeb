/** Style of the page: a text to read and to sign. Printed, it is black on white, with room to write where something is missing. */

export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --sheet: #ffffff; --ink: #1d2126; --quiet: #5a626c; --line: #dcd9d2; --strong: #8d8a83; --tint: #f3f1ec;
  --link: #14518c; --notice: #9a4a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --sheet: #1b1f23; --ink: #e8e6e1; --quiet: #a6adb6; --line: #343a41; --strong: #757d87; --tint: #22272c;
    --link: #8cbcf0; --notice: #f5aa62;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif; }
main, header.top, footer { max-width: 1000px; margin: 0 auto; padding: 0 24px; }
header.top { padding-top: 48px; }
h1, h2, h3, h4, h5 { line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.7rem, 1.15rem + 2.4vw, 2.6rem); font-weight: 650; letter-spacing: -0.018em; margin: 8px 0 16px; }
h2 { font-size: 1.55rem; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 8px; }
h2 .number { color: var(--quiet); font-weight: 400; margin-right: 0.3em; font-variant-numeric: tabular-nums; }
h3 { font-size: 1.1rem; margin: 32px 0 6px; }
h4 { font-size: 1.2rem; margin: 0 0 4px; } h5 { font-size: 0.95rem; margin: 14px 0 2px; }
p, li, dd { overflow-wrap: anywhere; }
p { margin: 0 0 12px; max-width: 46em; }
.lead { font-size: 1.08rem; color: var(--quiet); }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--sheet); padding: 8px 12px; z-index: 1; }
.eyebrow { color: var(--quiet); margin: 0; }
section { margin-top: 64px; padding-top: 20px; border-top: 2px solid var(--ink); scroll-margin-top: 12px; }
.about { display: grid; gap: 4px; margin: 20px 0; padding: 14px 0; border-top: 1px solid var(--strong); border-bottom: 1px solid var(--line); font-size: 0.925rem; }
.about div { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 16px; } .about dt { color: var(--quiet); } .about dd { margin: 0; }
.contents { columns: 18rem; column-gap: 32px; margin: 16px 0 0; padding-left: 1.6rem; } .contents li { padding: 3px 0; break-inside: avoid; }
.notice { border-left: 5px solid var(--notice); padding: 4px 0 4px 14px; }
ul.plain, ol.steps { margin: 8px 0 14px; padding-left: 1.5rem; } ul.plain li, ol.steps li { padding: 3px 0; max-width: 46em; }
ul.checklist { list-style: none; margin: 8px 0 14px; padding: 0; }
ul.checklist li { position: relative; padding: 4px 0 4px 1.8rem; max-width: 46em; }
ul.checklist li::before { content: ""; position: absolute; left: 0; top: 0.5em; width: 0.95em; height: 0.95em; border: 1.5px solid var(--strong); border-radius: 2px; }
.scroll { overflow-x: auto; margin: 10px 0 18px; }
table { width: 100%; border-collapse: collapse; font-size: 0.925rem; line-height: 1.45; }
td.blank { height: 2.6em; }
th, td { text-align: left; vertical-align: top; padding: 8px 14px 8px 0; border-top: 1px solid var(--line); overflow-wrap: break-word; min-width: 6.5rem; max-width: 30rem; }
thead th { border-top: 0; border-bottom: 1px solid var(--strong); font-size: 0.85rem; font-weight: 600; color: var(--quiet); vertical-align: bottom; }
tbody th { font-weight: 600; }
td.blank { border-bottom: 1px dotted var(--strong); min-width: 8rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 20px; margin: 16px 0 24px; align-items: start; }
.card { background: var(--sheet); border: 2px solid var(--ink); border-radius: 10px; padding: 18px 20px; }
.card dl { margin: 10px 0 0; } .card dl div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 12px; padding: 2px 0; }
.card dt { color: var(--quiet); } .card dd { margin: 0; font-weight: 600; }
.card ol.steps, .card ul.plain { margin: 2px 0 0; } .card ol.steps li, .card ul.plain li { padding: 1px 0; }
.card blockquote { margin: 14px 0 0; padding: 10px 12px; background: var(--tint); border-radius: 6px; overflow-wrap: anywhere; }
footer { margin-top: 64px; padding-top: 18px; padding-bottom: 48px; color: var(--quiet); font-size: 0.875rem; }

@media screen and (max-width: 700px) {
  main, header.top, footer { padding-left: 18px; padding-right: 18px; }
  header.top { padding-top: 28px; }
  .about div, .card dl div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr { display: block; border-top: 1px solid var(--strong); padding: 8px 0; }
  tbody th, td { display: block; border: 0; padding: 2px 0; max-width: none; }
  td::before { content: attr(data-label) ": "; color: var(--quiet); }
  td.blank { border: 0; }
}
@media print {
  :root { --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #bbb; --strong: #777; --tint: #f4f4f4; --link: #000; --notice: #000; color-scheme: light; }
  @page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt sans-serif; } }
  @page card { size: A5; margin: 10mm; @bottom-left { content: ""; } @bottom-right { content: ""; } }
  body { font-size: 10pt; line-height: 1.4; }
  h1 { font-size: 24pt; } h2 { font-size: 17pt; } h3 { font-size: 12pt; margin-top: 18px; }
  main, header.top, footer { max-width: none; padding: 0; }
  .skip, footer { display: none; }
  a { text-decoration: none; }
  section { break-before: page; margin-top: 0; padding-top: 10px; }
  h2, h3, h4, h5, h3 + p, p.label, .lead { break-after: avoid; } tr, li, .notice { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  table { font-size: 9pt; } th, td { min-width: 23mm; max-width: none; padding: 5px 8px 5px 0; }
  /* Words stay whole; what is longer than a column breaks where it has to. */
  th, td { overflow-wrap: break-word; } p, li, dd, .long { overflow-wrap: anywhere; } .long { min-width: 34mm; }
  thead th { overflow-wrap: normal; }
  p, ul.plain li, ol.steps li, ul.checklist li { max-width: none; }
  td.blank { height: 9mm; min-width: 23mm; } .signed td.blank { height: 15mm; }
  .cards { display: block; margin: 0; }
  .card { page: card; break-before: page; break-after: page; break-inside: avoid; border: 0; border-radius: 0; padding: 0; }
  .card h4 { font-size: 18pt; border-bottom: 3px solid #000; padding-bottom: 4px; } .card { font-size: 11pt; }
  .card blockquote { border: 1px solid #777; }
}
`;
