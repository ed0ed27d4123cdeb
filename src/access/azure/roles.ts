/** What an Azure role definition means: built-in ones by the catalogue, custom ones by their permissions, others anything. */

import {
  type AzureCapability,
  actAs,
  codeHostTypes,
  generalCapabilities,
  userAssignedIdentityType,
} from "../../catalogue/azure-capabilities.ts";
import { type AzurePermissions, builtInAzureRoles } from "../../catalogue/azure-role-actions.ts";
import { azureRoles } from "../../catalogue/azure-roles.ts";
import type { Tier } from "../../catalogue/tier.ts";
import { asText, objectsOf } from "../../tenant/entity.ts";
import { texts } from "../../tenant/resources/inputs.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";
import { actionPattern } from "./action-pattern.ts";
import { isOfType } from "./read-types.ts";

export interface AzureRole {
  /** The GUID at the end of the definition's id, lower case. */
  readonly id: string;
  readonly name: string;
  readonly kind: "built-in" | "custom" | "unknown";
  readonly tier: Tier;
  /** Of what the role does beside giving roles to others. */
  readonly ownTier: Tier;
  /** ARM id of a custom role's definition. */
  readonly definedBy?: string;
  permits(capability: AzureCapability): boolean;
}

export interface AzureRoleReader {
  /** By a definition's ARM id or its GUID. */
  role(roleDefinitionId: string): AzureRole;
  /** GUIDs of every role that can be told apart: the catalogue's and the tenant's own. */
  readonly known: readonly string[];
}

/** Reads the role definitions among a tenant's resources. Roles are remembered, so one role is one object. */
export function readAzureRoles(resources: readonly ArmResource[]): AzureRoleReader {
  const definitions = new Map(
    resources
      .filter((resource) => isOfType(resource, "microsoft.authorization/roledefinitions"))
      .map((definition) => [roleGuid(definition.id), definition]),
  );
  const found = new Map<string, AzureRole>();
  return {
    role(roleDefinitionId) {
      const id = roleGuid(roleDefinitionId);
      const known = found.get(id);
      if (known) return known;
      const role = builtIn(id) ?? custom(id, definitions.get(id)) ?? unknown(id, definitions.get(id));
      found.set(id, role);
      return role;
    },
    get known() {
      return [...new Set([...azureRoles.keys(), ...builtInAzureRoles().keys(), ...definitions.keys()])];
    },
  };
}

/** The GUID at the end of a role definition's id, in one spelling. */
export function roleGuid(roleDefinitionId: string): string {
  return roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
}

/**
 * How far a built-in role gets whoever holds it: "nowhere" when it allows nothing of what is asked of roles, "into vaults" when all that
 * it allows is to get at what vaults keep. Undefined for every other role, and for one of which nobody has published what it allows.
 */
export function shortReach(roleDefinitionId: string): "nowhere" | "into vaults" | undefined {
  const id = roleGuid(roleDefinitionId);
  const listed = builtInAzureRoles().get(id)?.permissions;
  if (listed === undefined || builtIn(id)?.tier === 0 || azureRoles.get(id)?.grantsAccess === true) return undefined;
  const { actions, dataActions } = listed;
  if (actions.length > 0 || !dataActions.every((action) => vaultData.test(action))) return undefined;
  return dataActions.length === 0 ? "nowhere" : "into vaults";
}

/** Data actions that only `readVault` speaks of. */
const vaultData = /^microsoft\.keyvault\/vaults\//i;

function builtIn(id: string): AzureRole | undefined {
  const judged = azureRoles.get(id);
  const listed = builtInAzureRoles().get(id);
  const name = judged?.name ?? listed?.name;
  if (name === undefined) return undefined;
  // Of one that the catalogue judges nobody may have published the actions.
  const permits = listed ? allows(listed.permissions) : () => true;
  return {
    id,
    name,
    kind: "built-in",
    tier: judged?.tier ?? tierOf(permits),
    ownTier: judged && !judged.grantsAccess ? judged.tier : ownTierOf(permits),
    // Some built-in roles carry a condition in their definition, which the catalogue has looked at.
    permits: remember((capability) =>
      capability === generalCapabilities.grantAccess && judged ? judged.grantsAccess : permits(capability),
    ),
  };
}

/** A definition's permissions are its own, whatever its name says. */
function custom(id: string, definition: ArmResource | undefined): AzureRole | undefined {
  const sets = objectsOf(definition?.properties?.["permissions"]);
  if (sets.length === 0) return undefined;
  const permissions = sets.map(
    (set): AzurePermissions => ({
      actions: texts(set, "actions"),
      notActions: texts(set, "notActions"),
      dataActions: texts(set, "dataActions"),
      notDataActions: texts(set, "notDataActions"),
    }),
  );
  const permits = (capability: AzureCapability) => permissions.some((set) => allows(set)(capability));
  return {
    ...named(id, definition),
    kind: "custom",
    tier: tierOf(permits),
    ownTier: ownTierOf(permits),
    permits: remember(permits),
  };
}

/** Neither the catalogue nor the tenant says what it allows. */
function unknown(id: string, definition: ArmResource | undefined): AzureRole {
  return { ...named(id, definition), kind: "unknown", tier: 0, ownTier: 0, permits: () => true };
}

/** What a delegation without its definition, or an assignment without its properties, gives. */
const notTold = "(not in the snapshot)";

function named(id: string, definition: ArmResource | undefined) {
  const { roleName, name } = definition?.properties ?? {};
  return {
    id,
    name: asText(roleName) || asText(name) || (id === "" ? notTold : `role ${id}`),
    ...(definition && { definedBy: definition.id }),
  };
}

function allows({ actions, notActions, dataActions, notDataActions }: AzurePermissions) {
  const control = { yes: actionPattern(actions), no: actionPattern(notActions) };
  const data = { yes: actionPattern(dataActions), no: actionPattern(notDataActions) };
  const allowed = ({ yes, no }: typeof control, action: string) => yes.test(action) && !no.test(action);
  return (capability: AzureCapability) =>
    capability.actions.some((action) => allowed(control, action)) ||
    capability.dataActions.some((action) => allowed(data, action));
}

/** Gives roles, or runs code as somebody: 0. Everything else may still read what others keep: 1. */
function tierOf(permits: (capability: AzureCapability) => boolean): Tier {
  return permits(generalCapabilities.grantAccess) ? 0 : ownTierOf(permits);
}

function ownTierOf(permits: (capability: AzureCapability) => boolean): Tier {
  return [...codeHostTypes, userAssignedIdentityType].map(actAs).some(permits) ? 0 : 1;
}

function remember(permits: (capability: AzureCapability) => boolean): (capability: AzureCapability) => boolean {
  const answers = new Map<AzureCapability, boolean>();
  return (capability) => {
    const known = answers.get(capability);
    if (known !== undefined) return known;
    const answer = permits(capability);
    answers.set(capability, answer);
    return answer;
  };
}
