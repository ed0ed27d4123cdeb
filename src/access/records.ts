/** Every access a snapshot shows, one record each, under names that plan and tenant share. */

import { delegatedScope } from "../catalogue/app-permissions.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { relationKey } from "../tenant/snapshot.ts";
import { readActivationPolicies } from "./activation-policy.ts";
import { applicationRoleRecords } from "./application-role-records.ts";
import type { Attribution } from "./attribution.ts";
import { azureTier, isAssignmentType, readAzureAssignments } from "./azure/assignments.ts";
import { readVaults } from "./azure/vaults.ts";
import { normalisedLocation, normalisedPolicy, normalisedStrength } from "./conditional-access-settings.ts";
import { credentialRecords } from "./credential-records.ts";
import type { Directory } from "./directory.ts";
import { ownerKey } from "./edges/applications.ts";
import { permissionHoldings, roleHoldings } from "./holdings.ts";
import { identityOf } from "./identity.ts";
import { judgeRoleAt } from "./judge.ts";
import type { AccessRecord, Holding, Party, RecordKind } from "./record.ts";

interface Draft extends Omit<AccessRecord, "key" | "principal" | "scope"> {
  readonly principalId: string;
  readonly scope?: string;
  /** Distinguishes records of the same target name; the target itself unless given. */
  readonly keyTarget?: string;
}

/** Standing access says more than an eligibility for the same thing, and that more than its momentary activation. */
const holdingOrder: readonly Holding[] = ["standing", "on", "eligible", "activated"];

/**
 * The access records of a snapshot. An access that is held in two ways is reported as the stronger one; a key comes several times
 * where several objects have one name. Order: by kind, then as the snapshot lists them.
 */
export function accessRecords(snapshot: Snapshot, attribution: Attribution): AccessRecord[] {
  const { directory } = attribution;
  const drafts = readers.flatMap((read) => read(snapshot, directory, attribution));
  const found = new Map<string, AccessRecord>();
  const granted = grantsFromAudit(snapshot);
  const principals = new Map<string, AccessRecord["principal"]>();
  for (const { principalId, keyTarget, ...draft } of drafts) {
    const principal = principalOf(draft, principalId, attribution, principals);
    const scope = draft.scope ?? "directory";
    const key = `${draft.kind} | ${principal.identity} | ${keyTarget ?? draft.target} | ${scope}`;
    const objects = `${key} | ${principal.id} | ${draft.targetId ?? ""}`;
    const before = found.get(objects);
    if (before && holdingOrder.indexOf(before.held) <= holdingOrder.indexOf(draft.held)) continue;
    const audited = granted.get(`${principal.id} ${draft.target}`.toLowerCase());
    const since = draft.since ?? audited?.since;
    found.set(objects, {
      ...draft,
      key,
      principal,
      scope,
      ...(since !== undefined && { since }),
      ...(audited?.by !== undefined && { grantedBy: audited.by }),
    });
  }
  return [...found.values()];
}

/** Kinds of records whose subject is the thing itself, by what it is. */
const ownTypes: Partial<Record<RecordKind, AccessRecord["principal"]["type"]>> = {
  "conditional-access-policy": "policy",
  "authentication-strength": "policy",
  "named-location": "location",
  "azure-resource": "resource",
};

function principalOf(
  draft: { kind: RecordKind; target: string },
  id: string,
  attribution: Attribution,
  known: Map<string, AccessRecord["principal"]>,
): AccessRecord["principal"] {
  const type = ownTypes[draft.kind];
  if (draft.kind === "activation-rules" && draft.target === id) {
    return { id, identity: `role:${id}`, label: id, type: "resource", party: { kind: "unknown" } };
  }
  if (type === undefined) {
    const before = known.get(id);
    if (before) return before;
    const identity = identityOf(attribution.directory, id);
    const label = attribution.directory.object(id) ? identity.label : (attribution.assumedName(id) ?? identity.label);
    const made = { id, ...identity, label, party: attribution.partyOf(id).party };
    known.set(id, made);
    return made;
  }
  const party: Party = { kind: "unknown" };
  return { id, identity: `${type}:${draft.target}`, label: draft.target, type, party };
}

type Reader = (snapshot: Snapshot, directory: Directory, attribution: Attribution) => Draft[];

const when = (since?: string | null, until?: string | null) => ({
  ...(since && { since }),
  ...(until && { until }),
});

