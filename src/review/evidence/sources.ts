/** What reviews were made from, against the digests that they name: rosters, lists of staff and snapshots are kept beside the evidence. */

import type { RecordedReview } from "../decisions/recorded-review.ts";
import { listed } from "../words.ts";

/** A file that somebody kept. */
export interface KeptSource {
  /** As it was given. */
  readonly file: string;
  /** SHA-256 of its bytes, and of what is in it, where that has a form of its own. */
  readonly digests: readonly string[];
  /** Key of the system whose roster it says it is. */
  readonly system?: string;
}

/** What is asked of a review. */
type SourcedReview = Pick<RecordedReview, "systems"> & {
  readonly evidence: Pick<RecordedReview["evidence"], "snapshotDigest" | "staff">;
};

/** What became of it since. */
export interface CheckedSource {
  readonly file: string;
  readonly ok: boolean;
  /** One sentence. */
  readonly message: string;
}

/** @param reviews with the names of their folders, oldest first */
export function checkSources(
  kept: readonly KeptSource[],
  reviews: readonly { readonly name: string; readonly review: SourcedReview }[],
): CheckedSource[] {
  const known = new Map<string, { readonly what: string; readonly names: string[] }>();
  for (const { name, review } of reviews) {
    for (const [digest, what] of madeFrom(review)) {
      const before = known.get(digest);
      if (before === undefined) known.set(digest, { what, names: [name] });
      else if (!before.names.includes(name)) before.names.push(name);
    }
  }
  return kept.map(({ file, digests, system }): CheckedSource => {
    const found = digests.map((digest) => known.get(digest)).find((each) => each !== undefined);
    if (found !== undefined) {
      return {
        file,
        ok: true,
        message: `${file} is ${found.what} that ${listed(found.names)} ${found.names.length === 1 ? "was" : "were"} made from.`,
      };
    }
    const last = reviews.findLast(({ review }) => rosterOf(review, system) !== undefined);
    const what =
      last === undefined
        ? `nothing that ${reviews.length === 0 ? "a review" : listed(reviews.map(({ name }) => name))} ${reviews.length > 1 ? "were" : "was"} made from`
        : `not the roster of ${rosterOf(last.review, system)?.name} that ${last.name} was made from`;
    return { file, ok: false, message: `${file} is ${what}: it was altered since, or is another one.` };
  });
}

function rosterOf({ systems = [] }: SourcedReview, key: string | undefined) {
  return systems.find((system) => key !== undefined && system.key === key && system.roster !== undefined);
}

/** Digests, each with what it is of. */
function madeFrom({ systems = [], evidence }: SourcedReview): (readonly [digest: string, what: string])[] {
  return [
    [evidence.snapshotDigest, "the snapshot"],
    ...systems.flatMap(({ name, roster }) =>
      [roster?.digest, roster?.fileDigest].flatMap((digest) =>
        digest === undefined ? [] : [[digest, `the roster of ${name}`] as const],
      ),
    ),
    ...(evidence.staff ?? []).map(({ name, fileDigest }) => [fileDigest, `the list of staff of ${name}`] as const),
  ];
}
