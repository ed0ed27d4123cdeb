/** The file `decisions.yaml`: its only definition; the JSON Schema in `schema/` is generated from it. */

import { z } from "zod";
import { formats } from "../format.ts";

/** What can be decided about an item. */
export const choices = ["keep", "revoke", "change-matrix"] as const;
export type Choice = (typeof choices)[number];

/** What a keep may go beyond when it says so. */
export const limits = ["next-review", "contract-end"] as const;

const date = z.iso.date("must be a date such as 2027-01-31");
const text = z.string().min(1, "must not be empty");

/** A field without a value is one that nobody filled in yet. */
const decisionSchema = z.strictObject({
  decision: z.enum(choices).nullish().meta({
    description:
      "keep: it stays until a date. revoke: it goes; what is missing or changed is set back. change-matrix: it is meant, and the matrix will say so.",
  }),
  until: date.nullish().meta({ description: "Last day of a keep." }),
  beyond: z
    .array(z.enum(limits))
    .nullish()
    .meta({ description: "What a keep goes beyond on purpose: the next review, the contract's end." }),
  reason: text.nullish(),
  by: text.nullish().meta({ description: "Who decided: the address of a person of the matrix." }),
  on: date.nullish().meta({ description: "When." }),
  ticket: text.nullish(),
});

export const decisionsSchema = z.strictObject({
  format: z.literal(formats.decisions),
  tenant: text.meta({ description: "Tenant id of the review." }),
  reviewedOn: text,
  review: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 digest")
    .meta({ description: "SHA-256 of the review.json that was decided on." }),
  decisions: z.record(z.string(), decisionSchema.nullable()),
});

export type DecisionsFile = z.infer<typeof decisionsSchema>;

/** One decision as it was made: no field is there without a value. */
export interface Decision {
  readonly choice: Choice;
  readonly until?: string;
  readonly beyond?: readonly (typeof limits)[number][];
  readonly reason?: string;
  readonly by?: string;
  readonly on?: string;
  readonly ticket?: string;
}

/** The decision in an entry of the file; undefined while nobody chose. */
export function decisionIn(entry: DecisionsFile["decisions"][string]): Decision | undefined {
  if (entry?.decision === undefined || entry.decision === null) return undefined;
  const { decision: choice, until, beyond, reason, by, on, ticket } = entry;
  return {
    choice,
    ...(until && { until }),
    ...(beyond && { beyond }),
    ...(reason && { reason }),
    ...(by && { by }),
    ...(on && { on }),
    ...(ticket && { ticket }),
  };
}

/** The JSON Schema of decisions.yaml, in the draft that the YAML language server reads. */
export function decisionsJsonSchema(): object {
  return {
    $id: "https://demarc.example/schema/decisions.schema.json",
    title: "Decisions of a review",
    ...z.toJSONSchema(decisionsSchema, { target: "draft-7", io: "input" }),
  };
}
