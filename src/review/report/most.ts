/** How much of everything a page shows: what a tenant can have a million of is counted beyond that, and complete in the data files. */

import type { Review } from "../schema.ts";
import { html, type Markup } from "./markup.ts";

export const most = {
  differences: 400,
  ofSeverity: 200,
  items: 60,
  reach: 200,
  internal: 150,
  notCompared: 100,
  gone: 30,
  unseen: 20,
} as const;

/** The first of a list. */
export function capped<T>(list: readonly T[], limit: number): readonly T[] {
  return list.length <= limit ? list : list.slice(0, limit);
}

/** How many more there are, and where they are. */
export function restOf(list: readonly unknown[], limit: number): Markup | false {
  return list.length > limit && html`<p class="quiet">And ${list.length - limit} more, in review.json.</p>`;
}

/** Ids of the differences that are on the page: the worst first, as the review has them. */
export function idsOnPage({ differences }: Review): ReadonlySet<string> {
  return new Set(capped(differences, most.differences).map(({ id }) => id));
}

/** Links to differences; those that are not on the page are counted. */
export function references(ids: readonly string[], onPage: ReadonlySet<string>): Markup | false {
  if (ids.length === 0) return false;
  const shown = ids.filter((id) => onPage.has(id)).slice(0, 6);
  return html`<span class="refs">${shown.map((id) => html`<a href="#${id}">${id}</a> `)}${ids.length > shown.length && html`<span class="quiet">and ${ids.length - shown.length} more</span>`}</span>`;
}
