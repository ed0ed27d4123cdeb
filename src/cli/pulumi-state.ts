/** Pulumi's state of a stack: what the deployment has made, and which object of the tenant each of it is. */

import { existsSync } from "node:fs";
import { placeholderId } from "../plan/placeholder-id.ts";
import { type Plan, PlanError } from "../plan/plan.ts";
import { readPlanFile } from "../plan/plan-file.ts";
import { UsageError } from "./errors.ts";
import { pulumiStateFile } from "./pulumi.ts";
import type { Stack } from "./stacks.ts";

/**
 * @param given output of `pulumi stack export`; else the stack's state in files
 * @returns undefined when none is given and there is none in files
 * @throws UsageError for a file that is no state, or that of another stack
 */
export function readPulumiState(stack: Stack | undefined, given: string | undefined, name: string): Plan | undefined {
  const file = given ?? (stack && pulumiStateFile(stack));
  if (file === undefined || (given === undefined && !existsSync(file))) return undefined;
  let state: Plan;
  try {
    state = readPlanFile(file);
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(error.message, "the output of `pulumi stack export`");
    throw error;
  }
  if (state.origin !== "state") {
    throw new UsageError(
      `${file} is a preview: it does not say what is deployed`,
      "the output of `pulumi stack export`",
    );
  }
  if (given !== undefined && state.resources.length > 0 && state.stack !== name) {
    throw new UsageError(
      `${file} is the state of the stack ${state.stack}, not of ${name}: it explains nothing here`,
      `pulumi stack export --stack ${name}`,
    );
  }
  return state;
}

/** Object ids by URN. What was begun and has no id yet has none. */
export function objectIds(state: Plan): ReadonlyMap<string, string> {
  return new Map(
    state.resources
      .filter(({ custom, read, urn, id }) => custom && !read && id !== placeholderId(urn))
      .map(({ urn, id }) => [urn, id]),
  );
}
