/**
 * What an update's resource validation can see by itself: a role or permission of tier 0 named in the inputs. Everything else
 * about a grant (whose principal it is) only the preview could tell.
 */

import { appPermissions } from "../../src/catalogue/app-permissions.ts";
import { azureRoleTier } from "../../src/catalogue/azure-roles.ts";
import { roleTier } from "../../src/catalogue/entra-roles.ts";

/** Property that names what is granted, by the end of the type token, and whether a value of it is tier 0. */
const grants: readonly {
  readonly type: string;
  readonly property: string;
  readonly isTierZero: (id: string) => boolean;
}[] = [
  { type: ":DirectoryRoleAssignment", property: "roleId", isTierZero: (id) => roleTier(id).tier === 0 },
  {
    type: ":DirectoryRoleEligibilityScheduleRequest",
    property: "roleDefinitionId",
    isTierZero: (id) => roleTier(id).tier === 0,
  },
  { type: ":AppRoleAssignment", property: "appRoleId", isTierZero: (id) => tierZeroAppRoles().has(id.toLowerCase()) },
  { type: ":RoleAssignment", property: "roleDefinitionId", isTierZero: (id) => azureRoleTier(id).grantsAccess },
];

let appRoles: ReadonlySet<string> | undefined;
function tierZeroAppRoles(): ReadonlySet<string> {
  appRoles ??= new Set(appPermissions.filter(({ tier }) => tier === 0).map(({ id }) => id));
  return appRoles;
}

/** The property and value by which a resource grants tier 0, when its inputs show that it does. */
export function visibleTierZeroGrant(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
): { readonly property: string; readonly value: string } | undefined {
  const grant = grants.find((each) => type.endsWith(each.type));
  const value = grant === undefined ? undefined : inputs[grant.property];
  if (grant === undefined || typeof value !== "string" || !grant.isTierZero(value)) return undefined;
  return { property: grant.property, value };
}

/** Packages whose resources can convey access: what they declare needs a verdict before it is created. */
const accessPackages = new Set(["azuread", "azure-native", "azure", "msgraph", "pulumi-nodejs", "command"]);

/** Whether a resource must have been judged by a preview. */
export function needsVerdict(type: string): boolean {
  return accessPackages.has(type.slice(0, type.indexOf(":")));
}
