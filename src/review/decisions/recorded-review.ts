/**
 * What decisions and evidence need of a review.json. It is less than the review's own schema asks for, so that the evidence of a
 * review that an earlier version of Demarc made can still be read years later.
 */

import { join } from "node:path";
import { z } from "zod";
import { parseJson, positionIn, readText } from "../../text-file.ts";
import { formats, newerFormat } from "../format.ts";
import { differenceKinds, partyKinds, severities } from "../schema.ts";
import { ReviewFolderError } from "./problem.ts";

const text = z.string();
const party = z.object({ kind: z.enum(partyKinds), provider: text.optional(), label: text });
const principal = z.object({ id: text, identity: text, label: text, type: text, party });
const access = z.object({
  kind: text,
  target: text,
  scope: text,
  held: text,
  until: text.optional(),
  since: text.optional(),
  grantedBy: text.optional(),
  lastUse: z.object({ state: z.enum(["used", "never", "unknown"]), on: text.optional(), what: text }).optional(),
  tier: z.int().optional(),
  objects: z.array(text),
});
const noticed = z.array(z.object({ message: text, id: text.optional() })).optional();
const step = z.object({ from: text, edge: text, to: text, condition: text });

const recordedReviewSchema = z.object({
  format: z.literal(formats.review),
  client: z.object({ name: text, tenantId: text }),
  stack: text.optional(),
  reviewedOn: z.string().regex(/^\d{4}-\d{2}-\d{2}/, "must be a date such as 2026-11-21"),
  verdict: text,
  headline: text,
  summary: z.object({
    standingPrivileged: z.int(),
    providersReachingGlobalAdministrator: z.int(),
    principalsReachingGlobalAdministrator: z.int(),
    rowsWithDifference: z.int(),
    rows: z.int(),
    declared: z.int(),
    asDeclared: z.int(),
    unreadable: z.int(),
  }),
  differences: z.array(
    z.object({
      id: text,
      kind: z.enum(differenceKinds),
      severity: z.enum(severities),
      title: text,
      why: text,
      principal,
      access,
      items: z.array(text),
      row: z.object({ path: text.optional(), text }),
      path: z.array(step).optional(),
      observations: noticed,
      rules: z.array(z.object({ rule: text, message: text })),
      remedy: z.object({ words: text, command: text.optional(), matrix: text.optional(), portal: text.optional() }),
      /** Of a line that stands for many: each of them. */
      members: z
        .array(
          z.object({
            id: text,
            title: text,
            principal,
            access,
            observations: noticed,
            remedy: z.object({ words: text }),
          }),
        )
        .optional(),
    }),
  ),
  reach: z.array(z.object({ principal, condition: text, expected: z.boolean(), path: z.array(step) })),
  internalTierZero: z.array(z.object({ principal, target: text, scope: text, held: text, since: text.optional() })),
  rows: z.array(
    z.object({
      path: text,
      name: text,
      owner: text,
      provider: text.optional(),
      team: text.optional(),
      differences: z.array(text),
    }),
  ),
  /** Beside the tenant; reviews of earlier versions do not have it. */
  systems: z
    .array(
      z.object({
        key: text.optional(),
        name: text,
        roster: z
          .object({
            complete: z.boolean(),
            digest: text,
            fileDigest: text.optional(),
            ofStrangers: z.boolean().optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  /** What providers hold, declared or not; reviews of earlier versions do not have it. */
  holdings: z
    .array(
      z.object({
        key: text,
        kind: text,
        principal,
        target: text,
        scope: text,
        held: text,
        until: text.optional(),
        tier: z.int().optional(),
        declared: z.boolean(),
        objects: z.array(text),
      }),
    )
    .optional(),
  /** Who can use what is in another name; reviews of earlier versions do not have it. */
  usedBy: z.array(z.object({ identity: text, person: text, how: text })).optional(),
  /** Digests of the reports beside it; reviews of earlier versions do not have them. */
  reports: z.record(text, text).optional(),
  /** So many that are alike are one; reviews of earlier versions have each on its own. */
  alikeFrom: z.int().optional(),
  evidence: z.object({
    snapshotDigest: text,
    declaredDigest: text,
    collectedAt: text,
    source: text,
    objects: z.int(),
    /** Reviews of earlier versions do not have it. */
    staff: z.array(z.object({ name: text, fileDigest: text })).optional(),
    versions: z.record(text, text),
  }),
});

/** A review as it was recorded. */
export type RecordedReview = z.infer<typeof recordedReviewSchema>;
export type RecordedDifference = RecordedReview["differences"][number];

/** Name of the review's data in its folder. */
export const reviewFileName = "review.json";

/**
 * The review in a folder, as `demarc review --out FOLDER` wrote it.
 * @throws ReviewFolderError when there is none, or it is not one
 */
export function readReview(folder: string): RecordedReview {
  const file = join(folder, reviewFileName);
  let source: string;
  try {
    source = readText(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ReviewFolderError(
      code === "ENOENT" || code === "ENOTDIR"
        ? `${folder} is no review: there is no ${reviewFileName} in it (\`demarc review --stack NAME --out ${folder}\` makes one)`
        : `${file} cannot be read: ${message}`,
    );
  }
  return parseReview(source, file);
}

/** @throws ReviewFolderError with the place of every problem */
export function parseReview(source: string, file: string): RecordedReview {
  const parsed = parseJson(source);
  if ("fault" in parsed) {
    const { line, column } = parsed.fault;
    throw new ReviewFolderError(`${file} is no review`, [{ file, line, column, path: "", message: "is not JSON" }]);
  }
  const newer = newerFormat(parsed.document, formats.review);
  if (newer !== undefined) throw new ReviewFolderError(`${file} ${newer}`);
  const result = recordedReviewSchema.safeParse(parsed.document);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const place = path.flatMap((part) => (typeof part === "symbol" ? [] : [part]));
    return { file, ...positionIn(source, place), path: place.join("."), message };
  });
  throw new ReviewFolderError(`${file} is no review`, problems);
}
