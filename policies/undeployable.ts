/**
 * What the provider will refuse in the middle of a deployment, with a part of the access made and the rules for it perhaps not yet.
 * No preview of the engine shows it: ids are not known there, and nothing asks the tenant what a lookup would find.
 */

import type { Plan, PlannedLookup } from "../src/plan/plan.ts";
import type { MaterialisedTenant } from "../src/tenant/materialised.ts";
import { misformedIds } from "../src/tenant/resources/id-forms.ts";
import { describeLookup } from "../src/tenant/resources/lookups.ts";
import type { RuleFinding } from "./rule.ts";

/** @param materialised says which lookups mean something that the plan makes */
export function undeployable(plan: Plan, materialised: MaterialisedTenant | undefined): RuleFinding[] {
  return [
    ...misformedIds(plan).map(({ urn, message, remedy }) => ({
      message: `This cannot be deployed as it is: ${message}`,
      resource: urn,
      remedy,
    })),
    ...plan.lookups.filter(({ isAmbiguous }) => isAmbiguous).map((lookup) => ambiguous(lookup, plan)),
    ...plan.lookups
      .filter(({ id, isMissing }) => isMissing && materialised?.assumed.has(id))
      .map((lookup) => missing(lookup, plan)),
  ];
}

/** Only a warning: it may be made between the snapshot and the deployment. */
function missing(lookup: PlannedLookup, plan: Plan): RuleFinding {
  const called = describeLookup(lookup.token, lookup.asked);
  return {
    message: `${called} finds nothing in the tenant: unless that is made before, the deployment ends there.`,
    resource: firstUser(lookup.id, plan) ?? called,
    severity: "warning",
    remedy: "Correct what is asked for, or declare it here.",
  };
}

function ambiguous(lookup: PlannedLookup, plan: Plan): RuleFinding {
  const called = describeLookup(lookup.token, lookup.asked);
  return {
    message: `This cannot be deployed as it is: ${called} fits several objects of the tenant, and the provider refuses to choose one.`,
    resource: firstUser(lookup.id, plan) ?? called,
    remedy: remedies[lookup.token] ?? "Look it up by objectId.",
  };
}

const remedies: Readonly<Record<string, string>> = {
  "azuread:index/getUser:getUser":
    "Look the account up by userPrincipalName (of a guest: name_domain#EXT#@ and the tenant's initial domain) or by objectId.",
};

/** The first resource that what was found goes into: a lookup has no name in the program. */
function firstUser(id: string, { resources }: Plan): string | undefined {
  return resources.find(({ inputs }) => JSON.stringify(inputs).includes(id))?.urn;
}
