/**
 * The result of a review as data: what every report is made from, and the format of the JSON report. This schema is its only
 * definition; the JSON Schema in `schema/` is generated from it.
 */

import { z } from "zod";
import { formats } from "./format.ts";

/** How much a difference matters, worst first. */
export const severities = ["critical", "high", "medium", "low"] as const;
export type ReviewSeverity = (typeof severities)[number];

/**
 * `undeclared`: there, and the matrix does not say so. `missing`: declared, and not there. `changed`: both, and not the same.
 * `refused`: whatever the matrix says, a rule of the gate refuses it. `noticed`: the review itself has something to say of it, whether
 * it is declared or not (see `observationKinds`).
 */
export const differenceKinds = ["undeclared", "missing", "changed", "refused", "noticed"] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** What a review looks for besides differences. */
export const observationKinds = [
  "shadow-global-administrator",
  "scope-creep",
  "left-provider",
  "account-without-person",
  "disabled-with-access",
  "stale-access",
  "guest-never-redeemed",
  "emergency-account",
  "expiring",
  "unknown-issuer",
  "unknown-partner",
  "re-created",
] as const;
export type ObservationKind = (typeof observationKinds)[number];

export const partyKinds = ["internal", "provider", "emergency", "deployment", "microsoft", "unknown"] as const;

const text = z.string();
const dateTime = z.string().meta({ description: "ISO 8601, UTC." });

const party = z.strictObject({
  kind: z.enum(partyKinds),
  /** Key of the provider in the matrix. */
  provider: text.optional(),
  /** As a person would say it: `Tideway IT`, `internal`, … */
  label: text,
});

const principal = z.strictObject({
  id: text.meta({ description: "Object id in the tenant (or in the plan, for what is missing)." }),
  identity: text.meta({ description: "Stable identity, the same on both sides." }),
  label: text,
  type: text,
  party,
});

const step = z.strictObject({
  from: text,
  edge: text,
  to: text,
  condition: z.enum(["standing", "self-activation", "provider-approval", "unknown-approval", "internal-approval"]),
  resource: text.optional(),
  file: text.optional(),
  line: z.int().optional(),
});

const lastUse = z.strictObject({
  state: z
    .enum(["used", "never", "unknown"])
    .meta({ description: "`never`: the tenant keeps record of it and has none. `unknown`: nobody could tell." }),
  on: dateTime.optional(),
  what: text.meta({ description: "What was looked at, e.g. `sign-in`, `activation`; for unknown: why." }),
});

const access = z.strictObject({
  kind: text.meta({ description: "What kind of access, e.g. directory-role." }),
  target: text,
  targetId: text.optional(),
  scope: text,
  held: z.enum(["standing", "eligible", "activated", "on"]),
  until: dateTime.optional(),
  since: dateTime.optional(),
  grantedBy: text.optional(),
  lastUse: lastUse.optional(),
  tier: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
  objects: z.array(text).meta({ description: "Object ids or relation keys that are this access in the tenant." }),
});

const observed = z
  .array(
    z.strictObject({
      kind: z.enum(observationKinds),
      message: text,
      due: dateTime.optional(),
      id: text.optional().meta({ description: "What it would be called as a difference of its own." }),
    }),
  )
  .optional();
const refusals = z.array(z.strictObject({ rule: text, message: text, count: z.int() }));

const remedy = z.strictObject({
  words: text,
  command: text.optional().meta({ description: "Command line that takes the access away." }),
  matrix: text.optional().meta({ description: "Lines for the matrix, if the access is meant." }),
  place: z
    .strictObject({ file: text, line: z.int(), path: text })
    .optional()
    .meta({ description: "The line of the matrix that is to change." }),
  import: text
    .optional()
    .meta({ description: "Command line that puts the object under Pulumi's management as it is." }),
  portal: text.optional().meta({ description: "Where it is done by hand." }),
});

const member = z.strictObject({
  id: text.meta({ description: "Stable for the same difference in every review of the tenant, in whatever line." }),
  title: text,
  principal,
  access,
  items: z.array(text).optional(),
  rules: refusals,
  remedy,
  formerly: text.optional(),
  observations: observed,
  declaredBy: text.optional(),
});

