/**
 * Entitlement management: who can request an access package gets into its groups and roles, and who manages a catalogue decides who
 * may (https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate). Roles of applications that a package gives
 * are that application's business.
 */

import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { ActivationPolicy } from "../activation-policy.ts";
import type { EdgeKind } from "../edge-kinds.ts";
import type { AccessNode, EdgeContext, NewEdge } from "../graph.ts";
import { packageApproval } from "./package-approval.ts";
import { requestors } from "./package-requestors.ts";
import { roleNode } from "./role-node.ts";

/** What a package gives. */
interface Given {
  readonly packageId: string;
  readonly to: AccessNode;
  readonly kind: EdgeKind;
  /** For an eligibility whose activation is approved: by whom, by stage. */
  readonly afterwards: readonly (readonly string[])[] | undefined;
  readonly objectKey: string;
}

/** Reads a catalogue, changes nothing in it; every other role of entitlement management can put people into its packages. */
const catalogReader = "44272f93-9762-48e8-af59-1b5351b1d6b3";

export function accessPackageEdges(context: EdgeContext): void {
  const { accessPackages, accessPackageAssignmentPolicies, accessPackageResourceRoleScopes, accessPackageCatalogs } =
    context.directory.snapshot.collections;
  const given = Map.groupBy(
    accessPackageResourceRoleScopes.flatMap((scope) => givenBy(scope, context)),
    ({ packageId }) => packageId,
  );
  const names = new Map(accessPackages.map((each) => [each.id, asText(each["displayName"]) ?? each.id]));
  for (const policy of accessPackageAssignmentPolicies) {
    const packageId = asText(policy["accessPackageId"]) ?? "";
    for (const { to, kind, afterwards, objectKey } of given.get(packageId) ?? []) {
      for (const from of requestors(policy, context)) {
        context.add({
          from,
          to,
          kind,
          condition: both(packageApproval(policy, from, context), afterwards),
          objectKeys: [policy.id, objectKey, packageId],
          reason: `access package "${names.get(packageId) ?? packageId}"`,
        });
      }
    }
  }
  const packaged = new Set([...given.values()].flat().map(({ to }) => to));
  for (const catalog of accessPackageCatalogs) {
    for (const resource of objectsOf(catalog["accessPackageResources"])) {
      const to = resourceNode(resource, context);
      if (to === undefined) continue;
      packaged.add(to);
      for (const assignment of objectsOf(catalog["roleAssignments"])) {
        if (asText(assignment["roleDefinitionId"])?.toLowerCase() === catalogReader) continue;
        const principal = asText(assignment["principalId"]);
        if (principal === undefined) continue;
        context.add({
          from: context.principal(principal),
          to,
          kind: "administers",
          condition: "standing",
          objectKeys: [assignment["id"], resource["id"], catalog.id].flatMap((id) => asText(id) ?? []),
          reason: `access package catalogue "${asText(catalog["displayName"]) ?? catalog.id}"`,
        });
      }
    }
  }
  for (const to of packaged) {
    context.add({ from: packagesNode(context), to, kind: "includes", condition: "standing", objectKeys: [] });
  }
}

/** What is in the packages and catalogues of the tenant, for whoever manages all of them. */
export function packagesNode(context: EdgeContext): AccessNode {
  return context.other("class", "class:access packages", "every access package");
}

/**
 * A role of a group is called `Member_…`, `Owner_…`, `EligibleMember_…` or `EligibleOwner_…`, with the group's id; one over the directory
 * `Active` or `Eligible` (https://learn.microsoft.com/graph/api/accesspackage-post-accesspackageresourcerolescopes?view=graph-rest-beta).
 */
function givenBy(scope: JsonObject & { readonly id: string }, context: EdgeContext): Given[] {
  const packageId = asText(scope["accessPackageId"]);
  if (packageId === undefined) return [];
  const role = asObject(scope["accessPackageResourceRole"]);
  const where = asObject(scope["accessPackageResourceScope"]);
  const origin = asText(role?.["originId"]) ?? "";
  const { directory, policies } = context;
  const isEligible = /^eligible/i.test(origin);
  const given = { packageId, objectKey: scope.id };
  const [, place, group] = /(Member|Owner)_(.+)/i.exec(origin) ?? [];
  if (place !== undefined && group !== undefined) {
    const isOwner = place.toLowerCase() === "owner";
    const policy = isEligible ? policies.ofGroup(directory.canonical(group), isOwner ? "owner" : "member") : undefined;
    const kind = isOwner ? "can-request-ownership-of" : "can-request-membership-of";
    return [{ ...given, to: context.principal(group), kind, afterwards: stagesOf(policy) }];
  }
  if (![role, where].some((part) => asText(part?.["originSystem"]) === directoryRole)) return [];
  const meaning = directory.role(asText(where?.["originId"]) ?? "");
  const policy = isEligible ? policies.ofRole(meaning.id) : undefined;
  const to = roleNode(context, meaning, directory.scope("/"));
  return [{ ...given, to, kind: "can-request-role", afterwards: stagesOf(policy) }];
}

function stagesOf(policy: ActivationPolicy | undefined): Given["afterwards"] {
  return policy?.approval === true ? policy.approvalStages : undefined;
}

/** https://learn.microsoft.com/entra/id-governance/entitlement-management-roles */
const directoryRole = "DirectoryRole";

/** The group or role that is in a catalogue; undefined for applications and sites. */
function resourceNode(resource: JsonObject, context: EdgeContext): AccessNode | undefined {
  const { directory } = context;
  const origin = asText(resource["originId"]) ?? "";
  const system = asText(resource["originSystem"]);
  if (system === directoryRole) return roleNode(context, directory.role(origin), directory.scope("/"));
  // A group may be one that nothing shows; what holds a role is told by the role.
  return system === "AadGroup" || directory.object(origin)?.kind === "group" ? context.principal(origin) : undefined;
}

/** A request's condition, and the approval of what it gives. */
function both(request: NewEdge["condition"], afterwards: Given["afterwards"]): NewEdge["condition"] {
  if (afterwards === undefined) return request;
  return { approvers: typeof request === "string" ? afterwards : [...request.approvers, ...afterwards] };
}
