/**
 * The manifest of a review's evidence: what the sides sign. It is made from the folder's content and the review before, and from
 * nothing else (no clock, no machine), so that it can be made again and compared, and so that both sides make the same.
 */

import { z } from "zod";
import type { Matrix } from "../../matrix/schema.ts";
import { peopleOf } from "../decisions/people.ts";
import { choices } from "../decisions/schema.ts";
import { type DecisionSheet, decisionsFileName, madeDecisions } from "../decisions/sheet.ts";
import { formats } from "../format.ts";
import { type EvidenceFile, matrixCopyName } from "./files.ts";

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: "SHA-256, hexadecimal." });
const text = z.string();
const count = z.int().nonnegative();

export const manifestSchema = z.strictObject({
  format: z.literal(formats.evidence),
  tenant: z.strictObject({ id: text, name: text }),
  stack: text.optional(),
  sequence: z.int().positive().meta({ description: "1 for the first review of the chain." }),
  reviewedOn: text,
  period: z.strictObject({
    from: text.nullable().meta({ description: "Day of the review before; null for the first." }),
    to: text,
  }),
  previous: z
    .strictObject({ sequence: z.int().positive(), manifest: digest, signatures: z.record(text, digest) })
    .nullable()
    .meta({ description: "The review before: digests of its manifest and of each signature under it." }),
  sides: z.array(text).min(1).meta({ description: "Who has to sign: internal, and each provider of the matrix." }),
  files: z.array(z.strictObject({ path: text, bytes: count, sha256: digest })),
  matrix: digest.meta({ description: "Of matrix.yaml, the matrix that the decisions were judged by." }),
  decisionsFile: digest,
  snapshot: z.strictObject({ digest: text, collectedAt: text, source: text, objects: count }),
  declared: text.meta({ description: "Digest of what the matrix and the program declare." }),
  decisions: z.strictObject({
    items: count,
    choices: z.record(z.enum(choices), count),
    by: z.array(z.strictObject({ person: text, side: text, decisions: count })),
  }),
  tierZeroRules: z.array(text).meta({ description: "Rules whose refusals may be kept for an emergency only." }),
  versions: z.record(text, text),
});

export type Manifest = z.infer<typeof manifestSchema>;

export interface ManifestInput {
  readonly sheet: DecisionSheet;
  readonly matrix: Matrix;
  readonly files: readonly EvidenceFile[];
  readonly previous: (NonNullable<Manifest["previous"]> & { readonly reviewedOn: string }) | undefined;
  readonly tierZeroRules: readonly string[];
}

/** The manifest of a folder; the files of the matrix and of the decisions have to be among its files. */
export function buildManifest({ sheet, matrix, files, previous, tierZeroRules }: ManifestInput): Manifest {
  const { review } = sheet;
  const made = madeDecisions(sheet);
  const people = peopleOf(matrix);
  const by = Map.groupBy(made, ({ decision }) => (decision.by ?? "").toLowerCase());
  const digestOf = (path: string) => files.find((file) => file.path === path)?.sha256 ?? "";
  const { snapshotDigest, declaredDigest, collectedAt, source, objects, versions } = review.evidence;
  return {
    format: formats.evidence,
    tenant: { id: review.client.tenantId, name: review.client.name },
    ...(review.stack !== undefined && { stack: review.stack }),
    sequence: (previous?.sequence ?? 0) + 1,
    reviewedOn: review.reviewedOn,
    period: { from: previous?.reviewedOn ?? null, to: review.reviewedOn },
    previous:
      previous === undefined
        ? null
        : { sequence: previous.sequence, manifest: previous.manifest, signatures: { ...previous.signatures } },
    sides: requiredSides(matrix),
    files: files.map((file) => ({ ...file })),
    matrix: digestOf(matrixCopyName),
    decisionsFile: digestOf(decisionsFileName),
    snapshot: { digest: snapshotDigest, collectedAt, source, objects },
    declared: declaredDigest,
    decisions: {
      items: sheet.items.length,
      choices: {
        keep: made.filter(({ decision }) => decision.choice === "keep").length,
        revoke: made.filter(({ decision }) => decision.choice === "revoke").length,
        "change-matrix": made.filter(({ decision }) => decision.choice === "change-matrix").length,
      },
      by: [...by]
        .map(([person, of]) => ({ person, side: people.get(person)?.side ?? "unknown", decisions: of.length }))
        .toSorted((left, right) => (left.person < right.person ? -1 : 1)),
    },
    tierZeroRules: [...tierZeroRules].toSorted(),
    versions: { ...versions },
  };
}

/** Both sides sign, and where there are several providers each of them. */
export function requiredSides(matrix: Matrix): string[] {
  return ["internal", ...Object.keys(matrix.providers).toSorted()];
}

export function manifestJsonSchema(): object {
  return z.toJSONSchema(manifestSchema, { target: "draft-7" });
}