const difference = z.strictObject({
  id: text.meta({
    description:
      "Stable for the same difference in every review of the tenant; of a line with members made from them, so that another member makes another line.",
  }),
  kind: z.enum(differenceKinds),
  severity: z.enum(severities),
  title: text.meta({ description: "One sentence for everybody." }),
  why: text.meta({ description: "Why it matters, and why it has this severity." }),
  principal,
  access,
  changes: z.array(z.strictObject({ what: text, declared: text, actual: text, weaker: z.boolean() })),
  items: z
    .array(text)
    .meta({ description: "Where one difference stands for several, e.g. permissions: each of them." }),
  row: z.strictObject({
    path: text
      .optional()
      .meta({ description: "Path in the matrix, e.g. functions.tier-1-helpdesk; absent: it belongs to no row." }),
    text,
  }),
  path: z.array(step).optional().meta({ description: "The shortest way to Global Administrator that it is part of." }),
  withoutIt: z
    .enum(["gone", ...step.shape.condition.options])
    .optional()
    .meta({
      description:
        "What is left of the ways to Global Administrator once it is taken away: none, or what the easiest takes.",
    }),
  formerly: text.optional().meta({ description: "What it was called before, where that is known." }),
  observations: observed,
  rules: refusals,
  remedy,
  declaredBy: text.optional().meta({ description: "URN of the resource that declares it." }),
  members: z
    .array(member)
    .optional()
    .meta({ description: "Where one line stands for many that are alike: each of them, as it would be alone." }),
});

const reach = z.strictObject({
  principal,
  condition: step.shape.condition.meta({ description: "The hardest step of the easiest way." }),
  expected: z.boolean().meta({ description: "Meant so: emergency accounts, internal people, the deployment." }),
  path: z.array(step).min(1),
});

const holding = z.strictObject({
  key: text.meta({ description: "The same for the same access in every review." }),
  kind: text,
  principal,
  target: text,
  targetId: text.optional(),
  scope: text,
  held: access.shape.held,
  until: dateTime.optional(),
  tier: access.shape.tier,
  declared: z.boolean(),
  objects: z.array(text),
});

const held = z.strictObject({ principal, target: text, scope: text, held: text, since: dateTime.optional() });

