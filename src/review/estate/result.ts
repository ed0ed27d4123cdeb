/**
 * What became of one tenant: a small file beside its reports, written when they are there. Shards leave it, a rerun and the summary read it.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { reviewSchema } from "../schema.ts";
import { fileDigest } from "./inputs.ts";

const text = z.string();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Numbers of a tenant in the summary. */
export const figuresSchema = z.strictObject({
  client: text,
  tenantId: text,
  reviewedOn: date,
  verdict: reviewSchema.shape.verdict,
  headline: text,
  differences: reviewSchema.shape.summary.shape.differences,
  providersReachingGlobalAdministrator: z
    .int()
    .meta({ description: "Principals of providers that reach it without an internal approval." }),
  principalsReachingGlobalAdministrator: z.int(),
  standingPrivileged: z.int(),
  unread: z.int().meta({ description: "Parts of the tenant that could not be read." }),
  systems: z
    .strictObject({
      all: z.int(),
      unread: z.int().meta({ description: "Of them, those without a roster, or with one that is not whole." }),
    })
    .optional()
    .meta({ description: "Systems beside the tenant; absent in results of versions that did not review them." }),
});

export const standingSchema = z.strictObject({
  lastSigned: date.optional().meta({ description: "Day of the newest review whose evidence holds." }),
  due: date.optional(),
  overdue: z.boolean(),
  broken: text.optional().meta({ description: "What is wrong with the evidence." }),
});

const resultSchema = z.strictObject({
  format: z.literal("demarc-tenant-review/1"),
  tenant: text,
  inputs: text.meta({ description: "SHA-256 over everything that was reviewed." }),
  matrix: text.nullable().meta({ description: "SHA-256 of the matrix; null where there is none." }),
  problem: text.optional().meta({ description: "Why there is no review." }),
  figures: figuresSchema.optional(),
  standing: standingSchema.optional(),
  folder: text.optional().meta({ description: "Where the reports are, from here." }),
  files: z.record(text, text).optional().meta({ description: "SHA-256 of each report." }),
});

export type TenantResult = z.infer<typeof resultSchema>;
export type TenantFigures = z.infer<typeof figuresSchema>;
export type TenantStanding = z.infer<typeof standingSchema>;

/** Name of the file in a tenant's folder of results. */
const resultFile = "review-all.json";

/**
 * The result in a folder; undefined when there is none that is whole: half a copy, another version's, or reports that are not those
 * that it speaks of.
 */
export function readResult(folder: string, tenant: string): TenantResult | undefined {
  const file = join(folder, resultFile);
  if (!existsSync(file)) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
  const result = resultSchema.safeParse(document).data;
  if (result?.tenant !== tenant) return undefined;
  if (result.problem === undefined && (result.figures === undefined || result.folder === undefined)) return undefined;
  const reports = join(folder, result.folder ?? "");
  const isWhole = Object.entries(result.files ?? {}).every(([name, sha]) => fileDigest(join(reports, name)) === sha);
  return isWhole ? result : undefined;
}

/** Whole or not at all. */
export function writeResult(folder: string, result: TenantResult): void {
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `.${resultFile}.${process.pid}`);
  writeFileSync(draft, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(draft, join(folder, resultFile));
}
