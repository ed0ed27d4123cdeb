/** The summary as one self-contained page. */

import { html, type Markup } from "../report/markup.ts";
import { pageDocument } from "../report/page-document.ts";
import { style } from "../report/style.ts";
import { verdictWords } from "../report/words.ts";
import { severities } from "../schema.ts";
import type { EstateRow, EstateSummary } from "./summary.ts";
import { sameTenantSentences, standingText, summaryHeadline, systemsText } from "./summary-words.ts";

/** The table is as wide as it needs to be; what does not fit is scrolled to, with the keyboard too. */
const own = `${style}
main, header.top, footer { max-width: 1320px; }
.scroll { overflow-x: auto; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td, tbody th { white-space: nowrap; }
td.words { white-space: normal; min-width: 14em; }
table .alarm, p.alarm { color: var(--critical); font-weight: 650; }
`;

export function htmlSummary(summary: EstateSummary): string {
  const { totals, shard } = summary;
  const of = shard === undefined ? "all tenants" : `shard ${shard.index} of ${shard.of}`;
  const numbers: readonly (readonly [name: string, value: number, alarming: boolean])[] = [
    [`of ${totals.tenants} tenants reviewed`, totals.reviewed, totals.reviewed < totals.tenants],
    ["in which a provider reaches Global Administrator", totals.reachable, totals.reachable > 0],
    ["critical differences", totals.differences.critical, totals.differences.critical > 0],
    ["not read as a whole", totals.unread, false],
    ["with an overdue review", totals.overdue, totals.overdue > 0],
  ];
  const body = html`<a class="skip" href="#main">To the content</a>
<header class="top">
<p class="eyebrow">Access reviews · ${of}</p>
<h1>${summaryHeadline(summary)}</h1>
<dl class="numbers">${numbers.map(
    ([name, value, alarming]) => html`<div${alarming && html` class="alarm"`}><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>
</header>
<main id="main">
<section aria-labelledby="tenants"><h2 id="tenants">Tenants</h2>
${sameTenantSentences(summary).map((sentence) => html`<p class="alarm">${sentence}</p>`)}
<div class="scroll" role="region" aria-label="Table of tenants" tabindex="0"><table>
<thead><tr><th scope="col">Tenant</th><th scope="col">Result</th>${severities.map(
    (severity) => html`<th scope="col" class="number">${severity}</th>`,
  )}<th scope="col" class="number">reach Global Administrator</th><th scope="col" class="number">unread</th><th scope="col" class="number">systems unread</th><th scope="col">Last signed</th></tr></thead>
<tbody>${summary.tenants.map(tenantRow)}</tbody>
</table></div>
</section>
</main>
<footer>Made by Demarc. This file is complete in itself and loads nothing; its links lead to the reports beside it.</footer>`;
  return pageDocument({ title: `Access reviews, ${of}`, style: own, body });
}

function tenantRow(row: EstateRow): Markup {
  const { tenant, figures, report, problem, state, standing } = row;
  const link = report?.split("/").map(encodeURIComponent).join("/");
  const name = link === undefined ? html`${tenant}` : html`<a href="${link}/review.html">${tenant}</a>`;
  const client = figures !== undefined && html`<br><span class="quiet small">${figures.client}</span>`;
  const signed = html`<td${standing?.overdue === true && html` class="alarm"`}>${standingText(row)}</td>`;
  if (figures === undefined) {
    return html`<tr><th scope="row">${name}</th><td class="words" colspan="${severities.length + 4}"><span class="alarm">${state === "failed" ? "Not reviewed" : "Missing"}:</span> ${problem}</td>${signed}</tr>`;
  }
  const reaching = figures.providersReachingGlobalAdministrator;
  return html`<tr><th scope="row">${name}${client}</th><td>${verdictWords[figures.verdict].name}</td>${severities.map(
    (severity) => html`<td class="number">${figures.differences[severity]}</td>`,
  )}<td class="number">${reaching > 0 ? html`<span class="alarm">${reaching}</span>` : 0}</td><td class="number">${figures.unread}</td><td class="number">${systemsText(figures)}</td>${signed}</tr>`;
}
