/**
 * What a preview decided, kept for the update that follows it.
 *
 * A preview sees the whole graph but no real ids; an update's resource validation sees real ids before each creation but only
 * one resource at a time. So the preview judges and leaves a verdict (per resource, with a digest of what it judged), and the
 * update refuses whatever no verdict covers.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isUnknown } from "../../src/plan/plan.ts";

const format = "demarc-verdict/1";
/** A preview is decided on within a day; after that the tenant may be another. */
const validForHours = 24;

/** What one resource looked like when it was judged. */
export interface JudgedResource {
  /** SHA-256 of the inputs that were known. */
  readonly digest: string;
  /** Paths that were not known, e.g. `principalObjectId`, `members.0`. */
  readonly unknown: readonly string[];
  /** What the judgement took an unknown to be, where property dependencies told. */
  readonly resolved: Readonly<Record<string, string>>;
}

export interface Verdict {
  readonly format: typeof format;
  readonly judgedAt: string;
  /** Digest of the matrix (and snapshot) it was judged by, and the pack's version. */
  readonly judgedBy: string;
  /** True when the preview was refused. */
  readonly refused: boolean;
  readonly resources: Readonly<Record<string, JudgedResource>>;
}

/** Identifies a deployment: the same program in another stack or backend has a verdict of its own. */
export interface Deployment {
  readonly folder: string;
  readonly backend: string;
  readonly project: string;
  readonly stack: string;
}

function fileOf(deployment: Deployment): string {
  const identity = sha256(`${deployment.backend}\n${deployment.project}\n${deployment.stack}`).slice(0, 16);
  return join(deployment.folder, `${deployment.project}.${deployment.stack}.${identity}.json`);
}

/** Writes the verdict, whole or not at all. */
export function writeVerdict(deployment: Deployment, verdict: Omit<Verdict, "format">): void {
  const file = fileOf(deployment);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ format, ...verdict }));
  renameSync(`${file}.new`, file);
}

/** The verdict of the last preview, or why there is none that counts. */
export function readVerdict(
  deployment: Deployment,
  judgedBy: string,
  now: Date,
): Verdict | { readonly missing: string } {
  let verdict: Verdict;
  try {
    verdict = JSON.parse(readFileSync(fileOf(deployment), "utf8")) as Verdict;
  } catch {
    return { missing: "no preview has judged this stack" };
  }
  if (verdict.format !== format) return { missing: "the last preview was judged by another version of these policies" };
  if (verdict.refused) return { missing: "the last preview was refused" };
  if (verdict.judgedBy !== judgedBy)
    return { missing: "the matrix or the policies have changed since the last preview" };
  if (now.getTime() - Date.parse(verdict.judgedAt) > validForHours * 3_600_000) {
    return { missing: `the last preview is older than ${validForHours} hours` };
  }
  return verdict;
}

/**
 * @param inputs with `UnknownValue` markers
 * @param leaveOut properties that differ from run to run: `ignoreChanges`, passwords
 */
export function judged(
  inputs: Readonly<Record<string, unknown>>,
  leaveOut: readonly string[],
  resolved: Readonly<Record<string, string>>,
): JudgedResource {
  const kept = Object.fromEntries(Object.entries(inputs).filter(([property]) => !leaveOut.includes(property)));
  const unknown = unknownPaths(kept);
  return { digest: digestWithout(kept, new Set(unknown)), unknown, resolved };
}

/** Whether inputs that are fully known now are what was judged: equal wherever the preview knew them. */
export function matches(
  resource: JudgedResource,
  inputs: Readonly<Record<string, unknown>>,
  leaveOut: readonly string[],
): boolean {
  const kept = Object.fromEntries(Object.entries(inputs).filter(([property]) => !leaveOut.includes(property)));
  return digestWithout(kept, new Set(resource.unknown)) === resource.digest;
}

function unknownPaths(value: unknown, path = ""): string[] {
  if (isUnknown(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unknownPaths(inner, path === "" ? key : `${path}.${key}`));
}

function digestWithout(value: unknown, without: ReadonlySet<string>): string {
  return sha256(JSON.stringify(canonical(value, without, "")) ?? "");
}

/** Keys sorted; absent, null and left-out values are the same. */
function canonical(value: unknown, without: ReadonlySet<string>, path: string): unknown {
  if (without.has(path)) return null;
  if (typeof value !== "object" || value === null) return value;
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (Array.isArray(value)) return value.map((inner, index) => canonical(inner, without, at(String(index))));
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, canonical(inner, without, at(key))] as const)
    .filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Hexadecimal SHA-256. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
