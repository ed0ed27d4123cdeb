/** The document that `demarc whatif --format json` prints, and its schema in `schema/`. */

import { z } from "zod";
import { externalUserTypes } from "../catalogue/sign-in-conditions.ts";

const texts = z.array(z.string()).readonly();
const attributes = z.record(z.string(), z.union([z.string(), texts]));

const activation = z.strictObject({
  about: z.string().meta({ description: 'What is activated, such as membership of group "X".' }),
  groups: texts,
  roles: texts,
});

const principal = z.strictObject({
  label: z.string(),
  ids: texts.meta({ description: "Object ids." }),
  groups: texts.meta({ description: "Groups it is an active member of, nested ones included." }),
  roles: texts.meta({ description: "Template ids of built-in roles it actively holds over the whole directory." }),
  activations: z.array(activation).readonly().exactOptional().meta({ description: "What it can activate." }),
  external: z
    .strictObject({ type: z.enum(externalUserTypes), tenantId: z.string().exactOptional() })
    .exactOptional()
    .meta({ description: "Of another tenant, or a guest of this one." }),
  workload: z
    .strictObject({
      covered: z.boolean().meta({ description: "Whether conditional access reaches it." }),
      attributes: attributes.exactOptional().meta({ description: "Custom security attributes, where they were read." }),
    })
    .exactOptional()
    .meta({ description: "Present for a service principal." }),
});

const signIn = z.strictObject({
  principal,
  resource: z.strictObject({
    kind: z.enum(["application", "user-action", "authentication-context", "traffic-profile"]),
    id: z.string().meta({ description: "`other` for any application that no policy names." }),
  }),
  applicationAttributes: attributes,
  client: z.enum(["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"]),
  platform: z.string(),
  address: z.string().exactOptional(),
  country: z.string().exactOptional(),
  gpsCountry: z.string().exactOptional(),
  compliantNetwork: z.boolean(),
  deviceRegistered: z.boolean().exactOptional().meta({ description: "Absent: nothing is known of the device." }),
  deviceAttributes: attributes,
  signInRisk: z.string(),
  userRisk: z.string(),
  insiderRisk: z.string(),
  servicePrincipalRisk: z.string(),
  authenticationFlow: z.string(),
  assumed: z
    .record(z.string(), z.boolean())
    .meta({ description: "Questions that nothing decides, and how they were answered." }),
});

const control = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("built-in"), name: z.string() }),
  z.strictObject({
    kind: z.literal("authentication-strength"),
    name: z.string(),
    combinations: texts.meta({ description: "Allowed combinations of methods." }),
    restricted: z.record(z.string(), z.string()).meta({
      description: "Combinations of which only some keys or certificates count, and which.",
    }),
  }),
  z.strictObject({ kind: z.enum(["terms-of-use", "custom"]), name: z.string() }),
]);

const outcome = z.strictObject({
  outcome: z.enum(["granted", "blocked"]),
  blockedBy: texts.meta({
    description: "Policies that keep the sign-in out: by a block, or by demanding what such a sign-in can never show.",
  }),
  requires: z
    .array(
      z.strictObject({ policy: z.string(), operator: z.enum(["AND", "OR"]), controls: z.array(control).readonly() }),
    )
    .readonly()
    .meta({ description: "All must be met for the sign-in to be granted." }),
  session: z
    .array(z.strictObject({ policy: z.string(), controls: texts }))
    .readonly()
    .meta({ description: "What is done to the session once it is granted." }),
  applied: texts.meta({ description: "Policies that apply and are enforced." }),
  reportOnly: texts.meta({ description: "Policies that would apply but only report." }),
});

const verdict = z.strictObject({
  policy: z.string(),
  state: z.enum(["enabled", "report-only", "disabled"]),
  applies: z.boolean(),
  failed: z
    .strictObject({ condition: z.string(), words: z.string() })
    .exactOptional()
    .meta({ description: "The first condition that the sign-in does not meet." }),
  undecided: texts.meta({
    description: "What nothing at hand could decide and would have made a difference: answered with no.",
  }),
});

/** What `demarc whatif --format json` prints. */
export const whatIfResultSchema = outcome.extend({
  signIn,
  policies: z.array(verdict).readonly().meta({ description: "Every policy, in the order of the tenant." }),
  before: outcome.exactOptional().meta({
    description: "With a plan on top of a snapshot: what becomes of the sign-in without the plan.",
  }),
  assumptions: texts.meta({ description: "What the answer rests on." }),
});

export type WhatIfResult = z.infer<typeof whatIfResultSchema>;

/** JSON Schema (2020-12) of the document. */
export function whatIfResultJsonSchema(): object {
  return { title: "Answer of demarc whatif", ...z.toJSONSchema(whatIfResultSchema) };
}
