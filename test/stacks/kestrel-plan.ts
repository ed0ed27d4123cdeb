/** The example stack Kestrel, planned with a matrix that differs from its own in places. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { projectRoot } from "../support/demarc.ts";
import { edited, kestrelFile } from "../support/matrices.ts";

/** @param folder where the matrix is written, as `name`.yaml */
export function kestrelPlan(
  folder: string,
  snapshot: Snapshot,
  name: string,
  replacements: readonly (readonly [string, string])[],
): Promise<Plan> {
  const matrix = join(folder, `${name}.yaml`);
  writeFileSync(matrix, edited(kestrelFile, ...replacements));
  return planProgram({ directory: projectRoot, stack: "kestrel", config: { matrix }, snapshot });
}

/** Last part of a resource's type. */
export function typeOf({ type }: Pick<PlannedResource, "type">): string {
  return type.slice(type.lastIndexOf(":") + 1);
}
