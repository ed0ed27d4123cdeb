/**
 * The review as one self-contained page: a manager reads the first screen, an engineer the rest. It loads nothing: its own
 * content security policy forbids it.
 */

import { edgeWords } from "../../access/edge-kinds.ts";
import { type Reach, type Review, severities } from "../schema.ts";
import { differenceDetails, severityMark } from "./difference.ts";
import type { ReportHistory } from "./history/facts.ts";
import { historySection } from "./history/section.ts";
import { plotStyle } from "./history/style.ts";
import { html, type Markup } from "./markup.ts";
import { capped, idsOnPage, most, references, restOf } from "./most.ts";
import { holdingsByParty, observationRows, renamedObjects, sincePreviousReview } from "./observations.ts";
import { pageDocument } from "./page-document.ts";
import { reachLanes, reachLegend, reachPicture } from "./picture.ts";
import type { Reporter } from "./reporter.ts";
import { script } from "./script.ts";
import { spokenReview } from "./spoken.ts";
import { style as pageStyle } from "./style.ts";
import { sourceLines, systemNumbers, systemRows } from "./systems.ts";
import {
  ageText,
  conditionWords,
  dateText,
  dateTimeText,
  inLines,
  severityWords,
  tellingSteps,
  verdictWords,
} from "./words.ts";

export const htmlReporter: Reporter = { format: "html", fileName: "review.html", render: page };

const style = `${pageStyle}${plotStyle}`;

function page(given: Review, history?: ReportHistory): string {
  const review = spokenReview(given);
  const { client } = review;
  const body = html`<a class="skip" href="#main">To the content</a>
<header class="top">
<p class="eyebrow">Access review · ${client.name} · ${dateText(review.reviewedOn)}</p>
<p class="verdict ${review.verdict}">${verdictWords[review.verdict].name} <span>${verdictWords[review.verdict].meaning}</span></p>
<h1>${review.headline}</h1>
<p>This review compares who can do what in ${client.name}’s Microsoft tenant${review.systems?.some(({ roster }) => roster !== undefined) === true ? ", and in the other systems whose users are known," : ""} with what the responsibility matrix says.${incomplete(review)}</p>
${numbers(review)}
</header>
<main id="main">
${decisions(review)}
${sincePreviousReview(review)}
${picture(review)}
${observationRows(review)}
${matrixRows(review)}
${systemRows(review)}
${historySection(review, history)}
${inOrder(review)}
<div class="part"><p>From here on: for those who carry it out.</p></div>
${differences(review)}
${holdingsByParty(review)}
${internal(review)}
${unread(review)}
${evidence(review)}
</main>
<footer>Made by Demarc on ${dateText(review.reviewedOn)}. This file is complete in itself and loads nothing.</footer>`;
  return pageDocument({
    title: `Access review, ${client.name}, ${dateText(review.reviewedOn)}`,
    style,
    body,
    script,
  });
}

function incomplete({ summary }: Review): Markup | false {
  return (
    summary.unreadable > 0 &&
    html` <strong>${summary.unreadable} ${summary.unreadable === 1 ? "part" : "parts"} of the tenant could not be read</strong> and <a href="#unread">may hide more</a>.`
  );
}

function numbers(review: Review): Markup {
  const { summary } = review;
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
      label: `differences and findings${inLines(review)}: ${severities.map((severity) => `${summary.differences[severity]} ${severity}`).join(", ")}`,
      alarm: false,
    },
    {
      value: html`${summary.rowsWithDifference} <small>of ${summary.rows}</small>`,
      label: "rows on functions and emergency accounts have a difference",
      alarm: false,
    },
    ...systemNumbers(review).map(({ differing, known, unknown }) => ({
      value: html`${differing} <small>of ${known}</small>`,
      label: `other systems have a difference${unknown === 0 ? "" : `; the users of ${unknown} more are not known`}`,
      alarm: false,
    })),
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
  const onPage = idsOnPage(review);
  if (review.decisions.length === 0)
    return html`<section><h2>What to decide</h2><p>Nothing this time. Sign the review and keep it.</p></section>`;
  return html`<section aria-labelledby="decide"><h2 id="decide">What to decide</h2>
<ol class="decisions">${review.decisions.map(
    (decision) => html`<li><div><p>${decision.text}</p>${references(decision.differences, onPage)}</div></li>`,
  )}</ol></section>`;
}

