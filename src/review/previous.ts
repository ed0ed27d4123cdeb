/** The review before this one: read from its report, and what has changed since. */

import { join } from "node:path";
import { z } from "zod";
import { isFolder } from "../folder.ts";
import { parseJson, readText } from "../text-file.ts";
import { digestOf } from "./digest.ts";
import type { PreviousEvidence } from "./evidence/previous-evidence.ts";
import { formats, newerFormat } from "./format.ts";
import { type Difference, type HeldAccess, type Review, type ReviewedSystem, reviewSchema } from "./schema.ts";

const text = z.string();
const { held } = reviewSchema.shape.holdings.unwrap().element.shape;

const noticed = z.array(z.looseObject({ id: text.optional() })).optional();

/**
 * What a comparison needs of a review. It is much less than a review has, so that one of an earlier version still serves; everything
 * else is kept as it is, because the digest is of the whole.
 */
const previousReviewSchema = z.looseObject({
  format: z.literal(formats.review),
  client: z.looseObject({ tenantId: text }),
  reviewedOn: text,
  differences: z.array(
    z.looseObject({
      id: text,
      title: text,
      kind: text.optional(),
      access: z.looseObject({ kind: text, objects: z.array(text) }).optional(),
      observations: noticed,
      members: z
        .array(
          z.looseObject({
            id: text,
            access: z.looseObject({ kind: text, objects: z.array(text) }),
            observations: noticed,
          }),
        )
        .optional(),
    }),
  ),
  rows: z.array(z.looseObject({ path: text, name: text, owner: text, provider: text.optional() })),
  holdings: z
    .array(
      z.looseObject({
        key: text,
        kind: text,
        principal: z.looseObject({ id: text }),
        target: text,
        targetId: text.optional(),
        scope: text,
        held,
        until: text.optional(),
        objects: z.array(text),
      }),
    )
    .optional(),
  systems: z
    .array(
      z.looseObject({
        key: text,
        name: text,
        roster: z.looseObject({ collectedAt: text.optional(), digest: text.optional() }).optional(),
      }),
    )
    .optional(),
  objects: z.array(z.looseObject({ urn: text, id: text })).optional(),
  groups: z.array(z.looseObject({ id: text, name: text })).optional(),
});

/** A review as a later one compares with it, of whatever version. */
export type PreviousReview = z.infer<typeof previousReviewSchema>;
type PreviousAccess = NonNullable<PreviousReview["holdings"]>[number];

/** A file that is no review. `message` says what it is instead. */
export class PreviousReviewError extends Error {
  override readonly name = "PreviousReviewError";
}

/**
 * @param place a JSON report, or a folder with `review.json` in it
 * @param tenantId of the matrix: a review of another tenant says nothing of this one
 * @throws PreviousReviewError
 */
