/** References of a plan that point to nothing anybody can see yet, in resources that grant access. */

import { readAzureRoles } from "../src/access/azure/roles.ts";
import type { AccessGraph } from "../src/access/graph.ts";
import { judgeRole } from "../src/access/judge.ts";
import { oncePer } from "../src/access/once.ts";
import { reachTo } from "../src/access/search.ts";
import { appPermissions, appPermissionTier } from "../src/catalogue/app-permissions.ts";
import { generalCapabilities } from "../src/catalogue/azure-capabilities.ts";
import { isUnknown, type PlannedResource } from "../src/plan/plan.ts";
import { unversioned } from "../src/tenant/resources/arm.ts";
import type { RuleContext } from "./rule.ts";

export interface UnresolvedGrant {
  readonly urn: string;
  readonly property: string;
  /** Whether what is given is tier 0; `maybe` when that is what is not known. */
  readonly tierZero: "yes" | "no" | "maybe";
  /** What is given, in words. */
  readonly what: string;
}

interface GrantShape {
  /** Inputs that say who gets it. */
  readonly principal: readonly string[];
  /** Inputs that say what is given. */
  readonly grant: readonly string[];
  /** Tier 0 or not, from what is known. */
  readonly judge: (resource: PlannedResource, context: RuleContext) => Judged;
}

type Judged = Pick<UnresolvedGrant, "tierZero" | "what">;

/** Resources that grant access, by type: the azuread ones that the model understands. */
const grantShapes: Readonly<Record<string, GrantShape>> = {
  "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment": {
    principal: ["principalObjectId"],
    grant: ["roleId"],
    judge: ({ inputs }, context) => judgeRoleInput(inputs["roleId"], context),
  },
  "azuread:index/directoryRoleMember:DirectoryRoleMember": {
    principal: ["memberObjectId"],
    grant: ["roleObjectId"],
    judge: ({ inputs }, context) => judgeRoleInput(inputs["roleObjectId"], context),
  },
  "azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest": {
    principal: ["principalId"],
    grant: ["roleDefinitionId"],
    judge: ({ inputs }, context) => judgeRoleInput(inputs["roleDefinitionId"], context),
  },
  "azuread:index/appRoleAssignment:AppRoleAssignment": {
    principal: ["principalObjectId"],
    grant: ["appRoleId", "resourceObjectId"],
    judge: ({ inputs }) => {
      const id = text(inputs["appRoleId"]);
      const permission = appPermissions().find((candidate) => candidate.id === id.toLowerCase());
      const tier = permission ? appPermissionTier(permission.resourceAppId, permission.id).tier : 2;
      return { tierZero: tier === 0 ? "yes" : "no", what: permission?.value ?? `app role ${id}` };
    },
  },
  "azuread:index/groupMember:GroupMember": {
    principal: ["memberObjectId"],
    grant: ["groupObjectId"],
    judge: ({ inputs }, context) => judgeGroup(inputs["groupObjectId"], context),
  },
  "azuread:index/group:Group": {
    principal: ["members", "owners"],
    grant: [],
    judge: ({ id }, context) => judgeGroup(id, context),
  },
  "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule": {
    principal: ["principalId"],
    grant: ["groupId"],
    judge: ({ inputs }, context) => judgeGroup(inputs["groupId"], context),
  },
  "azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule": {
    principal: ["principalId"],
    grant: ["groupId"],
    judge: ({ inputs }, context) => judgeGroup(inputs["groupId"], context),
  },
  "azure-native:authorization:RoleAssignment": {
    principal: ["principalId"],
    grant: ["roleDefinitionId"],
    judge: ({ inputs }, context) => judgeAzureRole(inputs["roleDefinitionId"], context),
  },
  "azure-native:authorization:PimRoleEligibilitySchedule": {
    principal: ["principalId"],
    grant: ["roleDefinitionId"],
    judge: ({ inputs }, context) => judgeAzureRole(inputs["roleDefinitionId"], context),
  },
};

/** Every unresolved end of a grant. Unresolved references of resources that grant nothing are not here. */
export function unresolvedGrants(context: RuleContext): UnresolvedGrant[] {
  const unresolved = Map.groupBy(context.materialised?.unresolved ?? [], ({ urn }) => urn);
  return (context.plan?.resources ?? []).flatMap((resource): UnresolvedGrant[] => {
    const properties = unresolved.get(resource.urn)?.map(({ property }) => property);
    return properties ? unresolvedEnds(resource, properties, context) : [];
  });
}

function unresolvedEnds(
  resource: PlannedResource,
  properties: readonly string[],
  context: RuleContext,
): UnresolvedGrant[] {
  const shape = grantShapes[unversioned(resource.type)];
  if (shape === undefined) return [];
  const open = properties.map(inputOf);
  const isOpen = shape.grant.some((input) => isUnknown(resource.inputs[input]) || open.includes(input));
  const judged: Judged = isOpen ? { tierZero: "maybe", what: "access" } : shape.judge(resource, context);
  const ends = [...shape.grant, ...shape.principal];
  return properties.flatMap((property) =>
    ends.includes(inputOf(property)) ? [{ urn: resource.urn, property, ...judged }] : [],
  );
}

/** The input that a path such as `members.0` is in. */
function inputOf(property: string): string {
  return property.split(".")[0] ?? property;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function judgeRoleInput(value: unknown, context: RuleContext): Judged {
  const role = context.attribution.directory.role(text(value));
  return { tierZero: judgeRole(role).tier === 0 ? "yes" : "no", what: role.name };
}

/** In Azure the grant that must not go to somebody unknown is the one that lets them give roles. */
function judgeAzureRole(value: unknown, context: RuleContext): Judged {
  const role = readAzureRoles(context.snapshot.collections.armResources).role(text(value));
  return { tierZero: role.permits(generalCapabilities.grantAccess) ? "yes" : "no", what: `${role.name} in Azure` };
}

function judgeGroup(value: unknown, context: RuleContext): Judged {
  const { directory } = context.attribution;
  const id = directory.canonical(text(value));
  const node = context.graph.node(id);
  const reaches = node !== undefined && tierZeroReach(context.graph).condition(node) !== undefined;
  const name = directory.object(id)?.value.displayName ?? id;
  return { tierZero: reaches ? "yes" : "no", what: `membership in group "${name}"` };
}

const tierZeroReach = oncePer((graph: AccessGraph) => reachTo(graph, [graph.tierZero]));
