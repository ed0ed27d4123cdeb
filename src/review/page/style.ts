/** Style of the page for deciding, over that of the report. */

export const pageStyle = `
html { scroll-behavior: auto; scroll-padding: 24px 0 88px; }
body.deciding { padding-bottom: 72px; }
[hidden] { display: none !important; }
.deciding header.top { padding-top: 32px; }
.deciding h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.2rem); margin: 8px 0 10px; }
.deciding section { margin-top: 36px; }
.progress { margin-top: 14px; } .progress p { margin: 4px 0 0; font-weight: 600; font-variant-numeric: tabular-nums; }
progress { appearance: none; display: block; width: 100%; height: 8px; border: 1px solid var(--strong); border-radius: 5px; overflow: hidden; background: var(--sheet); }
progress::-webkit-progress-bar { background: var(--sheet); } progress::-webkit-progress-value { background: var(--good); } progress::-moz-progress-bar { background: var(--good); }
button { font: inherit; font-size: 1rem; min-height: 44px; padding: 8px 16px; border-radius: 6px; border: 1px solid var(--strong); background: var(--sheet); color: var(--ink); cursor: pointer; }
button[type=submit] { background: var(--ink); border-color: var(--ink); color: var(--paper); font-weight: 600; }
button.plain { border: 0; background: none; color: var(--link); padding: 8px 4px; text-decoration: underline; text-underline-offset: 2px; }
kbd { font: 0.85em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; border: 1px solid var(--strong); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--sheet); color: var(--ink); }
.notice { margin-top: 24px; border: 1px solid var(--critical); border-left-width: 5px; border-radius: 0 6px 6px 0; background: var(--critical-tint); padding: 10px 14px; white-space: pre-line; overflow-wrap: anywhere; }
.deciding .who { margin-top: 28px; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); padding: 14px 18px; }
.who h2 { font-size: 1rem; } .who p { margin: 0; max-width: none; }
#who-form { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; }
#who-form select, .answer input[type=text], .answer input[type=date], .answer textarea { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--strong); border-radius: 6px; padding: 8px 10px; min-height: 44px; max-width: 100%; }
.filter .tick { display: flex; align-items: center; gap: 6px; min-height: 44px; }
.deciding .filter { align-items: center; } .deciding .filter fieldset { min-height: 0; } .deciding .filter .count { flex: 1 1 12rem; }
#help-open { margin-left: auto; align-self: end; }
.group { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; } .group .quiet { font-size: 0.9rem; font-weight: 400; letter-spacing: 0; font-variant-numeric: tabular-nums; }
ol.lines { list-style: none; margin: 8px 0 0; padding: 0; border-bottom: 1px solid var(--line); }
.line { border-top: 1px solid var(--line); }
.line h3 { margin: 0; font-weight: 400; text-wrap: wrap; }
.line .head { display: grid; grid-template-columns: 1.1rem 7.6rem minmax(0, 1fr) 13rem; gap: 0 14px; align-items: baseline; width: 100%; text-align: left; border: 0; border-radius: 4px; background: none; padding: 12px 0; font-size: 1rem; line-height: 1.45; }
.line .head::before { content: "+"; color: var(--quiet); font-weight: 650; font-size: 1.1rem; line-height: 1; }
.line .head[aria-expanded=true]::before { content: "–"; }
.line .head:hover .title { text-decoration: underline; text-underline-offset: 3px; }
.line .title { font-weight: 550; overflow-wrap: anywhere; }
.line .title small { display: block; font-weight: 400; font-size: 0.875rem; color: var(--quiet); }
.line .severity { font-size: 0.95rem; } .severity.declared { color: var(--quiet); font-weight: 400; white-space: normal; }
.line .outcome { font-size: 0.875rem; color: var(--quiet); overflow-wrap: anywhere; } .line .outcome b { color: var(--ink); font-weight: 650; }
.line .outcome.decided b::before { content: "✓ "; color: var(--good); } .line .outcome.invalid b { color: var(--critical); } .line .outcome.invalid b::before { content: "! "; }
.body { display: grid; grid-template-columns: minmax(0, 1fr) 22rem; gap: 0 36px; padding: 2px 0 26px calc(1.1rem + 14px); }
.body .facts { grid-template-columns: 6.5rem minmax(0, 1fr); }
.about h4 { font-size: 0.95rem; margin: 16px 0 4px; } .about p { margin-bottom: 8px; }
.answer { align-self: start; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); padding: 14px 16px 16px; }
.answer fieldset { border: 0; margin: 0; padding: 0; } .answer legend { font-weight: 650; padding: 0; margin-bottom: 4px; }
.answer .choice { display: grid; grid-template-columns: 22px minmax(0, 1fr) max-content; gap: 0 8px; align-items: start; padding: 7px 0; cursor: pointer; }
.answer .choice small { display: block; color: var(--quiet); line-height: 1.35; }
.answer input[type=radio], .answer input[type=checkbox] { width: 18px; height: 18px; margin: 3px 0 0; accent-color: var(--link); }
.answer .field { margin-top: 10px; } .answer .field > label { display: block; font-weight: 600; font-size: 0.925rem; margin-bottom: 3px; }
.answer .field > label span { font-weight: 400; color: var(--quiet); }
.answer input[type=text], .answer input[type=date] { width: 100%; }
.answer .beyond > label { display: flex; gap: 8px; font-size: 0.925rem; font-weight: 400; padding: 4px 0; }
.answer [aria-invalid=true] { border-color: var(--critical); border-width: 2px; }
.error { color: var(--critical); font-size: 0.925rem; font-weight: 600; margin: 4px 0 0; overflow-wrap: anywhere; } .error span { display: block; font-weight: 400; color: var(--ink); }
.answer .save { margin-top: 14px; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.none { color: var(--quiet); margin-top: 32px; }
#more { margin-top: 18px; }
.said { position: fixed; inset: auto 0 0 0; pointer-events: none; } .said p { margin: 0 auto; max-width: none; }
.said p:not(:empty) { background: var(--ink); color: var(--paper); padding: 12px 24px; text-align: center; }
dialog { border: 1px solid var(--strong); border-radius: 10px; background: var(--sheet); color: var(--ink); padding: 22px 26px; max-width: min(30rem, calc(100vw - 32px)); max-height: calc(100vh - 32px); }
dialog::backdrop { background: rgb(0 0 0 / 0.45); }
dialog dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 8px 18px; margin: 12px 0 18px; } dialog dd { margin: 0; } dialog form { margin-top: 16px; }
dialog input { width: 18px; height: 18px; vertical-align: -4px; accent-color: var(--link); }
@media (prefers-color-scheme: dark) { input[type=date] { color-scheme: dark; } }
@media screen and (max-width: 760px) {
  .deciding header.top { padding-top: 20px; }
  .line .head { grid-template-columns: 1.1rem minmax(0, 1fr); row-gap: 3px; }
  .line .head .severity, .line .head .title, .line .head .outcome { grid-column: 2; }
  .body { grid-template-columns: minmax(0, 1fr); gap: 18px; padding-left: 0; } .body .facts { grid-template-columns: minmax(0, 1fr); }
  #who-form select, #who-form button { width: 100%; } #help-open { margin-left: 0; text-align: left; }
}
@media (forced-colors: active) { progress { forced-color-adjust: none; } }
`;
