/** A snapshot as AzureHound would have exported that tenant: ids and names in capitals, nothing that is false or empty. */

import { asObject, type JsonObject, objectsOf } from "../../src/tenant/entity.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";

export interface AzureHoundRecord {
  readonly kind: string;
  readonly data: JsonObject;
}

/** As `sinks/file.go` writes it: a record a line, then how many there were. */
export function azureHoundFile(records: readonly AzureHoundRecord[]): string {
  const lines = records.map((record) => `\t\t${JSON.stringify(record)}`).join(",\n");
  return `{\n\t"data": [\n${lines}\n\t],\n\t"meta": {"type":"azure","version":5,"count":${records.length}}\n}\n`;
}

export function azureHoundRecords({ tenantId, collections }: Snapshot): AzureHoundRecord[] {
  const [organisation] = collections.organization;
  const tenantName = upper(organisation?.displayName ?? "");
  const own = { tenantId: upper(tenantId), tenantName };
  const record = (kind: string, data: JsonObject): AzureHoundRecord => ({ kind, data });
  const object = (kind: string, value: object, { members: _, owners: __, ...rest }: JsonObject = { ...value }) =>
    record(kind, { ...filled(rest), ...capitals(rest), ...own });
  const related = (value: { readonly id: string }) => ({ ...value, id: upper(value.id) });
  const units = new Map(collections.administrativeUnits.map(({ id, displayName }) => [id, displayName ?? ""]));
  const clientIds = new Map(collections.applications.map(({ id, appId }) => [id, appId ?? ""]));
  const assignments = Map.groupBy(collections.roleAssignments, ({ roleDefinitionId }) => roleDefinitionId ?? "");
  const roles = new Set([...collections.roleDefinitions.map(({ id }) => id), ...assignments.keys()]);
  const domains = (organisation?.verifiedDomains ?? []).flatMap(({ name }) => name ?? []);
  return [
    record("AZTenant", {
      ...own,
      id: upper(`/tenants/${tenantId}`),
      displayName: tenantName,
      defaultDomain: domains[0] ?? "",
      domains,
      tenantCategory: "Home",
      collected: true,
    }),
    ...collections.users.map((user) => object("AZUser", user)),
    ...collections.groups.flatMap((group) => {
      const groupId = upper(group.id);
      return [
        object("AZGroup", group),
        record("AZGroupMember", {
          groupId,
          members: (group.members ?? []).map((member) => ({ member: related(member), groupId })),
        }),
        record("AZGroupOwner", {
          groupId,
          owners: group.owners?.map((owner) => ({ owner: related(owner), groupId })) ?? null,
        }),
      ];
    }),
    // Owners and credentials may come before the application they are of.
    ...collections.applications.map(({ id, owners = [] }) =>
      record("AZAppOwner", {
        appId: upper(clientIds.get(id) ?? ""),
        owners: owners.map((owner) => ({ owner: related(owner), appId: upper(id) })),
      }),
    ),
    ...collections.applications.map(({ id, federatedIdentityCredentials = [] }) => {
      const appId = upper(clientIds.get(id) ?? "");
      return record("AZFederatedIdentityCredential", {
        ...own,
        appId,
        fics: federatedIdentityCredentials.map((fic) => ({ fic: related(fic), appId })),
      });
    }),
    ...collections.applications.map(({ federatedIdentityCredentials: _, ...app }) => object("AZApp", app)),
    ...collections.servicePrincipals.flatMap((principal) => [
      object("AZServicePrincipal", principal),
      record("AZServicePrincipalOwner", {
        servicePrincipalId: upper(principal.id),
        owners: (principal.owners ?? []).map((owner) => ({
          owner: related(owner),
          servicePrincipalId: upper(principal.id),
        })),
      }),
    ]),
    ...collections.appRoleAssignments.map((assignment) =>
      record("AZAppRoleAssignment", {
        ...assignment,
        principalId: upper(assignment.principalId ?? ""),
        resourceId: upper(assignment.resourceId ?? ""),
        appId: "",
        tenantId: own.tenantId,
      }),
    ),
    ...collections.roleDefinitions.map((role) => object("AZRole", role)),
    ...[...roles].map((roleDefinitionId) =>
      record("AZRoleAssignment", {
        roleDefinitionId: upper(roleDefinitionId),
        tenantId: own.tenantId,
        roleAssignments:
          assignments.get(roleDefinitionId)?.map((assignment) => ({
            id: assignment.id,
            roleDefinitionId: upper(roleDefinitionId),
            principalId: upper(assignment.principalId ?? ""),
            ...writtenScope(assignment.directoryScopeId ?? "/", clientIds, units),
          })) ?? null,
      }),
    ),
    ...collections.roleEligibilitySchedules.map((schedule) =>
      record("AZRoleEligibilityScheduleInstance", {
        id: upper(schedule.id),
        roleDefinitionId: upper(schedule.roleDefinitionId ?? ""),
        principalId: upper(schedule.principalId ?? ""),
        directoryScopeId: upper(schedule.directoryScopeId ?? "/"),
        startDateTime: schedule.scheduleInfo?.startDateTime,
        tenantId: own.tenantId,
      }),
    ),
    ...collections.roleManagementPolicyAssignments.flatMap((assignment) =>
      assignment.scopeType?.startsWith("Directory") === true
        ? [
            record("AZRoleManagementPolicyAssignment", {
              id: upper(assignment.id),
              roleDefinitionId: upper(assignment.roleDefinitionId ?? ""),
              policyId: assignment.policyId,
              policy: {
                id: assignment.policyId,
                rules: collections.roleManagementPolicies.find(({ id }) => id === assignment.policyId)?.rules,
              },
              tenantId: own.tenantId,
            }),
          ]
        : [],
    ),
    ...azureRecords(collections.armResources, own.tenantId),
  ];
}