const directoryRoleRecords: Reader = (_snapshot, directory) =>
  roleHoldings(directory).map((holding) => ({
    kind: "directory-role",
    principalId: holding.principal,
    target: holding.role.name,
    // A custom role's id is made up on the declared side.
    keyTarget: holding.role.kind === "built-in" ? holding.role.id : holding.role.name,
    targetId: holding.role.id,
    scope: holding.scope.label,
    held: holding.held,
    tier: judgeRoleAt(holding.role, holding.scope).tier,
    objectKey: holding.objectKeys[0] ?? "",
    ...when(holding.since, holding.until),
  }));

const groupRecords: Reader = (_snapshot, directory) =>
  directory.memberships.map((membership) => ({
    kind: membership.role === "member" ? "group-member" : "group-owner",
    principalId: membership.member,
    target: directory.object(membership.group)?.value.displayName || membership.group,
    targetId: membership.group,
    held: membership.held,
    objectKey: membership.objectKeys[0] ?? "",
    ...when(membership.since, membership.until),
  }));

const applicationOwnerRecords: Reader = ({ collections }) =>
  (["applications", "servicePrincipals"] as const).flatMap((collection) =>
    collections[collection].flatMap((owned) =>
      (owned.owners ?? []).map((owner) => ({
        kind: "application-owner" as const,
        principalId: owner.id,
        target: owned.displayName ?? owned.id,
        targetId: owned.id,
        scope: collection === "applications" ? "app registration" : "service principal",
        held: "standing" as const,
        objectKey: ownerKey(owned.id, owner.id),
      })),
    ),
  );

const applicationPermissionRecords: Reader = (_snapshot, directory) =>
  permissionHoldings(directory).map((holding) => ({
    kind: "application-permission",
    principalId: holding.principal,
    target: holding.name,
    keyTarget: holding.appRoleId,
    targetId: holding.appRoleId,
    scope: holding.resourceName,
    held: "standing",
    tier: holding.judgement.tier,
    objectKey: holding.objectKey,
    ...when(holding.since),
  }));

const delegatedPermissionRecords: Reader = ({ collections }, directory) =>
  collections.oauth2PermissionGrants.flatMap((grant) => {
    const resource = directory.object(grant.resourceId ?? "");
    const appId = resource?.kind === "servicePrincipal" ? (resource.value.appId ?? "") : "";
    const resourceName = resource?.value.displayName ?? grant.resourceId ?? "";
    const whose =
      grant.consentType === "AllPrincipals"
        ? "for everybody"
        : `for ${identityOf(directory, grant.principalId ?? "").identity}`;
    return (grant.scope ?? "").split(/\s+/).flatMap((scope) =>
      scope === ""
        ? []
        : [
            {
              kind: "delegated-permission" as const,
              principalId: grant.clientId ?? "",
              target: scope,
              scope: `${resourceName}, ${whose}`,
              held: "standing" as const,
              // A scope that is not listed cannot change who controls the tenant.
              tier: delegatedScope(appId, scope)?.tier ?? (2 as const),
              objectKey: grant.id,
            },
          ],
    );
  });

const activationRecords: Reader = ({ collections }, directory) => {
  const policies = readActivationPolicies(directory);
  return collections.roleManagementPolicyAssignments.flatMap((assignment) => {
    const isGroup = assignment.scopeType?.startsWith("Directory") !== true;
    const role = assignment.roleDefinitionId ?? "";
    const policy = isGroup
      ? policies.ofGroup(assignment.scopeId ?? "", role === "owner" ? "owner" : "member")
      : policies.ofRole(directory.role(role).id);
    if (!policy) return [];
    const { id, approvalStages, ...rules } = policy;
    const approvers = approvalStages.flat().map((approver) => identityOf(directory, approver).identity);
    return [
      {
        kind: "activation-rules" as const,
        principalId: isGroup ? directory.canonical(assignment.scopeId ?? "") : directory.role(role).name,
        target: isGroup ? role : directory.role(role).name,
        held: "on" as const,
        settings: { ...rules, approvers: approvers.sort() },
        objectKey: id,
      },
    ];
  });
};

