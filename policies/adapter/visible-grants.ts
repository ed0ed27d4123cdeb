/**
 * What an update's resource validation can see by itself: a role or permission of tier 0 named in the inputs. Everything else
 * about a grant (whose principal it is) only the preview could tell.
 */

import { appPermissions } from "../../src/catalogue/app-permissions.ts";
import { azureRoleTier } from "../../src/catalogue/azure-roles.ts";
import { roleTier } from "../../src/catalogue/entra-roles.ts";
import { understandingOf } from "../../src/tenant/resources/understanding.ts";

/** A role or permission: tier 0, harmless, or (a custom role, something newer than the catalogue) not in the catalogue. */
type Standing = "tier-zero" | "harmless" | "not-in-catalogue";

const directoryRole = (id: string): Standing => {
  const { tier, known } = roleTier(id);
  return known ? (tier === 0 ? "tier-zero" : "harmless") : "not-in-catalogue";
};
const azureRole = (id: string): Standing => {
  const { grantsAccess, known } = azureRoleTier(id);
  return known ? (grantsAccess ? "tier-zero" : "harmless") : "not-in-catalogue";
};

/** Property that names what is granted, by the end of the type token. */
const grants: readonly {
  readonly type: string;
  readonly property: string;
  readonly standing: (id: string) => Standing;
}[] = [
  { type: ":DirectoryRoleAssignment", property: "roleId", standing: directoryRole },
  { type: ":DirectoryRoleEligibilityScheduleRequest", property: "roleDefinitionId", standing: directoryRole },
  {
    type: ":AppRoleAssignment",
    property: "appRoleId",
    standing: (id) => (tierZeroAppRoles().has(id) ? "tier-zero" : "harmless"),
  },
  { type: ":RoleAssignment", property: "roleDefinitionId", standing: azureRole },
  { type: ":PimRoleEligibilitySchedule", property: "roleDefinitionId", standing: azureRole },
];

let appRoles: ReadonlySet<string> | undefined;
function tierZeroAppRoles(): ReadonlySet<string> {
  appRoles ??= new Set(
    appPermissions()
      .filter(({ tier }) => tier === 0)
      .map(({ id }) => id),
  );
  return appRoles;
}

/** What a resource's inputs show that it grants, when it is a resource that grants something. */
export function visibleGrant(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
): { readonly property: string; readonly value: string; readonly standing: Standing } | undefined {
  const grant = grants.find((each) => type.endsWith(each.type));
  const value = grant === undefined ? undefined : inputs[grant.property];
  if (grant === undefined || typeof value !== "string") return undefined;
  return { property: grant.property, value, standing: grant.standing(value.toLowerCase()) };
}

/** Whether a resource must have been judged by a preview: all but those of which the model knows that they give no access. */
export function needsVerdict(type: string): boolean {
  return understandingOf(type) !== "harmless";
}
