/**
 * Entitlement management: who can request an access package gets into its groups and roles, and who manages a catalogue decides who
 * may (https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate). Roles of applications that a package gives
 * are that application's business.
 */

import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
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
  /** For an eligibility: what activating it takes. */
  readonly afterwards: NewEdge["condition"];
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
          objectKeys: [asText(assignment["id"]) ?? "", asText(resource["id"]) ?? "", catalog.id],
          reason: `access package catalogue "${asText(catalog["displayName"]) ?? catalog.id}"`,
        });
      }
    }
  }
  const everyPackage = packaged.size > 0 ? packagesNode(context) : undefined;
  for (const to of everyPackage ? packaged : []) {
    if (everyPackage) context.add({ from: everyPackage, to, kind: "includes", condition: "standing", objectKeys: [] });
  }
}

/** What is in the packages and catalogues of the tenant, for whoever manages all of them. */
export function packagesNode(context: EdgeContext): AccessNode {
  return context.other("class", "class:access packages", "every access package");
}

function givenBy(scope: JsonObject & { readonly id: string }, context: EdgeContext): Given[] {
  const packageId = asText(scope["accessPackageId"]);
  const role = asObject(scope["accessPackageResourceRole"]);
  const origin = asText(role?.["originId"]) ?? "";
  if (packageId === undefined) return [];
  const group = /^(Member|Owner)_(.+)$/i.exec(origin);
  if (group?.[1] && group[2]) {
    const owner = group[1].toLowerCase() === "owner";
    return [
      {
        packageId,
        to: context.principal(group[2]),
        kind: owner ? "can-request-ownership-of" : "can-request-membership-of",
        afterwards: "standing",
        objectKey: scope.id,
      },
    ];
  }
  const where = asObject(scope["accessPackageResourceScope"]);
  if (asText(role?.["originSystem"]) !== directoryRole && asText(where?.["originSystem"]) !== directoryRole) return [];
  const meaning = context.directory.role(asText(where?.["originId"]) ?? "");
  const { policies } = context;
  const policy = /^eligible/i.test(origin) ? policies.ofRole(meaning.id) : undefined;
  return [
    {
      packageId,
      to: roleNode(context, meaning, context.directory.scope("/")),
      kind: "can-request-role",
      afterwards: policy?.approval === true ? { approvers: policy.approvalStages } : "standing",
      objectKey: scope.id,
    },
  ];
}

/** https://learn.microsoft.com/entra/id-governance/entitlement-management-roles */
const directoryRole = "DirectoryRole";

/** The group or role that is in a catalogue; undefined for applications and sites. */
function resourceNode(resource: JsonObject, context: EdgeContext): AccessNode | undefined {
  const origin = asText(resource["originId"]);
  if (origin === undefined) return undefined;
  if (asText(resource["originSystem"]) === directoryRole) {
    return roleNode(context, context.directory.role(origin), context.directory.scope("/"));
  }
  return context.directory.object(origin)?.kind === "group" ? context.principal(origin) : undefined;
}

/** Two conditions that both have to be met. */
function both(one: NewEdge["condition"], other: NewEdge["condition"]): NewEdge["condition"] {
  if (typeof one === "string") return typeof other === "string" ? one : other;
  return typeof other === "string" ? one : { approvers: [...one.approvers, ...other.approvers] };
}