const conditionalAccessRecords: Reader = ({ collections }, directory) => [
  ...collections.conditionalAccessPolicies.map((policy) => ({
    kind: "conditional-access-policy" as const,
    principalId: policy.id,
    target: policy.displayName ?? policy.id,
    held: "on" as const,
    settings: normalisedPolicy(policy, directory),
    objectKey: policy.id,
    ...when(policy.createdDateTime),
  })),
  ...collections.namedLocations.map((location) => ({
    kind: "named-location" as const,
    principalId: location.id,
    target: location.displayName ?? location.id,
    held: "on" as const,
    settings: normalisedLocation(location),
    objectKey: location.id,
    ...when(location.createdDateTime),
  })),
  ...collections.authenticationStrengthPolicies
    .filter(({ policyType }) => policyType !== "builtIn")
    .map((strength) => ({
      kind: "authentication-strength" as const,
      principalId: strength.id,
      target: strength.displayName ?? strength.id,
      held: "on" as const,
      settings: normalisedStrength(strength),
      objectKey: strength.id,
      ...when(strength.createdDateTime),
    })),
];

const unitRecords: Reader = ({ collections }) =>
  collections.administrativeUnits.flatMap((unit) =>
    (unit.members ?? []).map((member) => ({
      kind: "administrative-unit-member" as const,
      principalId: member.id,
      target: unit.displayName ?? unit.id,
      targetId: unit.id,
      held: "standing" as const,
      objectKey: relationKey("members", unit.id, member.id),
    })),
  );

const userRecords: Reader = ({ collections }) =>
  collections.users.map((user) => ({
    kind: "user",
    principalId: user.id,
    target: user.userType === "Guest" ? "guest account" : "account",
    keyTarget: "account",
    held: "on",
    settings: { accountEnabled: user.accountEnabled !== false, userType: user.userType ?? "Member" },
    objectKey: user.id,
    ...when(user.createdDateTime),
  }));

const azureRoleRecords: Reader = (_snapshot, directory) => [
  ...readAzureAssignments(directory).all.map((assignment) => ({
    kind: "azure-role" as const,
    principalId: assignment.principal,
    target: assignment.role.name,
    keyTarget: assignment.role.id,
    targetId: assignment.role.id,
    scope: assignment.writtenScope,
    held: assignment.held,
    tier: azureTier(assignment),
    objectKey: assignment.objectKeys[0] ?? "",
    ...when(assignment.since, assignment.until),
  })),
  ...readVaults(directory).flatMap(({ id, policies }) =>
    policies.map(({ principal, permissions, objectKey }) => ({
      kind: "azure-role" as const,
      principalId: principal,
      target: `access policy (${permissions})`,
      scope: id,
      held: "standing" as const,
      tier: 1 as const,
      objectKey,
    })),
  ),
];

const azureResourceRecords: Reader = ({ collections }) =>
  collections.armResources
    // Rules of an activation are in every scope, declared or not; what they are worth is said by the roles that they are about.
    .filter(({ type }) => !isAssignmentType(type) && !/\/rolemanagementpolic/i.test(type))
    .map((resource) => ({
      kind: "azure-resource",
      principalId: resource.id,
      target: `${resource.type} ${resource.name}`,
      scope: "Azure",
      held: "on",
      objectKey: resource.id,
    }));

const readers: readonly Reader[] = [
  directoryRoleRecords,
  groupRecords,
  applicationOwnerRecords,
  applicationPermissionRecords,
  (_snapshot, _directory, attribution) => applicationRoleRecords(attribution),
  delegatedPermissionRecords,
  credentialRecords,
  activationRecords,
  conditionalAccessRecords,
  unitRecords,
  userRecords,
  azureRoleRecords,
  azureResourceRecords,
];

/**
 * Who granted what to whom and when, as the audit log tells: an activity names its targets, the principal first and the role
 * or group by its display name (https://learn.microsoft.com/graph/api/resources/directoryaudit).
 */
function grantsFromAudit(snapshot: Snapshot): Map<string, { since: string; by?: string }> {
  const found = new Map<string, { since: string; by?: string }>();
  for (const audit of snapshot.collections.directoryAudits) {
    if (!/^add /i.test(audit.activityDisplayName ?? "") || !audit.activityDateTime) continue;
    const by = audit.initiatedBy?.user?.userPrincipalName ?? audit.initiatedBy?.app?.displayName;
    const targets = audit.targetResources ?? [];
    const names = targets.flatMap((target) => [
      target.displayName,
      ...(target.modifiedProperties ?? []).map((property) => property.newValue?.replaceAll('"', "")),
    ]);
    for (const { id } of targets) {
      for (const name of names) {
        if (!id || !name) continue;
        found.set(`${id} ${name}`.toLowerCase(), { since: audit.activityDateTime, ...(by && { by }) });
      }
    }
  }
  return found;
}
