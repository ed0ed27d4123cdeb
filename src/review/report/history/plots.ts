/** The four plots of history, each one inline SVG. Shape, dash and words tell what colour tells. */

import { html, type Markup } from "../markup.ts";
import { axes, dateScale, plotBottom, plotHeight, plotWidth, round, shortDate, valueScale } from "./axes.ts";
import type { Drift, HistoryFacts, Point, Removed, Reviewer } from "./facts.ts";

/** A picture with a name and a sentence for whoever does not see it; the table beneath has the numbers. */
function picture(id: string, title: string, description: string, height: number, content: Markup): Markup {
  return html`<svg class="plot" viewBox="0 0 ${plotWidth} ${height}" role="img" aria-labelledby="${id}-name ${id}-words" xmlns="http://www.w3.org/2000/svg"><title id="${id}-name">${title}</title><desc id="${id}-words">${description}</desc>${content}</svg>`;
}

/** Standing privilege, and who of providers reaches Global Administrator, review by review. */
export function standingPlot(points: readonly Point[]): Markup {
  const dates = points.map(({ on }) => on);
  const x = dateScale(dates, 66);
  const values = valueScale(Math.max(...points.flatMap(({ standing, reaching }) => [standing, reaching])));
  const line = (value: (point: Point) => number) =>
    `M${points.map((point) => `${round(x(point.on))} ${values.at(value(point))}`).join("L")}`;
  const last = points.at(-1);
  const [standingY, reachingY] =
    last === undefined ? [0, 0] : apart(values.at(last.standing), values.at(last.reaching));
  const words = round(x(last?.on ?? "") + 12);
  return picture(
    "plot-standing",
    "Standing privilege over time",
    `Always active privileged assignments of providers: ${points.map(({ standing }) => standing).join(", ")}. Of providers, reaching Global Administrator without your approval: ${points.map(({ reaching }) => reaching).join(", ")}.`,
    plotHeight,
    html`${axes(values, x, dates)}<path class="line one" d="${line(({ standing }) => standing)}"/><path class="line two" d="${line(({ reaching }) => reaching)}"/>${points.map(
      ({ on, standing, reaching, isSigned }) =>
        html`<rect class="dot two${!isSigned && " open"}" x="${round(x(on) - 4)}" y="${round(values.at(reaching) - 4)}" width="8" height="8"/><circle class="dot one${!isSigned && " open"}" cx="${round(x(on))}" cy="${values.at(standing)}" r="4.5"/>`,
    )}<text class="name" x="${words}" y="${standingY + 4}">standing</text><text class="name" x="${words}" y="${reachingY + 4}">reaching</text>`,
  );
}

/** Two labels that do not lie on each other. */
function apart(one: number, other: number): [number, number] {
  const room = 16;
  if (Math.abs(one - other) >= room) return [one, other];
  const middle = Math.min(Math.max((one + other) / 2, 20), plotBottom - room / 2);
  return one <= other ? [middle - room / 2, middle + room / 2] : [middle + room / 2, middle - room / 2];
}

/** From the decision (or from first being seen) to the review that no longer has it: shortest, median, longest. */
export function removalPlot(removed: readonly Removed[], points: readonly Point[]): Markup {
  const dates = points.map(({ on }) => on);
  const x = dateScale(dates);
  const values = valueScale(Math.max(...removed.map(({ longest }) => longest)));
  return picture(
    "plot-removal",
    "Time to remove",
    `Median days until it was gone: ${removed.map(({ on, median }) => `${median} (${shortDate(on)})`).join(", ")}.`,
    plotHeight,
    html`${axes(values, x, dates)}${removed.map(({ on, shortest, median, longest, count }, index) => {
      const at = round(x(on));
      const inner = at > plotWidth - 100;
      // Side by side, numbers would lie on each other: then the newest is named, and the table names all.
      const isNamed = removed.length <= 4 || index === removed.length - 1;
      return html`<path class="range" d="M${at} ${values.at(shortest)}V${values.at(longest)}M${at - 5} ${values.at(shortest)}h10M${at - 5} ${values.at(longest)}h10"/><circle class="dot one" cx="${at}" cy="${values.at(median)}" r="5"/>${isNamed && html`<text class="name" x="${inner ? at - 10 : at + 10}" y="${values.at(median) + 4}"${inner && html` text-anchor="end"`}>${median} <tspan class="quiet">(${count})</tspan></text>`}`;
    })}`,
  );
}

