/** A snapshot as EntraExporter would have exported that tenant: files by their paths in the folder. */

import { asObject, type JsonObject } from "../../src/tenant/entity.ts";
import type { Collections, Snapshot } from "../../src/tenant/snapshot.ts";

/** Path, and the object that is in the file. */
export type ExportedFile = readonly [path: string, object: JsonObject];

interface Identified {
  readonly id: string;
}

export function entraExporterFiles({ tenantId, collections }: Snapshot): ExportedFile[] {
  const files: ExportedFile[] = [];
  const put = (folder: string, object: Identified) => {
    const { members: _, owners: __, federatedIdentityCredentials: ___, ...own } = asObject(object) ?? {};
    files.push([`${folder}/${object.id}/${object.id}.json`, { "@odata.context": "$metadata", ...own }]);
  };
  const putRelated = (folder: string, of: Identified, name: string, related: readonly Identified[] | undefined) => {
    for (const each of related ?? []) put(`${folder}/${of.id}/${name}`, { ...each });
  };
  files.push(["Organization/Organization.json", { ...collections.organization[0], id: tenantId }]);
  for (const [folder, list] of folders(collections)) for (const object of list) put(folder, object);
  for (const unit of collections.administrativeUnits) putRelated("AdministrativeUnits", unit, "Members", unit.members);
  for (const role of collections.directoryRoles) putRelated("DirectoryRoles", role, "Members", role.members);
  for (const group of collections.groups) {
    // Who is in a dynamic group is not exported.
    if (group.groupTypes?.includes("DynamicMembership") !== true) putRelated("Groups", group, "Members", group.members);
    putRelated("Groups", group, "Owners", group.owners);
  }
  for (const app of collections.applications) putRelated("Applications", app, "Owners", app.owners);
  for (const principal of collections.servicePrincipals) {
    putRelated("ServicePrincipals", principal, "Owners", principal.owners);
  }
  const grants = [
    ["AppRoleAssignments", collections.appRoleAssignments, "principalId"],
    ["AppRoleAssignedTo", collections.appRoleAssignments, "resourceId"],
    ["Oauth2PermissionGrants", collections.oauth2PermissionGrants, "clientId"],
  ] as const;
  for (const [name, list, of] of grants) {
    for (const grant of list) put(`ServicePrincipals/${String(asObject(grant)?.[of])}/${name}`, grant);
  }
  return [...files, ...privileges(collections)];
}

function folders(collections: Collections): readonly (readonly [string, readonly Identified[]])[] {
  return [
    ["Users", collections.users],
    ["Groups", collections.groups],
    ["Applications", collections.applications],
    ["ServicePrincipals", collections.servicePrincipals],
    ["AdministrativeUnits", collections.administrativeUnits],
    ["DirectoryRoles", collections.directoryRoles],
    ["Domains", collections.domains],
    ["SubscribedSkus", collections.subscribedSkus],
    ["Identity/Conditional/AccessPolicies", collections.conditionalAccessPolicies],
    ["Identity/Conditional/NamedLocations", collections.namedLocations],
    ["RoleManagement/Directory/RoleDefinitions", collections.roleDefinitions],
    ["RoleManagement/Directory/RoleAssignments", collections.roleAssignments],
  ];
}

/** PIM: instances with their activation rules, and PowerShell's names for those of groups. */
function privileges(collections: Collections): ExportedFile[] {
  const rulesOf = (policyId: string | null | undefined) =>
    collections.roleManagementPolicies.find(({ id }) => id === policyId)?.rules ?? [];
  const assignmentOf = (scopeId: string, roleDefinitionId: string) =>
    collections.roleManagementPolicyAssignments.find(
      (each) => each.scopeId === scopeId && each.roleDefinitionId === roleDefinitionId,
    );
  const expiry = (schedule: { scheduleInfo?: { expiration?: { endDateTime?: string | null } | null } | null }) =>
    schedule.scheduleInfo?.expiration?.endDateTime ?? null;
  return [
    ...collections.roleAssignmentSchedules.map((schedule): ExportedFile => {
      const { scheduleInfo, ...own } = schedule;
      const folder = "RoleManagement/Directory/RoleAssignmentScheduleInstances";
      const dates = { startDateTime: scheduleInfo?.startDateTime ?? null, endDateTime: expiry(schedule) };
      return [`${folder}/${schedule.id}/${schedule.id}.json`, { ...own, ...dates, principal: null }];
    }),
    ...collections.roleEligibilitySchedules.map((schedule): ExportedFile => {
      const { id, principalId, roleDefinitionId, directoryScopeId, scheduleInfo } = schedule;
      const PolicyID = assignmentOf("/", roleDefinitionId ?? "")?.policyId ?? null;
      return [
        `PIM/DirectoryRoles/${id}.json`,
        {
          id: `${id}-instance`,
          roleEligibilityScheduleId: id,
          principalId,
          roleDefinitionId,
          directoryScopeId,
          startDateTime: scheduleInfo?.startDateTime ?? null,
          endDateTime: expiry(schedule),
          Policy: { RoleName: null, RoleID: roleDefinitionId, PolicyID, Rules: rulesOf(PolicyID) },
        },
      ];
    }),
    ...collections.groupEligibilitySchedules.map((schedule): ExportedFile => {
      const { id, groupId, principalId, accessId, memberType, createdDateTime, scheduleInfo } = schedule;
      const policyId = assignmentOf(groupId ?? "", accessId ?? "")?.policyId;
      return [
        `PIM/Groups/${id}.json`,
        {
          Id: id,
          CreatedDateTime: createdDateTime,
          GroupId: groupId,
          GroupName: "",
          PrincipalId: principalId,
          AccessId: accessId,
          MemberType: memberType,
          ScheduleInfo: scheduleInfo,
          Policy: { id: policyId, rules: rulesOf(policyId) },
        },
      ];
    }),
    ...collections.armResources.flatMap(({ id, type, properties }): ExportedFile[] =>
      type.toLowerCase() === "microsoft.authorization/roleassignments"
        ? [
            [
              `IAM/RoleAssignments/Subscriptions/s/${id.split("/").at(-1)}.json`,
              {
                PrincipalName: "",
                PrincipalId: properties?.["principalId"],
                PrincipalType: properties?.["principalType"],
                RoleDefinitionId: properties?.["roleDefinitionId"],
                Scope: properties?.["scope"],
                ScopeType: "subscription",
              },
            ],
          ]
        : [],
    ),
  ];
}
