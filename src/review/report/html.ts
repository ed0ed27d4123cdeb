/**
 * The review as one self-contained page: a manager reads the first screen, an engineer the rest. It loads nothing: its own
 * content security policy forbids it.
 */

import { createHash } from "node:crypto";
import { edgeWords } from "../../access/edge-kinds.ts";
import { type Difference, type Reach, type Review, type ReviewSeverity, severities } from "../schema.ts";
import { escapeHtml, html, Markup } from "./markup.ts";
import { reachLanes, reachLegend, reachPicture } from "./picture.ts";
import type { Reporter } from "./reporter.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";
import {
  conditionWords,
  dateText,
  dateTimeText,
  kindWords,
  plainText,
  severityWords,
  tellingSteps,
  verdictWords,
} from "./words.ts";

export const htmlReporter: Reporter = { format: "html", fileName: "review.html", render: page };

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const contentSecurityPolicy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;

function page(review: Review): string {
  const { client } = review;
  const body = html`<a class="skip" href="#main">To the content</a>
<header class="top">
<p class="eyebrow">Access review · ${client.name} · ${dateText(review.reviewedOn)}</p>
<p class="verdict ${review.verdict}">${verdictWords[review.verdict].name} <span>${verdictWords[review.verdict].meaning}</span></p>
<h1>${review.headline}</h1>
<p>This review compares who can do what in ${client.name}’s Microsoft tenant with what the responsibility matrix says.${incomplete(review)}</p>
${numbers(review)}
</header>
<main id="main">
${decisions(review)}
${picture(review)}
${matrixRows(review)}
${inOrder(review)}
<div class="part"><p>From here on: for those who carry it out.</p></div>
${differences(review)}
${internal(review)}
${unread(review)}
${evidence(review)}
</main>
<footer>Made by Demarc on ${dateText(review.reviewedOn)}. This file is complete in itself and loads nothing.</footer>`;
  return `<!doctype html>
<html lang="en" class="no-script">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(`Access review, ${client.name}, ${dateText(review.reviewedOn)}`)}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="module">${script}</script>
</body>
</html>
`;
}

function incomplete({ summary }: Review): Markup | false {
  return (
    summary.unreadable > 0 &&
    html` <strong>${summary.unreadable} ${summary.unreadable === 1 ? "part" : "parts"} of the tenant could not be read</strong> and <a href="#unread">may hide more</a>.`
  );
}

