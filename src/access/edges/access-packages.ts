/**
 * Entitlement management: who can request an access package gets into its groups, and who manages a catalogue decides who may
 * (https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate).
 */

import { asList, asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { AccessNode, EdgeContext, NewEdge } from "../graph.ts";
import { isProvider } from "../party.ts";

/** A group that a package gives, as member or owner. */
interface Given {
  readonly group: string;
  readonly as: "member" | "owner";
  readonly objectKey: string;
}

/** Reads a catalogue, changes nothing in it; every other role of entitlement management can put people into its packages. */
const catalogReader = "44272f93-9762-48e8-af59-1b5351b1d6b3";

export function accessPackageEdges(context: EdgeContext): void {
  const { accessPackages, accessPackageAssignmentPolicies, accessPackageResourceRoleScopes, accessPackageCatalogs } =
    context.directory.snapshot.collections;
  const given = Map.groupBy(
    accessPackageResourceRoleScopes.flatMap((scope) => givenBy(scope)),
    ({ packageId }) => packageId,
  );
  const names = new Map(accessPackages.map((each) => [each.id, asText(each["displayName"]) ?? each.id]));
  for (const policy of accessPackageAssignmentPolicies) {
    const packageId = asText(policy["accessPackageId"]) ?? "";
    for (const { group, as, objectKey } of given.get(packageId) ?? []) {
      for (const from of requestors(policy, context)) {
        context.add({
          from,
          to: context.principal(group),
          kind: as === "owner" ? "can-request-ownership-of" : "can-request-membership-of",
          condition: approval(policy, context),
          objectKeys: [policy.id, objectKey, packageId],
          reason: `access package "${names.get(packageId) ?? packageId}"`,
        });
      }
    }
  }
  for (const catalog of accessPackageCatalogs) {
    for (const assignment of objectsOf(catalog["roleAssignments"])) {
      if (asText(assignment["roleDefinitionId"])?.toLowerCase() === catalogReader) continue;
      const principal = asText(assignment["principalId"]);
      if (principal === undefined) continue;
      for (const resource of objectsOf(catalog["accessPackageResources"])) {
        const group = asText(resource["originId"]);
        if (group === undefined || context.directory.object(group)?.kind !== "group") continue;
        context.add({
          from: context.principal(principal),
          to: context.principal(group),
          kind: "administers",
          condition: "standing",
          objectKeys: [asText(assignment["id"]) ?? "", asText(resource["id"]) ?? "", catalog.id],
          reason: `access package catalogue "${asText(catalog["displayName"]) ?? catalog.id}"`,
        });
      }
    }
  }
}

function givenBy(scope: JsonObject & { readonly id: string }): (Given & { readonly packageId: string })[] {
  const packageId = asText(scope["accessPackageId"]);
  const role = asText(asObject(scope["accessPackageResourceRole"])?.["originId"]);
  const match = /^(Member|Owner)_(.+)$/i.exec(role ?? "");
  if (packageId === undefined || !match?.[1] || !match[2]) return [];
  return [
    { packageId, group: match[2], as: match[1].toLowerCase() === "owner" ? "owner" : "member", objectKey: scope.id },
  ];
}

/** Who a policy lets ask (https://learn.microsoft.com/graph/api/resources/requestorsettings?view=graph-rest-beta). */
function requestors(policy: JsonObject, context: EdgeContext): AccessNode[] {
  const settings = asObject(policy["requestorSettings"]);
  if (settings?.["acceptRequests"] !== true) return [];
  switch (asText(settings["scopeType"])?.toLowerCase()) {
    case "specificdirectorysubjects":
      return objectsOf(settings["allowedRequestors"]).flatMap((subject) => {
        const id = asText(subject["id"]);
        return id === undefined ? [] : [context.principal(id)];
      });
    case "allexistingdirectorymemberusers":
      return providerUsers(context, ({ userType }) => userType !== "Guest");
    case "allexistingdirectorysubjects":
      return [...providerUsers(context, () => true), ...organisations(context)];
    case "allexternalsubjects":
      return organisations(context);
    case "specificconnectedorganizationsubjects":
    case "allexistingconnectedorganizationsubjects":
    case "allconfiguredconnectedorganizationsubjects":
      return [
        context.other("external", "external:connected organisations", "anybody of a connected organisation", {
          kind: "unknown",
        }),
      ];
    default:
      return [];
  }
}

function providerUsers(
  { directory, attribution, principal }: EdgeContext,
  accepts: (user: EdgeContext["directory"]["snapshot"]["collections"]["users"][number]) => boolean,
): AccessNode[] {
  return directory.snapshot.collections.users
    .filter((user) => accepts(user) && isProvider(attribution.partyOf(user.id).party))
    .map(({ id }) => principal(id));
}

/** The providers' people who are no guests yet, or whom nothing shows. */
function organisations({ attribution, other }: EdgeContext): AccessNode[] {
  return Object.entries(attribution.matrix.providers).map(([key, { name }]) =>
    other("external", `external:anybody of ${key}`, `anybody of ${name}`, { kind: "provider", provider: key }),
  );
}

function approval(policy: JsonObject, { directory }: EdgeContext): NewEdge["condition"] {
  const settings = asObject(policy["requestApprovalSettings"]);
  if (settings?.["isApprovalRequired"] !== true) return "self-activation";
  const approvers = objectsOf(settings["approvalStages"]).map((stage) =>
    [
      ...asList(stage["primaryApprovers"]),
      ...(stage["isEscalationEnabled"] === true ? asList(stage["escalationApprovers"]) : []),
    ].map((approver) => directory.canonical(asText(asObject(approver)?.["id"]) ?? "")),
  );
  return { approvers };
}
