/** One summary of many tenants, from what each left: the same, whoever reviewed which and when. */

import { z } from "zod";
import { figuresSchema, standingSchema, type TenantResult } from "./result.ts";

const text = z.string();

const rowSchema = z.strictObject({
  tenant: text.meta({ description: "Name of its folder." }),
  state: z
    .enum(["reviewed", "failed", "missing"])
    .meta({ description: "`missing`: no shard has left a result of what the folder holds now." }),
  problem: text.optional(),
  figures: figuresSchema.optional(),
  standing: standingSchema.optional(),
  report: text.optional().meta({ description: "Folder of its reports, from the summary." }),
});

const summarySchema = z.strictObject({
  format: z.literal("demarc-review-summary/1"),
  shard: z.strictObject({ index: z.int(), of: z.int() }).optional(),
  tenants: z.array(rowSchema),
  sameTenant: z
    .array(z.strictObject({ tenantId: text, folders: z.array(text).min(2) }))
    .meta({ description: "Folders that are of one tenant: it is reviewed, and counted, once for each." }),
  totals: z.strictObject({
    tenants: z.int(),
    reviewed: z.int(),
    failed: z.int(),
    missing: z.int(),
    differences: figuresSchema.shape.differences,
    reachable: z.int().meta({ description: "Tenants in which a provider reaches Global Administrator unapproved." }),
    unread: z.int().meta({ description: "Tenants that were not read as a whole." }),
    overdue: z.int(),
  }),
});

export type EstateSummary = z.infer<typeof summarySchema>;
export type EstateRow = EstateSummary["tenants"][number];

/** A tenant of the folder as it is now, and what is there of it. */
export interface EstateEntry {
  readonly tenant: string;
  /** SHA-256 of its matrix. */
  readonly matrix: string | null;
  readonly result: TenantResult | undefined;
  /** Of the matrix, where there is no result that says whose tenant it is. */
  readonly tenantId?: string;
}

/** @param shard absent for all tenants */
export function summarise(entries: readonly EstateEntry[], shard?: EstateSummary["shard"]): EstateSummary {
  const tenants = entries.toSorted((left, right) => (left.tenant < right.tenant ? -1 : 1)).map(rowOf);
  const count = (is: (row: EstateRow) => boolean) => tenants.filter(is).length;
  const sum = (of: "critical" | "high" | "medium" | "low") =>
    tenants.reduce((total, { figures }) => total + (figures?.differences[of] ?? 0), 0);
  return {
    format: "demarc-review-summary/1",
    ...(shard !== undefined && { shard }),
    tenants,
    sameTenant: sameTenant(entries),
    totals: {
      tenants: tenants.length,
      reviewed: count(({ state }) => state === "reviewed"),
      failed: count(({ state }) => state === "failed"),
      missing: count(({ state }) => state === "missing"),
      differences: { critical: sum("critical"), high: sum("high"), medium: sum("medium"), low: sum("low") },
      reachable: count(({ figures }) => (figures?.providersReachingGlobalAdministrator ?? 0) > 0),
      unread: count(({ figures }) => (figures?.unread ?? 0) > 0),
      overdue: count(({ standing }) => standing?.overdue === true),
    },
  };
}

/** Two folders of one tenant: one of them is a copy that somebody forgot, or names the wrong tenant. */
function sameTenant(entries: readonly EstateEntry[]): EstateSummary["sameTenant"] {
  const known = entries.flatMap(({ tenant, tenantId, result }) => {
    const id = result?.figures?.tenantId ?? tenantId;
    return id === undefined ? [] : [{ tenant, tenantId: id.toLowerCase() }];
  });
  return [...Map.groupBy(known, ({ tenantId }) => tenantId)]
    .filter(([, of]) => of.length > 1)
    .map(([tenantId, of]) => ({ tenantId, folders: of.map(({ tenant }) => tenant).toSorted() }))
    .toSorted((left, right) => (left.tenantId < right.tenantId ? -1 : 1));
}

function rowOf({ tenant, matrix, result }: EstateEntry): EstateRow {
  if (result === undefined) return { tenant, state: "missing", problem: "no shard has left a whole result of it" };
  if (result.matrix !== matrix)
    return { tenant, state: "missing", problem: "its matrix has changed since it was reviewed" };
  const { problem, figures, standing, folder } = result;
  return {
    tenant,
    state: problem === undefined ? "reviewed" : "failed",
    ...(problem !== undefined && { problem }),
    ...(figures !== undefined && { figures }),
    ...(standing !== undefined && { standing }),
    ...(folder !== undefined && { report: `${tenant}/${folder}` }),
  };
}

/** 2 when a tenant has no review, 1 when one has differences, else 0. */
export function statusOf({ totals }: EstateSummary): number {
  if (totals.failed + totals.missing > 0) return 2;
  return Object.values(totals.differences).some((count) => count > 0) ? 1 : 0;
}

/** The JSON Schema of `summary.json`. */
export function summaryJsonSchema(): object {
  return z.toJSONSchema(summarySchema, { target: "draft-7" });
}
