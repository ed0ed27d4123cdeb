/**
 * What a preview decided, kept for the update that follows it.
 *
 * A preview sees the whole graph but no real ids; an update's resource validation sees real ids before each creation but only
 * one resource at a time, and removals not at all. So the preview judges and leaves a verdict (per resource, with digests of
 * what it judged), and the update refuses whatever no verdict covers.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { isUnknown } from "../../src/plan/plan.ts";

const format = "demarc-verdict/3";
/** A preview is decided on within a day; after that the tenant may be another. */
const validForHours = 24;

const judgedResourceSchema = z.strictObject({
  /** Top-level input → SHA-256 of what was known of it. */
  digests: z.record(z.string(), z.string()),
  /** Path that was not known, e.g. `principalObjectId`, `members.0` → what it was taken to be; null where that was not certain. */
  unknown: z.record(z.string(), z.json()),
  protect: z.boolean(),
});

const verdictSchema = z.strictObject({
  format: z.literal(format),
  judgedAt: z.iso.datetime(),
  /** Digest of the matrix (and snapshot) it was judged by, and of the policies. */
  judgedBy: z.string(),
  /** Rule → what it said. A rule that was not asked is not here. */
  rules: z.record(z.string(), z.enum(["passed", "refused"])),
  /** URN → what was judged. */
  resources: z.record(z.string(), judgedResourceSchema),
  /** Ids that the preview knew. */
  knownIds: z.array(z.string()),
  /** URNs that the program declares when it runs offline; absent when it does not run. */
  declares: z.array(z.string()).optional(),
});

/** What one resource looked like when it was judged. */
export type JudgedResource = z.infer<typeof judgedResourceSchema>;
export type Verdict = z.infer<typeof verdictSchema>;

/** Identifies a deployment: the same program in another stack or backend has a verdict of its own. */
export interface Deployment {
  readonly folder: string;
  readonly backend: string;
  readonly project: string;
  readonly stack: string;
}

/** Inputs with `UnknownValue` markers, and the options that were judged. */
export interface SeenResource {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
}

/** The file of a deployment's verdict. */
export function verdictFile(deployment: Deployment): string {
  const identity = sha256(`${deployment.backend}\n${deployment.project}\n${deployment.stack}`).slice(0, 16);
  return join(deployment.folder, `${deployment.project}.${deployment.stack.replaceAll("/", "_")}.${identity}.json`);
}

/** Writes the verdict, whole or not at all. */
export function writeVerdict(deployment: Deployment, verdict: Omit<Verdict, "format">): void {
  const file = verdictFile(deployment);
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.new`;
  writeFileSync(part, JSON.stringify({ format, ...verdict }));
  renameSync(part, file);
}

/**
 * The verdict of the last preview, or why there is none that counts.
 *
 * @param binding rules that the update goes by: each must have been asked and have passed
 */
export function readVerdict(
  deployment: Deployment,
  judgedBy: string,
  binding: readonly string[],
  now: Date,
): Verdict | { readonly missing: string } {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(verdictFile(deployment), "utf8"));
  } catch {
    return { missing: "no preview has judged this stack" };
  }
  const parsed = verdictSchema.safeParse(content);
  if (!parsed.success) return { missing: "the last preview was judged by another version of these policies" };
  const verdict = parsed.data;
  const refused = binding.filter((rule) => verdict.rules[rule] === "refused");
  if (refused.length > 0) return { missing: `the last preview was refused by ${refused.join(", ")}` };
  const unasked = binding.filter((rule) => verdict.rules[rule] === undefined);
  if (unasked.length > 0) {
    return {
      missing: `the last preview was not asked about ${unasked.join(", ")}, which policy configuration demands`,
    };
  }
  if (verdict.judgedBy !== judgedBy) {
    return {
      missing: "the matrix (or what it waives), the snapshot or the policies have changed since the last preview",
    };
  }
  const age = now.getTime() - Date.parse(verdict.judgedAt);
  if (age > validForHours * 3_600_000) return { missing: `the last preview is older than ${validForHours} hours` };
  if (age < -60_000) return { missing: "the last preview is of the future" };
  return verdict;
}

/**
 * @param taken what the judgement took the inputs to be, with `UnknownValue` where that is not certain
 */
export function judged({ inputs, protect }: SeenResource, taken: Readonly<Record<string, unknown>>): JudgedResource {
  const kept = withoutPasswords(inputs);
  const unknown = Object.fromEntries(
    unknownPaths(kept).map((path) => {
      const value = at(taken, path);
      return [path, holdsUnknown(value) ? null : z.json().catch(null).parse(value)];
    }),
  );
  return { digests: digests(kept, new Set(Object.keys(unknown))), unknown, protect };
}

/** What is not as it was judged: names of inputs and options. Empty when everything that the preview knew is the same. */
export function changedSince(resource: JudgedResource, { inputs, protect }: SeenResource): string[] {
  const now = digests(withoutPasswords(inputs), new Set(Object.keys(resource.unknown)));
  const names = new Set([...Object.keys(resource.digests), ...Object.keys(now)]);
  return [
    ...[...names].filter((property) => resource.digests[property] !== now[property]),
    // Protection that is new since then takes nothing away.
    ...(resource.protect && !protect ? ["protect"] : []),
  ];
}

/** The value at a path of `JudgedResource.unknown`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string, unknown>>)[key] : undefined,
      value,
    );
}

/**
 * Passwords of new accounts are made anew in each run, and give nobody access whom the preview did not see. Nothing else is left
 * out, not even what the program wants ignored: at a creation the engine ignores nothing.
 */
function withoutPasswords(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(inputs).filter(([property]) => property !== "password"));
}

function unknownPaths(value: unknown, path = ""): string[] {
  if (isUnknown(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unknownPaths(inner, path === "" ? key : `${path}.${key}`));
}

function holdsUnknown(value: unknown): boolean {
  return unknownPaths(value).length > 0;
}

/** Absent, null and wholly unknown inputs have none. */
function digests(inputs: Readonly<Record<string, unknown>>, without: ReadonlySet<string>): Record<string, string> {
  const entries = Object.entries(inputs).map(
    ([property, value]) => [property, canonical(value, without, property)] as const,
  );
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([property, value]) => [property, sha256(JSON.stringify(value))]),
  );
}

/** Keys sorted; absent, null and left-out values are the same. */
function canonical(value: unknown, without: ReadonlySet<string>, path: string): unknown {
  if (without.has(path)) return null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((inner, index) => canonical(inner, without, `${path}.${index}`));
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, canonical(inner, without, `${path}.${key}`)] as const)
    .filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Hexadecimal SHA-256. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
