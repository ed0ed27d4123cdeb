/**
 * What of Azure's resources is in the tenant already, and what of that azure-native cannot take over. It imports by ARM ids
 * (https://www.pulumi.com/registry/packages/azure-native/api-docs/authorization/roleassignment/#import).
 */

import type { PlannedResource } from "../../plan/plan.ts";
import { typeName } from "../../plan/provider-id.ts";
import { asObject, asText } from "../../tenant/entity.ts";
import { armIdOf, isArm } from "../../tenant/resources/arm.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import type { Existing, InTheWay } from "./own-resources.ts";

/**
 * What the tenant has of each Azure resource of a plan, by URN. An id is the one that the provider would make, not the one that Azure
 * shows: in the case of a resource group's name they may differ, and another name is another resource for the provider, which it
 * would replace.
 */
export function existingInAzure(
  resources: readonly PlannedResource[],
  { collections }: Snapshot,
): ReadonlyMap<string, Existing> {
  const there = new Set(collections.armResources.map(({ id }) => id.toLowerCase()));
  const planned = resources.filter(({ type }) => isArm(type)).map((resource) => ({ resource, id: armIdOf(resource) }));
  const own = new Set(planned.map(({ id }) => id.toLowerCase()));
  const others = collections.armResources.filter(({ id }) => !own.has(id.toLowerCase()));
  return new Map(
    planned.flatMap(({ resource, id }): (readonly [string, Existing])[] => {
      if (there.has(id.toLowerCase())) return [[resource.urn, { id }]];
      const obstacle = obstacles[typeName(resource.type)]?.(resource, id, others);
      return obstacle === undefined ? [] : [[resource.urn, obstacle]];
    }),
  );
}

type Obstacle = (
  resource: PlannedResource,
  id: string,
  others: Snapshot["collections"]["armResources"],
) => InTheWay | undefined;

const obstacles: Readonly<Record<string, Obstacle>> = {
  RoleDefinition: sameName,
  RegistrationDefinition: sameTenant,
};

/** A custom role's name is there once in a tenant (https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-properties). */
function sameName({ inputs }: PlannedResource, _id: string, others: Parameters<Obstacle>[2]): InTheWay | undefined {
  const name = asText(inputs["roleName"]);
  const found = others.find(
    ({ type, properties }) =>
      /\/roledefinitions$/i.test(type) &&
      asText(properties?.["type"])?.toLowerCase() !== "builtinrole" &&
      asText(properties?.["roleName"]) === name,
  );
  if (name === undefined || found === undefined) return undefined;
  return {
    what: `there is a custom role of Azure called ${name} already (${found.id})`,
    remedy: "rename or delete it, or give the role another displayName in the matrix: Azure takes a name once",
  };
}

/**
 * A second offer of a tenant with a principal that the first has takes from people what they had: the first goes before
 * (https://learn.microsoft.com/azure/lighthouse/how-to/update-delegation#remove-the-previous-delegation).
 */
function sameTenant({ inputs }: PlannedResource, id: string, others: Parameters<Obstacle>[2]): InTheWay | undefined {
  const tenantId = managingTenant(inputs);
  const subscription = id.split("/").slice(0, 3).join("/").toLowerCase();
  const found = others.find(
    ({ id: other, type, properties }) =>
      /\/registrationdefinitions$/i.test(type) &&
      other.toLowerCase().startsWith(`${subscription}/`) &&
      tenantId !== undefined &&
      managingTenant({ properties }) === tenantId,
  );
  if (found === undefined) return undefined;
  const name = asText(found.properties?.["registrationDefinitionName"]) ?? found.name;
  return {
    what: `the subscription has an offer of the same tenant already, "${name}" (${found.id})`,
    remedy:
      "end that delegation, then have the deployment make the declared one: with both, people may lose what they have",
  };
}

function managingTenant({ properties }: { readonly properties?: unknown }): string | undefined {
  return asText(asObject(properties)?.["managedByTenantId"])?.toLowerCase();
}

/** Every text in a value that is an ARM id, lower case. */
export function armIdsIn(value: unknown): string[] {
  if (typeof value === "string") return /^\/(subscriptions|providers)\//i.test(value) ? [value.toLowerCase()] : [];
  if (Array.isArray(value)) return value.flatMap(armIdsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(armIdsIn) : [];
}

/**
 * An eligibility is read by what was asked for, and an import asks for nothing
 * (provider/pkg/resources/customresources/custom_pim_eligibility.go of github.com/pulumi/pulumi-azure-native).
 */
export function eligibleAlready(who: string, role: string): InTheWay {
  return {
    what: `${who} is eligible for ${role} there already, and an eligibility in Azure cannot be imported`,
    remedy: "end that eligibility in PIM, then have the deployment make the declared one",
  };
}