const upper = (text: string) => text.toUpperCase();

/** Every scope but the directory becomes a slash and the application's client id, which a unit has none of. */
function writtenScope(
  scope: string,
  clientIds: ReadonlyMap<string, string>,
  units: ReadonlyMap<string, string>,
): JsonObject {
  if (scope === "/") return { directoryScopeId: "/", directoryScope: { id: "" } };
  const id = scope.slice(scope.lastIndexOf("/") + 1);
  const appId = clientIds.get(id) ?? "";
  return {
    directoryScopeId: upper(`/${appId}`),
    directoryScope: { id, ...(appId !== "" && { appId }), displayName: units.get(id) },
  };
}

/** Without what is false, empty or null, as Go's `omitempty` leaves it out. */
function filled(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, each]) => each !== null && each !== "" && each !== false && !(Array.isArray(each) && each.length === 0),
    ),
  );
}

function capitals(value: JsonObject): JsonObject {
  const written = ["id", "appId", "appOwnerOrganizationId", "displayName"];
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      written.includes(name) && typeof each === "string" ? [[name, upper(each)]] : [],
    ),
  );
}

const azureKinds: Readonly<Record<string, string>> = {
  "microsoft.resources/subscriptions": "AZSubscription",
  "microsoft.management/managementgroups": "AZManagementGroup",
  "microsoft.resources/resourcegroups": "AZResourceGroup",
  "microsoft.resources/subscriptions/resourcegroups": "AZResourceGroup",
  "microsoft.compute/virtualmachines": "AZVM",
  "microsoft.keyvault/vaults": "AZKeyVault",
};

function azureRecords(resources: Snapshot["collections"]["armResources"], tenantId: string): AzureHoundRecord[] {
  return resources.flatMap((resource): AzureHoundRecord[] => {
    const type = resource.type.toLowerCase();
    if (type === "microsoft.authorization/roleassignments") {
      const properties = resource.properties ?? {};
      const scope = String(properties["scope"] ?? "");
      const subscriptionId = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? scope;
      const written = {
        ...resource,
        properties: {
          ...properties,
          scope: upper(scope),
          principalId: upper(String(properties["principalId"])),
        },
      };
      return [
        {
          kind: "AZSubscriptionRoleAssignment",
          data: { subscriptionId, roleAssignments: [{ roleAssignment: written, subscriptionId }] },
        },
      ];
    }
    const kind = azureKinds[type];
    if (kind === undefined) return [];
    const identity = asObject(resource.identity);
    return [{ kind, data: { ...resource, id: upper(resource.id), tenantId, ...(identity && { identity }) } }];
  });
}

/** Elements of all records of a kind. */
export function recordsOf(records: readonly AzureHoundRecord[], kind: string): readonly JsonObject[] {
  return objectsOf(records.filter((each) => each.kind === kind).map(({ data }) => data));
}