export const reviewSchema = z.strictObject({
  format: z.literal(formats.review),
  client: z.strictObject({ name: text, tenantId: text }),
  stack: text.optional(),
  reviewedOn: dateTime,
  verdict: z.enum(["act-now", "decide", "in-order", "incomplete"]),
  headline: text,
  summary: z.strictObject({
    differences: z.strictObject({ critical: z.int(), high: z.int(), medium: z.int(), low: z.int() }),
    standingPrivileged: z.int().meta({ description: "Standing assignments of tier 0 or 1 that providers hold." }),
    providersReachingGlobalAdministrator: z
      .int()
      .meta({ description: "Principals of providers that reach it without an internal approval." }),
    principalsReachingGlobalAdministrator: z.int(),
    rowsWithDifference: z.int(),
    rows: z.int(),
    declared: z.int().meta({ description: "Accesses that the matrix declares." }),
    asDeclared: z.int().meta({ description: "Of these, found exactly so." }),
    unreadable: z.int(),
  }),
  decisions: z
    .array(z.strictObject({ text, differences: z.array(text) }))
    .meta({ description: "What a manager has to decide." }),
  differences: z.array(difference),
  reach: z.array(reach),
  internalTierZero: z.array(held).meta({ description: "Internal, not managed: named, no alarm." }),
  rows: z.array(
    z.strictObject({
      path: text,
      name: text,
      owner: text,
      provider: text.optional(),
      team: text.optional(),
      differences: z.array(text),
    }),
  ),
  unreadable: z.array(
    z.strictObject({
      collection: text,
      status: z.int(),
      code: text,
      message: text,
      blind: text,
      permission: text.optional(),
      asked: z.boolean(),
    }),
  ),
  notCompared: z
    .array(text)
    .meta({ description: "Declared accesses that could not be compared, because their collection could not be read." }),
  inOrder: z.array(text),
  systems: z
    .array(
      z.strictObject({
        key: text.meta({ description: "Id of the catalogue, or the key that the matrix uses." }),
        name: text,
        category: text,
        owners: z.array(text).meta({ description: "Parties, as a person would say them." }),
        roster: z
          .strictObject({
            collectedAt: dateTime,
            source: text,
            digest: text.meta({ description: "SHA-256 of its canonical JSON." }),
            fileDigest: text.optional().meta({ description: "SHA-256 of the table that it was read from." }),
            complete: z.boolean(),
            ofStrangers: z
              .literal(true)
              .optional()
              .meta({ description: "Nobody on it is of the client or of a provider: it may be another company's." }),
            showsRoles: z.boolean(),
            accounts: z.int(),
            ofProviders: z.int(),
            superAdministrators: z.int().meta({ description: "Accounts that can give themselves anything there." }),
          })
          .optional()
          .meta({ description: "Absent: none was given, and who has an account there is not known." }),
        agreed: z.int().meta({ description: "Roles that the matrix gives to single people." }),
        asAgreed: z.int().meta({ description: "Of these, found so." }),
        differences: z.array(text),
      }),
    )
    .optional()
    .meta({ description: "Systems beside the tenant: who is agreed to hold which role, against their rosters." }),
  observations: z
    .array(
      z.strictObject({
        kind: z.enum(observationKinds),
        title: text,
        found: z.int().meta({ description: "How many were found; several differences may be about one." }),
        differences: z.array(text).meta({ description: "Differences that say so." }),
        unseen: z.array(text).meta({
          description: "What of it could not be looked at, and what it would take: never the same as nothing found.",
        }),
      }),
    )
    .optional(),
  holdings: z.array(holding).optional().meta({
    description:
      "Everything that providers hold, and what unknown principals hold with a tier: the next review compares with it.",
  }),
  usedBy: z
    .array(
      z.strictObject({
        identity: text.meta({ description: "Of the principal in whose name the access is." }),
        person: text.meta({ description: "Address of a person of the matrix." }),
        how: text.meta({ description: "One clause: who, and by what." }),
      }),
    )
    .optional()
    .meta({ description: "Which people of the matrix can use what is in another name: they do not decide on it." }),
  objects: z
    .array(z.strictObject({ urn: text, id: text, name: text }))
    .optional()
    .meta({
      description: "Which object of the tenant is which declared resource: so the next review knows it by its id.",
    }),
  groups: z
    .array(z.strictObject({ id: text, name: text }))
    .optional()
    .meta({ description: "Groups that give access, declared or not: the next review knows each by its id." }),
  renamed: z
    .array(z.strictObject({ id: text, was: text, now: text, because: text }))
    .optional()
    .meta({
      description:
        "Declared objects, and groups that give access, that are called something else in the tenant: no difference.",
    }),
  previous: z
    .strictObject({
      reviewedOn: dateTime,
      digest: text.meta({ description: "SHA-256 of its canonical JSON." }),
      evidence: z
        .strictObject({ state: z.enum(["signed", "partly-signed", "unsigned"]), words: text })
        .optional()
        .meta({
          description: "Whether its signatures show that it is as it was; an altered one is not compared with.",
        }),
      notCompared: z
        .array(text)
        .optional()
        .meta({ description: "What that review did not write down, because an earlier version made it." }),
      appeared: z.array(text).meta({ description: "Differences that it did not have." }),
      gone: z
        .array(z.strictObject({ id: text, title: text }))
        .meta({ description: "Differences that it had and that are no more." }),
      remaining: z.int(),
      access: z.strictObject({ appeared: z.int(), wider: z.int(), gone: z.int() }).optional(),
      rows: z.array(text).meta({ description: "Rows of the matrix that changed hands since." }),
    })
    .optional()
    .meta({ description: "The review that this one was compared with; absent: none was given." }),
  reports: z
    .record(text, text)
    .optional()
    .meta({ description: "SHA-256 of each report that was written with this file, by its name." }),
  alikeFrom: z.int().optional().meta({
    description:
      "So many that are alike are one line to decide on; absent: an earlier version made it, and each is one.",
  }),
  evidence: z.strictObject({
    snapshotDigest: text.meta({ description: "SHA-256 of the snapshot's canonical JSON." }),
    declaredDigest: text,
    collectedAt: dateTime,
    source: text,
    objects: z.int(),
    staff: z
      .array(
        z.strictObject({
          provider: text,
          name: text,
          file: text,
          fileDigest: text.meta({ description: "SHA-256 of the file." }),
          people: z.int(),
          active: z.int(),
        }),
      )
      .optional()
      .meta({ description: "Lists of who works at the providers, as they were given." }),
    versions: z.record(text, text),
  }),
});

export type Review = z.infer<typeof reviewSchema>;
export type Difference = Review["differences"][number];
export type ReviewedSystem = NonNullable<Review["systems"]>[number];
export type Reach = Review["reach"][number];
export type ReviewPrincipal = Difference["principal"];
export type LastUse = NonNullable<Difference["access"]["lastUse"]>;
export type HeldAccess = NonNullable<Review["holdings"]>[number];
export type ObservationSummary = NonNullable<Review["observations"]>[number];

/** The JSON Schema of the JSON report, for `schema/review.schema.json`. */
export function reviewJsonSchema(): object {
  return z.toJSONSchema(reviewSchema, { target: "draft-7" });
}
