/**
 * The document of a check, and its schema in `schema/`. `--format json` prints it, every other format is made from it, and so is a
 * comment in another process: what is not in here is not known there.
 */

import { z } from "zod";

const position = {
  file: z
    .string()
    .exactOptional()
    .meta({ description: "From the working directory, where it is in the same repository; else absolute." }),
  line: z.int().positive().exactOptional(),
};

/** How a step of a path can be taken. */
export const condition = z.enum([
  "standing",
  "self-activation",
  "provider-approval",
  "unknown-approval",
  "internal-approval",
]);

/** One step of a path. */
export const pathStep = z.strictObject({
  from: z.string(),
  edge: z.string(),
  to: z.string(),
  condition,
  resource: z.string().exactOptional().meta({
    description: "URN of the declared resource that makes the step possible; absent where none does.",
  }),
  inTenant: z.literal(true).exactOptional().meta({ description: "It is in the tenant already, under the plan." }),
  ...position,
});

const finding = z.strictObject({
  rule: z.string(),
  id: z.string().meta({ description: "Versioned id of the rule, such as DEMARC.ACCESS.1v1." }),
  severity: z.enum(["error", "warning", "note"]),
  message: z.string(),
  resource: z.string().meta({ description: "URN of the resource to blame, an object id, or a path in the matrix." }),
  ...position,
  column: z.int().positive().exactOptional(),
  path: z.array(pathStep).readonly().exactOptional(),
  remedy: z.string().exactOptional(),
});

const waivedFinding = finding.extend({
  waiver: z.strictObject({
    reason: z.string(),
    approvedBy: z.string().meta({ description: "Who of the internal side approved it." }),
    until: z.string().meta({ description: "The last day on which it holds." }),
  }),
});

const proposal = z.strictObject({
  resource: z
    .string()
    .meta({ description: "URN of the resource to take away, or the object id of what is in the tenant." }),
  ...position,
  message: z.string(),
  cuts: z.int().nonnegative().meta({ description: "How many offending principals have a path through it." }),
});

const party = z.strictObject({
  kind: z
    .enum(["provider", "unknown", "tenant", "internal", "emergency", "deployment", "microsoft"])
    .meta({ description: "tenant: settings of the tenant itself, such as a policy, which nobody holds." }),
  name: z.string(),
});

const accessChange = z.strictObject({
  change: z.enum(["gained", "lost", "changed"]),
  party,
  principal: z.string(),
  kind: z.string().meta({ description: "What kind of access, such as directory-role." }),
  target: z.string(),
  scope: z.string(),
  held: z.string(),
  until: z.string().exactOptional(),
  differences: z
    .array(
      z.strictObject({ what: z.string(), before: z.unknown().exactOptional(), after: z.unknown().exactOptional() }),
    )
    .readonly(),
});

const reachChange = z.strictObject({
  change: z.enum(["gained", "lost", "easier", "harder"]),
  party,
  principal: z.string(),
  before: condition.exactOptional(),
  after: condition.exactOptional(),
  path: z.array(pathStep).readonly(),
});

const signInChange = z.strictObject({
  change: z.enum(["possible", "impossible", "asks-less", "asks-more"]),
  principals: z.array(z.strictObject({ name: z.string(), party })).readonly(),
  policy: z.string().meta({ description: "The policy that no longer blocks or asks, or that now does." }),
  controls: z
    .array(z.string())
    .readonly()
    .meta({ description: "What is no longer asked for, or now is: any one of these." }),
  words: z.string().meta({ description: "One such sign-in, as a clause that follows a name." }),
});

const changes = z.strictObject({
  comparedWith: z.enum(["base", "snapshot", "nothing"]).meta({
    description: "The tenant before: as the program declared it before, or as the snapshot has it, or an empty one.",
  }),
  access: z.array(accessChange).readonly(),
  reach: z
    .array(reachChange)
    .readonly()
    .meta({ description: "Whose way to Global Administrator or an equivalent is new, gone, easier or harder." }),
  signIns: z
    .array(signInChange)
    .readonly()
    .meta({ description: "Sign-ins of users who are there before and after, that come out otherwise." }),
});

const subject = z.strictObject({
  name: z.string().meta({ description: "The stack, else the program's folder, else the plan file." }),
  matrix: z.string().meta({ description: "File of the matrix it was judged by." }),
  folder: z
    .string()
    .meta({ description: "Working directory from the top of the repository, with / between; empty at the top." }),
});

/** What `demarc check --format json` prints. */
export const checkResultSchema = z.strictObject({
  ok: z.boolean().meta({ description: "True exactly when there is a plan and no finding that fails the gate." }),
  failOn: z.enum(["error", "warning"]).meta({ description: "The least severity that fails the gate." }),
  subject,
  findings: z.array(finding).readonly(),
  waived: z
    .array(waivedFinding)
    .readonly()
    .meta({ description: "Findings that a waiver of the matrix accepts for now." }),
  proposals: z
    .array(proposal)
    .readonly()
    .meta({ description: "The smallest set of changes that leaves no path to Global Administrator or an equivalent." }),
  resources: z.int().nonnegative().meta({ description: "Number of resources in the plan." }),
  assumptions: z
    .array(z.string())
    .readonly()
    .meta({ description: "What was taken for granted because nothing said otherwise." }),
  changes: changes
    .exactOptional()
    .meta({ description: "What the plan does to who can do what; with --changes and in Markdown." }),
  error: z
    .strictObject({ reason: z.string(), message: z.string(), ...position })
    .exactOptional()
    .meta({ description: "Why there is no plan: the findings then say nothing. Exit status 2." }),
});

export type CheckResult = z.infer<typeof checkResultSchema>;
export type Changes = z.infer<typeof changes>;
export type ChangeParty = z.infer<typeof party>;
export type AccessChangeEntry = z.infer<typeof accessChange>;
export type ReachChangeEntry = z.infer<typeof reachChange>;
export type SignInChangeEntry = z.infer<typeof signInChange>;
export type CheckFinding = z.infer<typeof finding>;
export type CheckStep = z.infer<typeof pathStep>;

/** JSON Schema (2020-12) of the document. */
export function checkResultJsonSchema(): object {
  return { title: "Result of demarc check", ...z.toJSONSchema(checkResultSchema) };
}
