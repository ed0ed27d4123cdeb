/** The page's document: the same for every review, and without a word of one. What it shows, its script asks for. */

import { severityMark } from "../report/difference.ts";
import { html } from "../report/markup.ts";
import { sourceHash } from "../report/page-document.ts";
import { style as reportStyle } from "../report/style.ts";
import { severityWords } from "../report/words.ts";
import { severities } from "../schema.ts";
import { script } from "./script/script.ts";
import { pageStyle } from "./style.ts";

const style = `${reportStyle}${pageStyle}`;

/** Only this script and this style, requests only to this server, and no string that becomes markup. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${sourceHash(script)}`,
  `style-src ${sourceHash(style)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const keys: readonly (readonly [key: string, what: string])[] = [
  ["j, k", "next, previous line"],
  ["n", "next line that nobody decided"],
  ["Enter", "open or close a line; in a field: save"],
  ["1, 2, 3", "keep until, revoke, change the matrix"],
  [".", "as my last decision"],
  ["Esc", "from a field back to its line"],
  ["/", "words to filter by"],
  ["u", "only what is undecided, or everything"],
  ["w", "who decides"],
  ["?", "this list"],
];

const body = html`<a class="skip" href="#lines">To the lines</a>
<header class="top">
<p class="eyebrow" id="subject">Access review</p>
<h1>What stays, and what goes</h1>
<p>Every decision is written to <code id="file">decisions.yaml</code> at once, as it would be with an editor; both can be used side by side. Who decided is a statement: what makes it evidence is the signature of each side afterwards.</p>
<div class="progress"><progress id="progress" value="0" max="1" aria-labelledby="progress-text"></progress><p id="progress-text">Loading …</p></div>
</header>
<main id="main">
<div id="notice" class="notice" role="alert" tabindex="-1" hidden></div>
<section class="who" aria-labelledby="who-title"><h2 id="who-title">Who decides</h2>
<form id="who-form"><label for="who">Person</label><select id="who"><option value="">choose …</option></select><button type="submit">Decide as this person</button></form>
<p id="who-chosen" hidden><strong id="who-name"></strong> decides. <button type="button" id="who-change" class="plain">Somebody else</button></p>
</section>
<form class="filter" id="filter" aria-label="Filter the lines">
<label>Words <input type="search" name="words" autocomplete="off" placeholder="name, role, row …"></label>
<label>Party <select name="party"><option value="">all</option></select></label>
<button type="button" id="help-open" class="plain" aria-haspopup="dialog">Keys <kbd>?</kbd></button>
<fieldset><legend>Severity</legend>${severities.map(
  (severity) =>
    html`<label><input type="checkbox" name="severity" value="${severity}" checked> ${severityWords[severity].name}</label>`,
)}<label><input type="checkbox" name="severity" value="declared" checked> No difference</label></fieldset>
<label class="tick"><input type="checkbox" name="undecided"> Only undecided</label>
<p class="count" role="status" id="count"></p>
</form>
<div id="lines" tabindex="-1"></div>
<button type="button" id="more" hidden></button>
</main>
<footer>Served by Demarc to this computer only. Ctrl-C in the terminal ends it; what is decided stays in the file.</footer>
<div class="said"><p id="said" role="status" aria-live="polite"></p></div>
<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2>
<dl>${keys.map(([key, what]) => html`<dt>${key.split(", ").map((each, index) => html`${index > 0 && " "}<kbd>${each}</kbd>`)}</dt><dd>${what}</dd>`)}</dl>
<label><input type="checkbox" id="keys-on" checked> Keys of one letter or digit do something</label>
<form method="dialog"><button>Close</button></form></dialog>
${[...severities.map((severity) => html`<template id="severity-${severity}">${severityMark(severity)}</template>`)]}<template id="severity-declared"><span class="severity declared">No difference</span></template>`;

export const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>Decide: access review</title>
<style>${style}</style>
</head>
<body class="deciding">
${body}
<script type="module">${script}</script>
</body>
</html>
`;
