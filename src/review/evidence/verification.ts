/** What `demarc review verify` finds, as data: its JSON, whose schema is generated from this. */

import { z } from "zod";

const evidenceProblemKinds = [
  "manifest",
  "file-altered",
  "file-missing",
  "file-added",
  "signature",
  "signature-missing",
  "signature-not-trusted",
  "chain",
  "decision",
  "revoked-still-there",
] as const;

const text = z.string();

const problem = z.strictObject({
  kind: z.enum(evidenceProblemKinds),
  message: text.meta({ description: "One sentence." }),
  file: text.optional().meta({ description: "In the review's folder." }),
});

const signature = z.union([
  z.strictObject({ side: text, kind: z.literal("key"), thumbprint: text, signedOn: text }),
  z.strictObject({
    side: text,
    kind: z.literal("token"),
    issuer: text,
    subject: text,
    thumbprint: text.meta({ description: "Of the issuer's key." }),
    signedOn: text,
  }),
]);

const verifiedReview = z.strictObject({
  name: text,
  sequence: z.int().optional(),
  reviewedOn: text.optional(),
  digest: text.meta({ description: "SHA-256 of the manifest." }),
  signatures: z.array(signature).meta({ description: "Genuine ones; whether they are trusted, the problems say." }),
  problems: z.array(problem),
  remarks: z.array(text).meta({ description: "Worth knowing, and no fault of the evidence." }),
});

export const verificationSchema = z.strictObject({
  ok: z.boolean(),
  head: text
    .optional()
    .meta({ description: "Digest of the newest manifest: kept elsewhere, it shows what is cut off." }),
  reviews: z.array(verifiedReview),
  problems: z.array(problem).meta({ description: "Of the chain as a whole." }),
  open: z
    .array(
      z.strictObject({
        name: text,
        folder: text,
        reviewedOn: text.optional(),
        altered: z
          .array(text)
          .optional()
          .meta({ description: "A sentence about each report that is not the one that was written with review.json." }),
      }),
    )
    .meta({ description: "Reviews that nobody signed." }),
  sources: z
    .array(z.strictObject({ file: text, ok: z.boolean(), message: text }))
    .optional()
    .meta({ description: "What was kept of that from which the reviews were made, where it was given." }),
});

export type Verification = z.infer<typeof verificationSchema>;
export type VerifiedReview = Verification["reviews"][number];
export type EvidenceProblem = z.infer<typeof problem>;

export function verificationJsonSchema(): object {
  return z.toJSONSchema(verificationSchema, { target: "draft-7" });
}
