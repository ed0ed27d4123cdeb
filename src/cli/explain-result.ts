/** The document that `demarc explain --format json` prints, and its schema in `schema/`. */

import { z } from "zod";
import { condition, pathStep } from "./check-result.ts";

const way = z.strictObject({
  from: z.string().meta({ description: "Who takes it; one of several where a party or an application was asked for." }),
  condition: condition.meta({ description: "The hardest step." }),
  path: z.array(pathStep).readonly(),
  new: z.boolean().exactOptional().meta({
    description: "With a plan on top of a snapshot: true when there is no way that is as easy before it.",
  }),
});

const access = way.extend({
  what: z.string(),
  as: z.enum(["access", "group", "identity", "object"]).meta({
    description:
      "Roles and permissions are held; groups are joined; people and applications can be acted as; the rest can be worked on.",
  }),
  toTierZero: condition.exactOptional().meta({ description: "How it leads on to tier 0, where it does." }),
});

/** What `demarc explain --format json` prints. */
export const explainResultSchema = z.strictObject({
  ok: z.boolean().meta({
    description:
      "False when somebody of a provider, or nobody known, gets to tier 0 without the internal team's approval in what is shown.",
  }),
  who: z.strictObject({
    name: z.string(),
    id: z.string().exactOptional(),
    party: z.string(),
    because: z.string().exactOptional().meta({ description: "Why it is of that party; absent for a party." }),
  }),
  reaches: z
    .array(access)
    .readonly()
    .exactOptional()
    .meta({ description: "Without --to: everything that is held or can be had, the strongest first." }),
  to: z
    .strictObject({
      name: z.string(),
      ways: z.array(way).readonly().meta({
        description: "Of a principal the shortest way of each condition, of a party the best way of each who has one.",
      }),
    })
    .exactOptional()
    .meta({ description: "With --to." }),
  assumptions: z
    .array(z.string())
    .readonly()
    .meta({ description: "What the answer rests on: what was taken for granted, and what is not in sight." }),
});

export type ExplainResult = z.infer<typeof explainResultSchema>;
export type ExplainedWay = z.infer<typeof way>;
export type ExplainedAccess = z.infer<typeof access>;

/** JSON Schema (2020-12) of the document. */
export function explainResultJsonSchema(): object {
  return { title: "Answer of demarc explain", ...z.toJSONSchema(explainResultSchema) };
}
