/** The review before this one: read from its report, and what has changed since. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { parseJson, readText } from "../text-file.ts";
import { digestOf } from "./digest.ts";
import { type Difference, type HeldAccess, type Review, reviewSchema } from "./schema.ts";

/** A file that is no review. `message` says what it is instead. */
export class PreviousReviewError extends Error {
  override readonly name = "PreviousReviewError";
}

/**
 * @param place a JSON report, or a folder with `review.json` in it
 * @param tenantId of the matrix: a review of another tenant says nothing of this one
 * @throws PreviousReviewError
 */
export function readPreviousReview(place: string, tenantId: string): Review {
  const file = isFolder(place) ? join(place, "review.json") : place;
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new PreviousReviewError(
      code === "ENOENT"
        ? `there is no review ${file}${file === place ? "" : `: ${place} is a folder without one`}`
        : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = parseJson(text);
  if (!("document" in parsed)) {
    const { line, column, isCutShort } = parsed.fault;
    throw new PreviousReviewError(
      `${file}:${line}:${column}: ${isCutShort ? "the review is cut short: its JSON ends here" : "not a review: it is not JSON from here on"}`,
    );
  }
  const review = reviewSchema.safeParse(parsed.document);
  if (!review.success) {
    const [issue] = review.error.issues;
    throw new PreviousReviewError(
      `${file} is no review that this version reads: ${issue?.path.join(".") || "it"}: ${issue?.message}; demarc review writes one as review.json`,
    );
  }
  const { client } = review.data;
  if (client.tenantId.toLowerCase() !== tenantId.toLowerCase()) {
    throw new PreviousReviewError(
      `${file} is of tenant ${client.tenantId}, the matrix of tenant ${tenantId}: one of them is the wrong file`,
    );
  }
  return review.data;
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** How an access has changed since the previous review. */
export type AccessChange = "new" | "wider" | "same";

/** Tells what is new and what became wider; undefined where the previous review kept no list of accesses. */
export function accessChanges(previous: Review): ((access: HeldAccess) => AccessChange) | undefined {
  const { holdings } = previous;
  if (holdings === undefined) return undefined;
  const byKey = new Map(holdings.map((each) => [each.key, each]));
  // Under another name it is still the same assignment.
  const byObject = new Map(
    holdings.flatMap((each) => each.objects.map((object) => [`${each.kind} ${object}`, each] as const)),
  );
  const byPlace = Map.groupBy(holdings, placeOf);
  return (access) => {
    const before =
      byKey.get(access.key) ?? access.objects.map((object) => byObject.get(`${access.kind} ${object}`)).find(Boolean);
    if (before !== undefined) return isWider(access, before) ? "wider" : "same";
    const elsewhere = byPlace.get(placeOf(access)) ?? [];
    return elsewhere.length > 0 && access.scope === "directory" ? "wider" : "new";
  };
}

/** Accesses that the previous review lists and that are no more. */
export function accessesGone(previous: Review, now: readonly HeldAccess[]): HeldAccess[] {
  const keys = new Set(now.map(({ key }) => key));
  const objects = new Set(now.flatMap((each) => each.objects.map((object) => `${each.kind} ${object}`)));
  return (previous.holdings ?? []).filter(
    (each) => !keys.has(each.key) && !each.objects.some((object) => objects.has(`${each.kind} ${object}`)),
  );
}

function placeOf({ kind, principal, target, targetId }: HeldAccess): string {
  return `${kind} ${principal.id} ${targetId ?? target}`;
}

const strength: Readonly<Record<HeldAccess["held"], number>> = { eligible: 1, activated: 1, on: 2, standing: 2 };
const day = 86_400_000;

function isWider(now: HeldAccess, before: HeldAccess): boolean {
  if (strength[now.held] > strength[before.held]) return true;
  if (now.scope !== before.scope && now.scope === "directory") return true;
  if (before.until === undefined || strength[now.held] < strength[before.held]) return false;
  // A renewed term is the rhythm of eligibilities; no end where there was one is more.
  return now.until === undefined && Date.parse(before.until) > day;
}

/** The part of the review that speaks of the one before. */
export function sincePrevious(
  previous: Review,
  differences: readonly Difference[],
  rows: Review["rows"],
  holdings: readonly HeldAccess[],
): NonNullable<Review["previous"]> {
  const before = new Map(previous.differences.map((each) => [each.id, each]));
  const now = new Set(differences.map(({ id }) => id));
  const change = accessChanges(previous);
  const rowBefore = new Map(previous.rows.map((row) => [row.path, row]));
  return {
    reviewedOn: previous.reviewedOn,
    digest: digestOf(previous),
    appeared: differences.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    gone: previous.differences.filter(({ id }) => !now.has(id)).map(({ id, title }) => ({ id, title })),
    remaining: differences.filter(({ id }) => before.has(id)).length,
    ...(change !== undefined && {
      access: {
        appeared: holdings.filter((each) => change(each) === "new").length,
        wider: holdings.filter((each) => change(each) === "wider").length,
        gone: accessesGone(previous, holdings).length,
      },
    }),
    rows: rows.flatMap((row) => {
      const was = rowBefore.get(row.path);
      const say = ({ owner, provider }: Review["rows"][number]) =>
        provider === undefined ? owner : `${owner}, ${provider}`;
      if (was === undefined) return [`${row.name} is new: ${say(row)}.`];
      return say(was) === say(row) ? [] : [`${row.name} was ${say(was)} and is ${say(row)}.`];
    }),
  };
}
