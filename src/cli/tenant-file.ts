/** The embedded tenant of a stack: one file in the stack's workspace, made on first use. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadMatrix } from "../matrix/load.ts";
import { type OpenTenant, openTenant } from "../tenant/persistence.ts";
import { companySeed, emptyCompany } from "../tenant/seed/company.ts";
import { seedHarbour } from "../tenant/seed/harbour.ts";
import { scaledTenant, scaleProviders } from "../tenant/seed/scale/scale.ts";
import { readSnapshot } from "../tenant/snapshot-file.ts";
import { EmbeddedTenant } from "../tenant/tenant.ts";
import type { Stack } from "./stacks.ts";

/** What a tenant starts as. */
export type Seed =
  | { readonly kind: "company" }
  | { readonly kind: "empty" }
  | { readonly kind: "snapshot"; readonly file: string }
  /** The company's own, and a crowd around it. */
  | { readonly kind: "scale"; readonly users: number };

/** The tenant file of a stack. */
export function tenantFile(stack: Stack): string {
  return join(stack.workspace, "tenant.sqlite");
}

/**
 * The stack's tenant, from its file; made from the seed when there is none yet.
 * @throws TenantFileError when the file cannot be used
 */
export function openStackTenant(stack: Stack, seed: Seed = { kind: "company" }): OpenTenant {
  mkdirSync(stack.workspace, { recursive: true });
  return openTenant(tenantFile(stack), () => newTenant(stack, seed));
}

/** A tenant in memory, from the seed. */
export function newTenant(stack: Stack, seed: Seed): EmbeddedTenant {
  if (seed.kind === "snapshot") return EmbeddedTenant.fromSnapshot(readSnapshot(seed.file));
  // Harbour has a history to review; any other company starts with the people and groups its matrix names.
  if (seed.kind === "company" && stack.name === "harbour") return EmbeddedTenant.fromSnapshot(seedHarbour());
  const { matrix } = loadMatrix(stack.matrixFile);
  if (seed.kind === "empty") return emptyCompany(matrix);
  if (seed.kind === "company") return EmbeddedTenant.fromSnapshot(companySeed(matrix));
  const base = stack.name === "harbour" ? seedHarbour() : companySeed(matrix);
  return scaledTenant(base, { users: seed.users, providers: scaleProviders(matrix) }).tenant;
}
