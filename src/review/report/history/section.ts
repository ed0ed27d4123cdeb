/** History in the HTML report: four plots, each with its numbers as a table beneath. */

import type { Review } from "../../schema.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { dateText } from "../words.ts";
import { type HistoryFacts, historyFacts, type ReportHistory } from "./facts.ts";
import { driftPlot, mostDriftRows, mostReviewers, removalPlot, reviewerPlot, standingPlot } from "./plots.ts";

/** Nothing while no review of the stack is signed; a sentence where the evidence cannot be read. */
export function historySection(review: Review, history: ReportHistory | undefined): Markup | false {
  if (history === undefined) return false;
  if ("problem" in history) {
    return section(
      html`<p>The earlier reviews <strong>could not be read</strong>, so nothing is shown of them: ${history.problem}</p>`,
    );
  }
  const facts = historyFacts(review, history);
  if (facts === undefined) return false;
  const signed = facts.points.length - 1;
  return section(
    html`<p class="quiet">From ${signed === 1 ? "one signed review" : `${signed} signed reviews`} and this one (hollow marks). Whether the evidence of those holds, <code>demarc review verify --all</code> says.</p>
<div class="plots">${standing(facts)}${removal(facts)}${reviewers(facts)}${drift(facts)}</div>`,
  );
}

function section(content: Markup): Markup {
  return html`<section aria-labelledby="history"><h2 id="history">Over time</h2>${content}</section>`;
}

function figure(name: string, note: Content, plot: Markup, table: Markup): Markup {
  return html`<figure><figcaption><h3>${name}</h3><p>${note}</p></figcaption>${plot}${table}</figure>`;
}

type Cell = string | number;

function tableOf(name: string, head: readonly string[], rows: readonly (readonly [Cell, ...Cell[]])[]): Markup {
  return html`<details class="more"><summary>As a table<span class="repeated">: ${name.toLowerCase()}</span></summary><div class="scroll" tabindex="0" role="region" aria-label="${name}, as a table"><table><thead><tr>${head.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead><tbody>${rows.map(
    ([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((each) => html`<td>${each}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}

function standing({ points }: HistoryFacts): Markup {
  const name = "Standing privilege over time";
  return figure(
    name,
    "Privileged assignments of providers that are always active (circles), and who of them reaches Global Administrator without your approval (squares).",
    standingPlot(points),
    tableOf(
      name,
      ["Review", "Standing", "Reaching"],
      points.map((each) => [`${dateText(each.on)}${each.isSigned ? "" : " (this one)"}`, each.standing, each.reaching]),
    ),
  );
}

function removal({ removed, waiting, points }: HistoryFacts): Markup {
  const name = "Time to remove";
  const still = waiting === 0 ? "" : ` ${waiting} ${waiting === 1 ? "is" : "are"} decided to go and still there.`;
  if (removed.length === 0) {
    return figure(name, `Nothing that an earlier review had is gone by a later one.${still}`, html``, html``);
  }
  return figure(
    name,
    `Days from the decision, or from being seen first, to the review that no longer had it: median, shortest to longest, how many in brackets.${still}`,
    removalPlot(removed, points),
    tableOf(
      name,
      ["Gone by", "How many", "Shortest", "Median", "Longest"],
      removed.map(({ on, count, shortest, median, longest }) => [dateText(on), count, shortest, median, longest]),
    ),
  );
}

function reviewers({ reviewers: people }: HistoryFacts): Markup {
  const name = "Decisions per reviewer";
  if (people.length === 0) return figure(name, "Nobody has decided anything yet.", html``, html``);
  const rest = people.length - mostReviewers;
  return figure(
    name,
    `In all signed reviews.${rest > 0 ? ` ${rest} more are in the table.` : ""}`,
    reviewerPlot(people),
    tableOf(
      name,
      ["Who", "Keep", "Revoke", "Change the matrix"],
      people.map((each) => [each.name, each.keep, each.revoke, each.changeMatrix]),
    ),
  );
}

function drift({ drift: rows, driftDates, quietRows }: HistoryFacts): Markup {
  const name = "Drift per matrix row";
  const quiet = `${quietRows} ${quietRows === 1 ? "row" : "rows"} never had a difference.`;
  if (rows.length === 0) return figure(name, quiet, html``, html``);
  const rest = rows.length - mostDriftRows;
  return figure(
    name,
    `Differences of each row, review by review. ${quiet}${rest > 0 ? ` ${rest} more rows are in the table.` : ""}`,
    driftPlot(rows, driftDates),
    tableOf(
      name,
      ["Row", ...driftDates.map(dateText)],
      rows.map(({ name: row, counts }) => [row, ...counts.map((count) => count ?? "–")]),
    ),
  );
}