export function readPreviousReview(place: string, tenantId: string): PreviousReview {
  const file = isFolder(place) ? join(place, "review.json") : place;
  let source: string;
  try {
    source = readText(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new PreviousReviewError(
      code === "ENOENT"
        ? `there is no review ${file}${file === place ? "" : `: ${place} is a folder without one`}`
        : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = parseJson(source);
  if (!("document" in parsed)) {
    const { line, column, isCutShort } = parsed.fault;
    throw new PreviousReviewError(
      `${file}:${line}:${column}: ${isCutShort ? "the review is cut short: its JSON ends here" : "not a review: it is not JSON from here on"}`,
    );
  }
  const newer = newerFormat(parsed.document, formats.review);
  if (newer !== undefined) throw new PreviousReviewError(`${file} ${newer}`);
  const review = previousReviewSchema.safeParse(parsed.document);
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

/** What an earlier version did not write down, a sentence each: it is not known, which is not the same as unchanged. */
function notCompared({ holdings, objects }: PreviousReview): string[] {
  return [
    ...(holdings === undefined
      ? ["It kept no list of what providers hold: what they gained or lost since then is not known."]
      : []),
    ...(objects === undefined
      ? ["It did not note the ids of declared objects: one that was deleted and made anew since then may not show."]
      : []),
  ];
}

/** How an access has changed since the previous review. */
export type AccessChange = "new" | "wider" | "same";

/** Tells what is new and what became wider; undefined where the previous review kept no list of accesses. */
export function accessChanges(previous: PreviousReview): ((access: HeldAccess) => AccessChange) | undefined {
  const { holdings } = previous;
  if (holdings === undefined) return undefined;
  const byKey = new Map(holdings.map((each) => [each.key, each]));
  // Under another name it is still the same assignment.
  const byObject = new Map(
    holdings.flatMap((each) => each.objects.map((object) => [`${each.kind} ${object}`, each] as const)),
  );
  const byPlace = Map.groupBy(holdings, placeOf);
  const seen = systemsSeen(previous.systems);
  return (access) => {
    // Of a system whose roster nobody gave then, everything would look new.
    if (access.kind === "system-role" && !seen.has(access.scope)) return "same";
    const before =
      byKey.get(access.key) ?? access.objects.map((object) => byObject.get(`${access.kind} ${object}`)).find(Boolean);
    if (before !== undefined) return isWider(access, before) ? "wider" : "same";
    const elsewhere = byPlace.get(placeOf(access)) ?? [];
    return elsewhere.length > 0 && access.scope === "directory" ? "wider" : "new";
  };
}

/** Names of the systems beside the tenant whose roster a review had. */
function systemsSeen(systems: Review["systems"] | PreviousReview["systems"] = []): ReadonlySet<string> {
  return new Set(systems.flatMap(({ name, roster }) => (roster === undefined ? [] : [name])));
}

/** Names of those of which a roster shows everybody: only there what is not seen is gone. */
function systemsWhole(systems: Review["systems"] = []): ReadonlySet<string> {
  return new Set(systems.flatMap(({ name, roster }) => (roster !== undefined && tellsAll(roster) ? [name] : [])));
}

const tellsAll = ({ complete, ofStrangers }: NonNullable<ReviewedSystem["roster"]>) => complete && ofStrangers !== true;

/** Accesses that the previous review lists and that are no more. Of a system that nobody sees now nothing is gone. */
export function accessesGone(
  previous: PreviousReview,
  { holdings: now = [], systems }: Pick<Review, "holdings" | "systems">,
): PreviousAccess[] {
  const seen = systemsWhole(systems);
  const keys = new Set(now.map(({ key }) => key));
  const objects = new Set(now.flatMap((each) => each.objects.map((object) => `${each.kind} ${object}`)));
  return (previous.holdings ?? []).filter(
    (each) =>
      (each.kind !== "system-role" || seen.has(each.scope)) &&
      !keys.has(each.key) &&
      !each.objects.some((object) => objects.has(`${each.kind} ${object}`)),
  );
}

/** Why nothing can be said to be gone from a system. */
function whyHidden(name: string, key: string, systems: Review["systems"] = []): string {
  const now = systems.find((each) => each.key === key);
  if (now === undefined && systems.length > 0) {
    return `It had a roster of ${name}, which the matrix does not name any more: whether the accounts there are gone is not known.`;
  }
  const roster = now?.roster;
  if (roster === undefined) {
    return `It had a roster of ${name}, and this one has none: what changed there is not known.`;
  }
  const why = roster.ofStrangers === true ? "has nobody on it who is known" : "is not whole";
  return `It had a roster of ${name}, and that of this one ${why}: what is gone there is not known.`;
}

/** That a roster says nothing of the time since the previous review. */
function notNewer({ key, name, roster }: ReviewedSystem, before: PreviousReview["systems"] = []): string | undefined {
  const was = before.find((each) => each.key === key)?.roster;
  if (roster === undefined || was?.collectedAt === undefined) return undefined;
  const day = (iso: string) => iso.slice(0, 10);
  if (Date.parse(roster.collectedAt) > Date.parse(was.collectedAt)) return undefined;
  if (was.digest === roster.digest) {
    return `The roster of ${name} is the one that it had, of ${day(was.collectedAt)}: what changed there since is not known.`;
  }
  return Date.parse(roster.collectedAt) === Date.parse(was.collectedAt)
    ? `The roster of ${name} says that it is of the moment of which that review had one, on ${day(was.collectedAt)}, and is another: one of the two was altered.`
    : `The roster of ${name}, of ${day(roster.collectedAt)}, is older than the one that it had, of ${day(was.collectedAt)}: what changed there since is not known.`;
}

function placeOf({ kind, principal, target, targetId }: PreviousAccess): string {
  return `${kind} ${principal.id} ${targetId ?? target}`;
}

const strength: Readonly<Record<HeldAccess["held"], number>> = { eligible: 1, activated: 1, on: 2, standing: 2 };
const day = 86_400_000;

function isWider(now: HeldAccess, before: PreviousAccess): boolean {
  if (strength[now.held] > strength[before.held]) return true;
  if (now.scope !== before.scope && now.scope === "directory") return true;
  if (before.until === undefined || strength[now.held] < strength[before.held]) return false;
  // A renewed term is the rhythm of eligibilities; no end where there was one is more.
  return now.until === undefined && Date.parse(before.until) > day;
}

type PreviousDifference = Pick<PreviousReview["differences"][number], "id" | "kind" | "access">;

/** What a line stands for, each as it would be alone. */
function singles({
  id,
  kind,
  access,
  members,
}: PreviousReview["differences"][number] | Difference): PreviousDifference[] {
  return (members ?? [{ id, access }]).map((each) => ({ id: each.id, kind, access: each.access }));
}

/** What is told in a line and would be one by itself. */
function noticedIds({ observations = [], members = [] }: PreviousReview["differences"][number] | Difference): string[] {
  return [...observations, ...members.flatMap((member) => member.observations ?? [])].flatMap(({ id }) => id ?? []);
}

/** What a difference in an access is about; of what is only noticed of somebody, that says too little. */
function objectsOf({ kind, access }: PreviousDifference): string[] {
  if (access === undefined || (kind !== "undeclared" && kind !== "changed")) return [];
  return access.objects.map((object) => `${kind} ${access.kind} ${object}`);
}

/** The part of the review that speaks of the one before. */
export function sincePrevious(
  previous: PreviousReview,
  evidence: PreviousEvidence | undefined,
  differences: readonly Difference[],
  { rows, holdings = [], systems }: Pick<Review, "rows" | "holdings" | "systems">,
): NonNullable<Review["previous"]> {
  const isIn = (lines: readonly (PreviousReview["differences"][number] | Difference)[]) => {
    const list = lines.flatMap(singles);
    // What was a line of its own may be told in another one now.
    const ids = new Set([...list.map(({ id }) => id), ...lines.flatMap(noticedIds)]);
    // Of a group that has another name now it is still the same assignment.
    const objects = new Set(list.flatMap(objectsOf));
    return (each: PreviousDifference) => ids.has(each.id) || objectsOf(each).some((object) => objects.has(object));
  };
  const [before, now] = [isIn(previous.differences), isIn(differences)];
  // A line is new with the first member that is, and gone with the last.
  const wasThere = (line: Difference) => singles(line).every(before);
  const isThere = (line: PreviousReview["differences"][number]) => singles(line).some(now);
  // What nobody sees now is not gone.
  const seen = systemsWhole(systems);
  const hidden = (previous.systems ?? []).filter(({ name, roster }) => roster !== undefined && !seen.has(name));
  const isHidden = ({ access }: PreviousReview["differences"][number]) =>
    (access?.kind === "system-role" || access?.kind === "observation") &&
    access.objects.some((object) => hidden.some(({ key }) => object.startsWith(`${key}/`)));
  const change = accessChanges(previous);
  const rowBefore = new Map(previous.rows.map((row) => [row.path, row]));
  return {
    reviewedOn: previous.reviewedOn,
    digest: digestOf(previous),
    ...(evidence !== undefined && { evidence: { ...evidence } }),
    notCompared: [
      ...notCompared(previous),
      ...hidden.map(({ key, name }) => whyHidden(name, key, systems)),
      ...(systems ?? []).flatMap((system) => notNewer(system, previous.systems) ?? []),
    ],
    appeared: differences.filter((each) => !wasThere(each)).map(({ id }) => id),
    gone: previous.differences
      .filter((each) => !isThere(each) && !isHidden(each))
      .map(({ id, title }) => ({ id, title })),
    remaining: differences.filter(wasThere).length,
    ...(change !== undefined && {
      access: {
        appeared: holdings.filter((each) => change(each) === "new").length,
        wider: holdings.filter((each) => change(each) === "wider").length,
        gone: accessesGone(previous, { holdings, systems }).length,
      },
    }),
    rows: rows.flatMap((row) => {
      const was = rowBefore.get(row.path);
      const say = ({ owner, provider }: PreviousReview["rows"][number]) =>
        provider === undefined ? owner : `${owner}, ${provider}`;
      if (was === undefined) return [`${row.name} is new: ${say(row)}.`];
      return say(was) === say(row) ? [] : [`${row.name} was ${say(was)} and is ${say(row)}.`];
    }),
  };
}
