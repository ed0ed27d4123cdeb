/** One difference in the HTML report. */

import { edgeWords } from "../../access/edge-kinds.ts";
import type { Difference, ReviewSeverity } from "../schema.ts";
import { html, Markup } from "./markup.ts";
import { capped, most, restOf } from "./most.ts";
import {
  conditionWords,
  dateText,
  kindWords,
  lastUseText,
  plainText,
  severityWords,
  tellingSteps,
  withoutItText,
} from "./words.ts";

const signs: Readonly<Record<ReviewSeverity, string>> = {
  critical: '<path d="M1 1h10v10H1z" fill="currentColor"/>',
  high: '<path d="M6 1 11.5 11H.5z" fill="currentColor"/>',
  medium: '<path d="M6 .8 11.2 6 6 11.2.8 6z" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  low: '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
};

/** A severity as a sign and a word: never as a colour alone. */
export function severityMark(severity: ReviewSeverity): Markup {
  const sign = new Markup(signs[severity]);
  return html`<span class="severity ${severity}"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${sign}</svg>${severityWords[severity].name}</span>`;
}

/** One line of the review, closed, with everything about it inside. */
export function differenceDetails(difference: Difference): Markup {
  const { access, principal, row } = difference;
  const isAccess = access.kind !== "rule" && access.kind !== "observation";
  const facts: readonly (readonly [string, string | Markup | undefined | false])[] = [
    ["Kind", kindWords[difference.kind]],
    [
      "Who",
      isAccess &&
        html`${principal.label}${principal.identity.startsWith("several:") ? "" : html` <span class="quiet">(${principal.identity})</span>`}`,
    ],
    ["Party", principal.party.label],
    ["What", isAccess && html`${access.target} <span class="quiet">(${plainText(access.kind)})</span>`],
    ["Where", isAccess && access.scope],
    [
      "How it is held",
      isAccess && html`${access.held}${access.until !== undefined && html`, until ${dateText(access.until)}`}`,
    ],
    ["Was called", difference.formerly],
    ["Since", since(difference)],
    ["Last use", access.lastUse === undefined ? undefined : lastUseText(access.lastUse)],
    ["Without it", difference.withoutIt === undefined ? undefined : withoutItText(difference.withoutIt)],
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
${difference.items.length > 0 && html`<h3>Each of them (${difference.items.length})</h3><ul class="items">${capped(difference.items, most.items).map((item) => html`<li>${item}</li>`)}</ul>${restOf(difference.items, most.items)}`}
${
  difference.path !== undefined &&
  html`<h3>The way to Global Administrator</h3><ol class="steps">${tellingSteps(difference.path).map(
    (step) =>
      html`<li>${step.from} → ${edgeWords(step.edge)} → <strong>${step.to}</strong> <span class="quiet">(${conditionWords[step.condition].long})</span></li>`,
  )}</ol>`
}
${difference.kind !== "refused" && difference.rules.length > 0 && html`<h3>What the rules say</h3><ul class="plain">${difference.rules.map(({ rule, message, count }) => html`<li><code>${rule}</code>: ${message}${count > 1 && ` And ${count - 1} more of the same.`}</li>`)}</ul>`}
${noted(difference)}
${todo(difference)}
</div></details>`;
}

function since({ access }: Difference): string | undefined {
  if (access.since === undefined) return access.grantedBy === undefined ? undefined : `given by ${access.grantedBy}`;
  return `${dateText(access.since)}${access.grantedBy === undefined ? "" : `, given by ${access.grantedBy}`}`;
}

/** What the review noticed about it, besides what its title says already. */
function noted({ observations = [], title }: Difference): Markup | false {
  const others = observations.filter(({ message }) => message !== title);
  return (
    others.length > 0 &&
    html`<h3>The review also noticed</h3><ul class="plain">${others.map(({ message }) => html`<li>${message}</li>`)}</ul>`
  );
}

function todo({ remedy, observations = [] }: Difference): Markup {
  const due = observations.flatMap((each) => each.due ?? []).toSorted()[0];
  return html`<div class="todo"><h3>What to do</h3><p>${remedy.words}${due !== undefined && html` <strong>By ${dateText(due)}.</strong>`}</p>${
    remedy.portal !== undefined && html`<p class="quiet">By hand: ${remedy.portal}</p>`
  }${remedy.command !== undefined && html`<pre><code>${cappedLines(remedy.command)}</code></pre>`}${
    remedy.matrix === undefined
      ? remedy.place !== undefined && html`<p class="quiet">In the matrix: <code>${placeText(remedy.place)}</code></p>`
      : html`<h3>If it is meant: lines for the matrix${remedy.place !== undefined && html` <code>${placeText(remedy.place)}</code>`}</h3><pre><code>${remedy.matrix}</code></pre>`
  }${
    remedy.import !== undefined &&
    html`<h3>If a program of your own is to manage it as it is</h3><pre><code>${remedy.import}</code></pre>`
  }</div>`;
}

function placeText({ file, line, path }: NonNullable<Difference["remedy"]["place"]>): string {
  return `${file}:${line} ${path}`;
}

function cappedLines(text: string): string {
  const lines = text.split("\n");
  return lines.length <= most.items
    ? text
    : [...lines.slice(0, most.items), `# … and ${lines.length - most.items} more, in review.json`].join("\n");
}
