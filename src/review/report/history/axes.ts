/** Scales and axes of the plots: positions in units of the picture, marks at round numbers and at the dates of reviews. */

import { html, type Markup } from "../markup.ts";

export const plotWidth = 500;
const left = 42;
const right = 26;
const top = 14;
export const plotHeight = 210;
export const plotBottom = plotHeight - 26;

/** Where a date is, from left to right. */
export type DateScale = (iso: string) => number;

/** @param inset room at the right end for words */
export function dateScale(dates: readonly string[], inset = 0): DateScale {
  const times = dates.map((date) => Date.parse(date));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const width = plotWidth - left - right - inset - 16;
  // One date is in the middle: there is no line to draw.
  return (iso) => left + 8 + (to === from ? width / 2 : ((Date.parse(iso) - from) / (to - from)) * width);
}

export interface ValueScale {
  readonly at: (value: number) => number;
  readonly marks: readonly number[];
}

/** From 0 to a round number that is not below the greatest value. */
export function valueScale(greatest: number): ValueScale {
  const step =
    [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500].find((each) => each * 4 >= greatest) ??
    10 ** Math.ceil(Math.log10(greatest / 4));
  const end = Math.max(step, Math.ceil(greatest / step) * step);
  const marks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  return { at: (value) => round(plotBottom - (value / end) * (plotBottom - top)), marks };
}

export const round = (value: number): number => Math.round(value * 10) / 10;

/** `Nov 26`: a review has a month, and a year where several are shown. */
export function shortDate(iso: string): string {
  const date = new Date(iso);
  return date.toLocaleDateString("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
}

/** Lines at round values, and the dates beneath as far as they do not touch each other. */
export function axes(values: ValueScale, x: DateScale, dates: readonly string[]): Markup {
  const room = 54;
  const named: string[] = [];
  // From the newest back: that one is always named.
  for (const date of [...new Set(dates)].toReversed()) {
    const last = named.at(-1);
    if (last === undefined || x(last) - x(date) >= room) named.push(date);
  }
  return html`<g class="axis">${values.marks.map(
    (mark) =>
      html`<path class="grid${mark === 0 && " zero"}" d="M${left} ${values.at(mark)}H${plotWidth - right}"/><text x="${left - 8}" y="${round(values.at(mark) + 4)}" text-anchor="end">${mark}</text>`,
  )}${named.map((date) => html`<text x="${round(x(date))}" y="${plotHeight - 8}" text-anchor="middle">${shortDate(date)}</text>`)}</g>`;
}
