/** Accounts in systems beside the tenant that a later review could not see: not to see them is not that they are gone. */

import type { RecordedReview } from "./recorded-review.ts";

/** Keys of the systems of whose users a review knew something. */
export function systemsOf({ systems = [] }: Pick<RecordedReview, "systems">): string[] {
  return systems.flatMap(({ key, roster }) => (key === undefined || roster === undefined ? [] : [key]));
}

/**
 * Whether what is about these objects would be in a review if it still were there.
 * @param before keys of the systems that were seen before
 */
export function couldSee(
  { systems = [] }: Pick<RecordedReview, "systems">,
  before: Iterable<string>,
): (objects: readonly string[]) => boolean {
  const whole = new Set(
    systems.flatMap(({ key, roster }) => (roster?.complete === true && roster.ofStrangers !== true ? [key] : [])),
  );
  const hidden = [...before].filter((key) => !whole.has(key)).map((key) => `${key}/`);
  return (objects) => !hidden.some((start) => objects.some((object) => object.startsWith(start)));
}