function picture(review: Review): Markup {
  const { reach } = review;
  return html`<section aria-labelledby="reach"><h2 id="reach">Who can reach Global Administrator, and how</h2>
<p class="quiet">Whoever gets there can read, change and delete everything in the tenant. From left to right: who, through what, and what it takes.</p>
<figure>${reachPicture(reach)}${reach.length > 0 && html`${reachLegend(reach)}${reachLanes(reach)}`}</figure>
${
  reach.length > 0 &&
  html`<details class="more"${reach.length <= 8 && html` open`}><summary>The same in words, one by one (${reach.length})</summary><ul class="ways">${capped(reach, most.reach).map(wayText)}</ul>${restOf(reach, most.reach)}</details>`
}</section>`;
}

function wayText(entry: Reach): Markup {
  const bad = !entry.expected && entry.condition !== "internal-approval";
  return html`<li><strong>${entry.principal.label}</strong> <span class="quiet">(${entry.principal.party.label})</span>: ${bad ? html`<span class="bad">${conditionWords[entry.condition].long}; not meant to be</span>` : conditionWords[entry.condition].long}<span class="step">${tellingSteps(entry.path).map((step, index) => html`${index > 0 && ", "}${edgeWords(step.edge)} → ${step.to}`)}</span></li>`;
}

function matrixRows(review: Review): Markup {
  const onPage = idsOnPage(review);
  return html`<section aria-labelledby="rows"><h2 id="rows">Row by row</h2>
<p class="quiet">What the matrix gives to whom, and where the tenant differs.</p>
<table class="stack"><thead><tr><th scope="col">Function</th><th scope="col">Owner</th><th scope="col">Provider</th><th scope="col">Differences</th></tr></thead>
<tbody>${review.rows.map(
    (row) =>
      html`<tr><th scope="row">${row.name}</th><td data-label="Owner">${row.owner}</td><td data-label="Provider">${row.provider ?? "–"}</td><td data-label="Differences">${row.differences.length === 0 ? html`<span class="quiet">none</span>` : references(row.differences, onPage)}</td></tr>`,
  )}</tbody></table></section>`;
}

function inOrder(review: Review): Markup | false {
  return (
    (review.inOrder.length > 0 || (review.renamed ?? []).length > 0) &&
    html`<section aria-labelledby="fine"><h2 id="fine">What is in order</h2><ul class="plain">${review.inOrder.map((item) => html`<li>${item}</li>`)}</ul>${renamedObjects(review)}</section>`
  );
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
<div class="differences">${capped(all, most.differences).map(differenceDetails)}</div>${all.length > most.differences && html`<p class="quiet">And ${all.length - most.differences} more, less severe than these: each is a row of review.csv, and complete in review.json.</p>`}</section>`;
}

function internal(review: Review): Markup | false {
  return (
    review.internalTierZero.length > 0 &&
    html`<section aria-labelledby="internal"><h2 id="internal">Internal, not managed</h2>
<p class="quiet">Tier-0 access of the company’s own people and of the deployment. Not a difference; named so that nobody forgets it.</p>
<table class="stack"><thead><tr><th scope="col">Who</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Held</th></tr></thead><tbody>${capped(
      review.internalTierZero,
      most.internal,
    ).map(
      (entry) =>
        html`<tr><th scope="row">${entry.principal.label}</th><td data-label="What">${entry.target}</td><td data-label="Where">${entry.scope}</td><td data-label="Held">${entry.held}${entry.since !== undefined && html`, since ${dateText(entry.since)}`}</td></tr>`,
    )}</tbody></table>${restOf(review.internalTierZero, most.internal)}</section>`
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
${review.notCompared.length > 0 && html`<h3>Declared, but could not be compared (${review.notCompared.length})</h3><ul class="items">${capped(review.notCompared, most.notCompared).map((item) => html`<li>${item}</li>`)}</ul>${restOf(review.notCompared, most.notCompared)}`}</section>`
  );
}

function evidence(review: Review): Markup {
  const { evidence: proof } = review;
  const age = ageText(review);
  const facts: readonly (readonly [string, string | Markup])[] = [
    ["Tenant", html`${review.client.name} <code>${review.client.tenantId}</code>`],
    [
      "Collected",
      `${dateTimeText(proof.collectedAt)}${age === undefined ? "" : ` (${age})`}, from ${proof.source}, ${proof.objects} objects`,
    ],
    ["Snapshot", html`SHA-256 <code>${proof.snapshotDigest}</code>`],
    [
      "Declared",
      html`SHA-256 <code>${proof.declaredDigest}</code>${review.stack !== undefined && html`, stack ${review.stack}`}`,
    ],
    ...sourceLines(review).map(
      ({ what, from, digest }) => [what, html`${from}, SHA-256 <code>${digest}</code>`] as const,
    ),
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
