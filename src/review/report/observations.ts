/** What a review looked for besides differences, what changed since the one before, and who holds what: sections of the HTML report. */

import type { HeldAccess, Review } from "../schema.ts";
import { html, type Markup } from "./markup.ts";
import { capped, idsOnPage, most, references, restOf } from "./most.ts";
import { dateText, plainText } from "./words.ts";

/** One row for each thing that was looked for: what was found, and what nobody could see. */
export function observationRows(review: Review): Markup | false {
  const { observations } = review;
  const onPage = idsOnPage(review);
  return (
    observations !== undefined &&
    html`<section aria-labelledby="looked"><h2 id="looked">What the review looked for</h2>
<p class="quiet">Besides differences from the matrix. “Not known” is no “none”.</p>
<table class="stack looked"><thead><tr><th scope="col">Looked for</th><th scope="col">Found</th><th scope="col">Not known</th></tr></thead>
<tbody>${observations.map(
      ({ title, found, differences, unseen }) =>
        html`<tr><th scope="row">${title}</th><td data-label="Found">${differences.length === 0 ? html`<span class="quiet">${unseen.length === 0 ? "none" : "none that could be seen"}</span>` : html`${found}${references(differences, onPage)}`}</td><td data-label="Not known">${unseen.length === 0 ? html`<span class="quiet">–</span>` : capped(unseen, most.unseen).map((each) => html`<span class="line">${each}</span>`)}${restOf(unseen, most.unseen)}</td></tr>`,
    )}</tbody></table></section>`
  );
}

/** What came and went since the previous review. */
export function sincePreviousReview(review: Review): Markup | false {
  const { previous } = review;
  if (previous === undefined) return false;
  const { appeared, gone, remaining, access, rows, evidence, notCompared = [] } = previous;
  const onPage = idsOnPage(review);
  return html`<section aria-labelledby="since"><h2 id="since">Since the review of ${dateText(previous.reviewedOn)}</h2>
<dl class="facts"><dt>New</dt><dd>${appeared.length}${references(appeared, onPage)}</dd><dt>Gone</dt><dd>${gone.length}</dd><dt>Still there</dt><dd>${remaining}</dd>${
    access !== undefined &&
    html`<dt>Accesses of providers</dt><dd>${access.appeared} new, ${access.wider} wider, ${access.gone} gone</dd>`
  }<dt>Compared with</dt><dd>SHA-256 <code>${previous.digest}</code>${evidence !== undefined && html`<br>${evidence.state === "signed" ? evidence.words : html`<strong>${evidence.words}</strong>`}`}</dd>${notCompared.map((sentence) => html`<dt>Not compared</dt><dd>${sentence}</dd>`)}</dl>
${rows.length > 0 && html`<h3>Rows that changed hands</h3><ul class="plain">${rows.map((row) => html`<li>${row}</li>`)}</ul>`}
${
  gone.length > 0 &&
  html`<details class="more"><summary>What is gone (${gone.length})</summary><ul class="plain">${capped(gone, most.gone).map(({ id, title }) => html`<li>${title} <span class="quiet">${id}</span></li>`)}</ul>${restOf(gone, most.gone)}</details>`
}</section>`;
}

/** Who of outside holds how much: counted by party and kind, since each access is a row of access.csv. */
export function holdingsByParty({ holdings = [] }: Review): Markup | false {
  if (holdings.length === 0) return false;
  const rows = [...Map.groupBy(holdings, ({ principal }) => principal.party.label)].toSorted(([left], [right]) =>
    left.localeCompare(right, "en"),
  );
  return html`<section aria-labelledby="held"><h2 id="held">Who holds what</h2>
<p class="quiet">Everything that providers hold, and what reaches beyond itself of those whom nobody knows. Each access is a row of access.csv.</p>
<table class="stack"><thead><tr><th scope="col">Party</th><th scope="col">What</th><th scope="col">Accesses</th><th scope="col">In the matrix</th><th scope="col">Always active</th></tr></thead>
<tbody>${rows.map(([party, all]) =>
    [...Map.groupBy(all, ({ kind }) => kind)].map(
      ([kind, held], index) =>
        html`<tr><th scope="row">${index === 0 ? party : html`<span class="repeated">${party}</span>`}</th><td data-label="What">${plainText(kind)}</td><td data-label="Accesses">${held.length}</td><td data-label="In the matrix">${held.filter(({ declared }) => declared).length}</td><td data-label="Always active">${held.filter(isActive).length}</td></tr>`,
    ),
  )}</tbody></table></section>`;
}

function isActive({ held }: HeldAccess): boolean {
  return held === "standing" || held === "on";
}

/** Declared objects that are called something else in the tenant. */
export function renamedObjects({ renamed = [] }: Review): Markup | false {
  return (
    renamed.length > 0 &&
    html`<h3>Called something else, and the same</h3><ul class="plain">${capped(renamed, most.gone).map(({ was, now, because }) => html`<li>${was} is called ${now} in the tenant (${because}).</li>`)}</ul>${restOf(renamed, most.gone)}`
  );
}