const kinds = [
  { name: "keep", className: "kept", value: ({ keep }: Reviewer) => keep },
  { name: "revoke", className: "revoked", value: ({ revoke }: Reviewer) => revoke },
  { name: "change the matrix", className: "to-matrix", value: ({ changeMatrix }: Reviewer) => changeMatrix },
] as const;

/** So many people fit; the table has the rest. */
export const mostReviewers = 8;

/** Who decided how much, and what. */
export function reviewerPlot(reviewers: readonly Reviewer[]): Markup {
  const shown = reviewers.slice(0, mostReviewers);
  const greatest = Math.max(...shown.map(({ keep, revoke, changeMatrix }) => keep + revoke + changeMatrix));
  const unit = (plotWidth - 60) / greatest;
  const row = 46;
  const height = 30 + shown.length * row;
  let key = 2;
  return picture(
    "plot-reviewers",
    "Decisions per reviewer",
    shown
      .map(
        ({ name, keep, revoke, changeMatrix }) =>
          `${name}: ${keep} keep, ${revoke} revoke, ${changeMatrix} change the matrix`,
      )
      .join("; "),
    height,
    html`<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><path class="hatch" d="M0 0V6"/></pattern></defs>${kinds.map(
      ({ name, className }) => {
        const at = key;
        key += 34 + name.length * 7.4;
        return html`<rect class="bar ${className}" x="${round(at)}" y="3" width="14" height="14"/><text class="quiet" x="${round(at + 20)}" y="15">${name}</text>`;
      },
    )}${shown.map((reviewer, index) => {
      const y = 30 + index * row;
      let at = 2;
      const bars = kinds.map(({ className, value }) => {
        const width = round(value(reviewer) * unit);
        const from = at;
        at = round(at + width);
        return (
          width > 0 && html`<rect class="bar ${className}" x="${from}" y="${y + 20}" width="${width}" height="16"/>`
        );
      });
      const { name, keep, revoke, changeMatrix } = reviewer;
      return html`<text x="2" y="${y + 13}">${name}</text>${bars}<text class="name" x="${round(at + 8)}" y="${y + 33}">${keep + revoke + changeMatrix}</text>`;
    })}`,
  );
}

/** So many rows fit; the table has the rest. */
export const mostDriftRows = 12;

/** Differences of each row in each review: the number, on a square that is the darker the more there are. */
export function driftPlot(drift: readonly Drift[], dates: HistoryFacts["driftDates"]): Markup {
  const shown = drift.slice(0, mostDriftRows);
  const names = 200;
  const cell = Math.min(56, (plotWidth - names) / dates.length);
  const row = 26;
  const every = Math.ceil(54 / cell);
  return picture(
    "plot-drift",
    "Drift per matrix row",
    `Differences in the newest review: ${shown.map(({ name, counts }) => `${name} ${counts.at(-1) ?? "–"}`).join(", ")}.`,
    shown.length * row + 30,
    html`${shown.map(({ name, counts }, index) => {
      const y = index * row + 2;
      return html`<text x="${names - 10}" y="${y + 16}" text-anchor="end">${shortened(name)}</text>${counts.map(
        (count, column) => {
          const at = round(names + column * cell);
          const text = count === undefined ? "–" : count;
          return html`<rect class="cell ${shade(count)}" x="${at + 1}" y="${y}" width="${round(cell - 2)}" height="${row - 3}" rx="3"/><text class="${shade(count)}" x="${round(at + cell / 2)}" y="${y + 16}" text-anchor="middle">${text}</text>`;
        },
      )}`;
    })}${dates.map(
      (date, column) =>
        (dates.length - 1 - column) % every === 0 &&
        html`<text class="quiet" x="${round(names + (column + 1) * cell - 2)}" y="${shown.length * row + 20}" text-anchor="end">${shortDate(date)}</text>`,
    )}`,
  );
}

function shortened(name: string): string {
  return name.length <= 22 ? name : `${name.slice(0, 21)}…`;
}

/** Five steps of one hue. */
function shade(count: number | undefined): string {
  if (count === undefined) return "absent";
  return count === 0 ? "none" : count <= 2 ? "few" : count <= 9 ? "some" : "many";
}
