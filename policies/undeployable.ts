/**
 * What the provider will refuse in the middle of a deployment, with a part of the access made and the rules for it perhaps not yet.
 * No preview of the engine shows it: ids are not known there, and nothing asks the tenant what a lookup would find.
 */

import { isOfType } from "../src/access/azure/read-types.ts";
import { type AzureRole, readAzureRoles } from "../src/access/azure/roles.ts";
import { builtInAzureRoles } from "../src/catalogue/azure-role-actions.ts";
import type { Plan, PlannedLookup } from "../src/plan/plan.ts";
import { asText, objectsOf } from "../src/tenant/entity.ts";
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
    ...notDelegable(materialised),
    ...plan.lookups.filter(({ isAmbiguous }) => isAmbiguous).map((lookup) => ambiguous(lookup, plan)),
    ...plan.lookups
      .filter(({ id, isMissing }) => isMissing && materialised?.assumed.has(id))
      .map((lookup) => missing(lookup, plan)),
  ];
}

/** Roles that Azure refuses to delegate (https://learn.microsoft.com/azure/lighthouse/concepts/tenants-users-roles#role-support-for-azure-lighthouse). */
function notDelegable(materialised: MaterialisedTenant | undefined): RuleFinding[] {
  if (materialised === undefined) return [];
  const { armResources } = materialised.snapshot.collections;
  const roles = readAzureRoles(armResources);
  return armResources
    .filter((each) => isOfType(each, "microsoft.managedservices/registrationdefinitions"))
    .flatMap(({ id, properties = {} }): RuleFinding[] => {
      const resource = materialised.declaredBy.get(id);
      if (resource === undefined) return [];
      const authorizations = ["authorizations", "eligibleAuthorizations"].flatMap((list) =>
        objectsOf(properties[list]),
      );
      const refused = authorizations.flatMap(
        ({ roleDefinitionId }) => whyNotDelegable(roles.role(asText(roleDefinitionId) ?? "")) ?? [],
      );
      return [...new Set(refused)].map((why) => ({
        message: `This cannot be deployed as it is: Azure Lighthouse does not delegate ${why}.`,
        resource,
        remedy:
          "Delegate a built-in role without data actions, or give this one to a group of your own tenant that the provider's guests are eligible for.",
      }));
    });
}

function whyNotDelegable({ id, name, kind }: AzureRole): string | undefined {
  if (kind === "built-in" && name === "Owner") return name;
  if (kind === "custom") return `custom roles such as ${name}`;
  return builtInAzureRoles().get(id)?.hasDataActions === true ? `${name}, which has data actions` : undefined;
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
