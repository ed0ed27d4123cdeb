/** Client ids of a plan's applications that something in the plan says. */

import type { Plan, PlannedResource } from "../../plan/plan.ts";
import { asText, isGuid } from "../entity.ts";

/** Whether a resource is an application, in either of azuread's types. */
export function isApplication({ type }: PlannedResource): boolean {
  return type.endsWith(":Application") || type.endsWith(":ApplicationRegistration");
}

/**
 * Client ids of applications that exist already, by URN: a state file does not give an application's outputs, but what refers to its
 * client id says it.
 */
export function knownClientIds(plan: Plan): ReadonlyMap<string, string> {
  const applications = new Set(plan.resources.filter(isApplication).map(({ urn }) => urn));
  const known = new Map<string, string>();
  if (applications.size === 0) return known;
  for (const { inputs, propertyDependencies } of plan.resources) {
    for (const property of ["clientId", "authorizedClientId"]) {
      const value = asText(inputs[property]);
      const [from, ...more] = propertyDependencies[property] ?? [];
      if (value === undefined || from === undefined || more.length > 0 || !applications.has(from)) continue;
      if (isGuid(value)) known.set(from, value.toLowerCase());
    }
  }
  return known;
}