function numbers({ summary }: Review): Markup {
  const { critical, high, medium, low } = summary.differences;
  const entries: readonly { readonly value: Markup | number; readonly label: string; readonly alarm: boolean }[] = [
    {
      value: summary.providersReachingGlobalAdministrator,
      label: "of a provider can take control of the tenant without your approval",
      alarm: summary.providersReachingGlobalAdministrator > 0,
    },
    {
      value: summary.standingPrivileged,
      label: "privileged assignments of providers are always active",
      alarm: summary.standingPrivileged > 0,
    },
    {
      value: html`${critical + high + medium + low}`,
      label: `differences from the matrix: ${severities.map((severity) => `${summary.differences[severity]} ${severity}`).join(", ")}`,
      alarm: false,
    },
    {
      value: html`${summary.rowsWithDifference} <small>of ${summary.rows}</small>`,
      label: "rows of the matrix have a difference",
      alarm: false,
    },
    {
      value: html`${summary.asDeclared} <small>of ${summary.declared}</small>`,
      label: "declared accesses are exactly as declared",
      alarm: false,
    },
  ];
  return html`<dl class="numbers">${entries.map(
    ({ value, label, alarm }) => html`<div${alarm && html` class="alarm"`}><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

function decisions(review: Review): Markup {
  if (review.decisions.length === 0)
    return html`<section><h2>What to decide</h2><p>Nothing this time. Sign the review and keep it.</p></section>`;
  return html`<section aria-labelledby="decide"><h2 id="decide">What to decide</h2>
<ol class="decisions">${review.decisions.map(
    (decision) => html`<li><div><p>${decision.text}</p>${references(decision.differences)}</div></li>`,
  )}</ol></section>`;
}

function references(ids: readonly string[]): Markup | false {
  if (ids.length === 0) return false;
  const shown = ids.slice(0, 6);
  return html`<span class="refs">${shown.map((id) => html`<a href="#${id}">${id}</a> `)}${ids.length > shown.length && html`<span class="quiet">and ${ids.length - shown.length} more</span>`}</span>`;
}

function picture(review: Review): Markup {
  const { reach } = review;
  return html`<section aria-labelledby="reach"><h2 id="reach">Who can reach Global Administrator, and how</h2>
<p class="quiet">Whoever gets there can read, change and delete everything in the tenant. From left to right: who, through what, and what it takes.</p>
<figure>${reachPicture(reach)}${reach.length > 0 && html`${reachLegend(reach)}${reachLanes(reach)}`}</figure>
${
  reach.length > 0 &&
  html`<details class="more"${reach.length <= 8 && html` open`}><summary>The same in words, one by one (${reach.length})</summary><ul class="ways">${reach.map(wayText)}</ul></details>`
}</section>`;
}

function wayText(entry: Reach): Markup {
  const bad = !entry.expected && entry.condition !== "internal-approval";
  return html`<li><strong>${entry.principal.label}</strong> <span class="quiet">(${entry.principal.party.label})</span>: ${bad ? html`<span class="bad">${conditionWords[entry.condition].long}; not meant to be</span>` : conditionWords[entry.condition].long}<span class="step">${tellingSteps(entry.path).map((step, index) => html`${index > 0 && ", "}${edgeWords(step.edge)} → ${step.to}`)}</span></li>`;
}

function matrixRows(review: Review): Markup {
  return html`<section aria-labelledby="rows"><h2 id="rows">Row by row</h2>
<p class="quiet">What the matrix gives to whom, and where the tenant differs.</p>
<table class="stack"><thead><tr><th scope="col">Function</th><th scope="col">Owner</th><th scope="col">Provider</th><th scope="col">Differences</th></tr></thead>
<tbody>${review.rows.map(
    (row) =>
      html`<tr><th scope="row">${row.name}</th><td data-label="Owner">${row.owner}</td><td data-label="Provider">${row.provider ?? "–"}</td><td data-label="Differences">${row.differences.length === 0 ? html`<span class="quiet">none</span>` : references(row.differences)}</td></tr>`,
  )}</tbody></table></section>`;
}

function inOrder(review: Review): Markup | false {
  return (
    review.inOrder.length > 0 &&
    html`<section aria-labelledby="fine"><h2 id="fine">What is in order</h2><ul class="plain">${review.inOrder.map((item) => html`<li>${item}</li>`)}</ul></section>`
  );
}

const signs: Readonly<Record<ReviewSeverity, string>> = {
  critical: '<path d="M1 1h10v10H1z" fill="currentColor"/>',
  high: '<path d="M6 1 11.5 11H.5z" fill="currentColor"/>',
  medium: '<path d="M6 .8 11.2 6 6 11.2.8 6z" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  low: '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
};

function severityMark(severity: ReviewSeverity): Markup {
  const sign = new Markup(signs[severity]);
  return html`<span class="severity ${severity}"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${sign}</svg>${severityWords[severity].name}</span>`;
}

function differences(review: Review): Markup {
  const all = review.differences;
  if (all.length === 0) return html`<section><h2>Differences</h2><p>None.</p></section>`;
  const parties = [...new Set(all.map(({ principal }) => principal.party.label))].sort((left, right) =>
    left.localeCompare(right, "en"),
  );
  return html`<section aria-labelledby="differences"><h2 id="differences">Differences</h2>
<dl class="scale">${severities.map((severity) => html`<dt>${severityMark(severity)}</dt><dd>${severityWords[severity].meaning}</dd>`)}</dl>
<form class="filter" aria-label="Filter the differences">
<label>Words <input type="search" name="words" autocomplete="off" placeholder="name, role, row …"></label>
<label>Party <select name="party"><option value="">all</option>${parties.map((party) => html`<option>${party}</option>`)}</select></label>
<fieldset><legend>Severity</legend>${severities.map(
    (severity) =>
      html`<label><input type="checkbox" value="${severity}" checked> ${severityWords[severity].name}</label>`,
  )}</fieldset>
<p class="count" role="status"></p>
</form>
<div class="differences">${all.map(differenceDetails)}</div></section>`;
}

function differenceDetails(difference: Difference): Markup {
  const { access, principal, remedy, row } = difference;
  const isAccess = access.kind !== "rule";
  const facts: readonly (readonly [string, string | Markup | undefined | false])[] = [
    ["Kind", kindWords[difference.kind]],
    ["Who", isAccess && html`${principal.label} <span class="quiet">(${principal.identity})</span>`],
    ["Party", principal.party.label],
    ["What", isAccess && html`${access.target} <span class="quiet">(${plainText(access.kind)})</span>`],
    ["Where", isAccess && access.scope],
    [
      "How it is held",
      isAccess && html`${access.held}${access.until !== undefined && html`, until ${dateText(access.until)}`}`,
    ],
    ["Since", since(difference)],
    ["Tier", access.tier === undefined ? undefined : `${access.tier}`],
    ["Matrix", html`${row.text}${row.path !== undefined && html` <code>${row.path}</code>`}`],
    ["Declared by", difference.declaredBy === undefined ? undefined : html`<code>${difference.declaredBy}</code>`],
    ["Object", access.objects.length === 1 ? html`<code>${access.objects[0]}</code>` : undefined],
    ["Refused by", difference.rules.length === 0 ? undefined : difference.rules.map(({ rule }) => rule).join(", ")],
  ];
  return html`<details class="difference" id="${difference.id}" data-severity="${difference.severity}" data-party="${principal.party.label}">
<summary>${severityMark(difference.severity)}<span class="title">${difference.title}</span><span class="meta">${principal.party.label}<br>${kindWords[difference.kind]}</span><span class="meta id">${difference.id}</span></summary>
<div class="detail"><p>${difference.why}</p>
${
  difference.changes.length > 0 &&
  html`<table class="stack"><thead><tr><th scope="col">Changed</th><th scope="col">Declared</th><th scope="col">In the tenant</th><th scope="col">Effect</th></tr></thead><tbody>${difference.changes.map(
    (change) =>
      html`<tr><th scope="row">${change.what}</th><td data-label="Declared">${change.declared}</td><td data-label="In the tenant">${change.actual}</td><td data-label="Effect">${change.weaker ? "weaker" : "not weaker"}</td></tr>`,
  )}</tbody></table>`
}
<dl class="facts">${facts.map(([name, value]) => value !== undefined && value !== false && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${difference.items.length > 0 && html`<h3>Each of them (${difference.items.length})</h3><ul class="items">${difference.items.map((item) => html`<li>${item}</li>`)}</ul>`}
${
  difference.path !== undefined &&
  html`<h3>The way to Global Administrator</h3><ol class="steps">${tellingSteps(difference.path).map(
    (step) =>
      html`<li>${step.from} → ${edgeWords(step.edge)} → <strong>${step.to}</strong> <span class="quiet">(${conditionWords[step.condition].long})</span></li>`,
  )}</ol>`
}
${difference.kind !== "refused" && difference.rules.length > 0 && html`<h3>What the rules say</h3><ul class="plain">${difference.rules.map(({ rule, message, count }) => html`<li><code>${rule}</code>: ${message}${count > 1 && ` And ${count - 1} more of the same.`}</li>`)}</ul>`}
<div class="todo"><h3>What to do</h3><p>${remedy.words}</p>${remedy.command !== undefined && html`<pre><code>${remedy.command}</code></pre>`}${remedy.matrix !== undefined && html`<h3>If it is meant: lines for the matrix</h3><pre><code>${remedy.matrix}</code></pre>`}</div>
</div></details>`;
}

function since({ access }: Difference): string | undefined {
  if (access.since === undefined) return access.grantedBy === undefined ? undefined : `given by ${access.grantedBy}`;
  return `${dateText(access.since)}${access.grantedBy === undefined ? "" : `, given by ${access.grantedBy}`}`;
}

function internal(review: Review): Markup | false {
  return (
    review.internalTierZero.length > 0 &&
    html`<section aria-labelledby="internal"><h2 id="internal">Internal, not managed</h2>
<p class="quiet">Tier-0 access of the company’s own people and of the deployment. Not a difference; named so that nobody forgets it.</p>
<table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Held</th></tr></thead><tbody>${review.internalTierZero.map(
      (entry) =>
        html`<tr><th scope="row">${entry.principal.label}</th><td data-label="What">${entry.target}</td><td data-label="Where">${entry.scope}</td><td data-label="Held">${entry.held}${entry.since !== undefined && html`, since ${dateText(entry.since)}`}</td></tr>`,
    )}</tbody></table></section>`
  );
}

function unread(review: Review): Markup | false {
  return (
    (review.unreadable.length > 0 || review.notCompared.length > 0) &&
    html`<section aria-labelledby="unread"><h2 id="unread">What could not be read</h2>
<p class="quiet">A read that failed is not an empty answer. Until it is repeated, nobody knows.</p>
<table class="stack"><thead><tr><th scope="col">Collection</th><th scope="col">Unseen</th><th scope="col">Reason</th><th scope="col">Permission</th></tr></thead><tbody>${review.unreadable.map(
      (entry) =>
        html`<tr><th scope="row">${entry.collection}</th><td data-label="Unseen">${entry.blind}</td><td data-label="Reason">${entry.asked && html`<strong>${entry.code}</strong> `}${entry.message}</td><td data-label="Permission">${entry.permission === undefined ? "–" : html`<code>${entry.permission}</code>`}</td></tr>`,
    )}</tbody></table>
${review.notCompared.length > 0 && html`<h3>Declared, but could not be compared (${review.notCompared.length})</h3><ul class="items">${review.notCompared.map((item) => html`<li>${item}</li>`)}</ul>`}</section>`
  );
}

function evidence(review: Review): Markup {
  const { evidence: proof } = review;
  const facts: readonly (readonly [string, string | Markup])[] = [
    ["Tenant", html`${review.client.name} <code>${review.client.tenantId}</code>`],
    ["Collected", `${dateTimeText(proof.collectedAt)}, from ${proof.source}, ${proof.objects} objects`],
    ["Snapshot", html`SHA-256 <code>${proof.snapshotDigest}</code>`],
    [
      "Declared",
      html`SHA-256 <code>${proof.declaredDigest}</code>${review.stack !== undefined && html`, stack ${review.stack}`}`,
    ],
    [
      "Versions",
      Object.entries(proof.versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
    ["Could not be read", `${review.summary.unreadable}`],
  ];
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2><dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`;
}
