/** Whatever a snapshot holds, the tenant made from it serves: read back through Graph and Resource Manager, it is the same. */

import { describe, expect, test } from "vitest";
import { graphClient } from "../../src/review/collect/client.ts";
import { collectSnapshot } from "../../src/review/collect/collect-snapshot.ts";
import { asObject, type Entity, objectsOf, referencesOf } from "../../src/tenant/entity.ts";
import type { MisbehaviourOptions } from "../../src/tenant/misbehaviour.ts";
import { harbourToday, seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { scaledTenant } from "../../src/tenant/seed/scale/scale.ts";
import { type CollectionName, emptySnapshot, type Snapshot } from "../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { tenantFetch } from "../../src/tenant/tenant-fetch.ts";
import { Contoso, start, tenantId } from "./contoso.ts";

/** Reads a tenant page by page. */
class Reader {
  readonly #contoso: Contoso;
  constructor(tenant: EmbeddedTenant, now: string) {
    this.#contoso = new Contoso(tenant);
    this.#contoso.now = now;
  }

  list(path: string): Entity[] {
    const found: Entity[] = [];
    let next: string | undefined = path;
    while (next !== undefined) {
      const page = this.#contoso.ok("GET", next);
      found.push(...(page["value"] as Entity[]));
      const link = page["@odata.nextLink"] ?? page["nextLink"];
      next = link === undefined ? undefined : String(link).replace(/^https:\/\/[^/]+/, "");
    }
    return found;
  }

  one(path: string): Entity | undefined {
    const answer = this.#contoso.send("GET", path);
    return answer.status === 200 ? (asObject(answer.body) as Entity) : undefined;
  }

  references(path: string): Entity[] {
    const found = this.list(path).map((each) => ({ "@odata.type": each["@odata.type"], id: each.id }));
    return found.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** A list, each object with relations that have an address of their own. */
  with(path: string, ...relations: readonly ("members" | "owners")[]): Entity[] {
    const detail = (each: Entity) =>
      Object.fromEntries(
        relations.map((name) => [name, this.references(`${path}/${each.id}/${name}?$select=id&$top=7`)]),
      );
    return this.list(`${path}?$top=50`).map((each) => ({ ...each, ...detail(each) }));
  }
}

const roles = "/beta/roleManagement/directory";
const governance = "/beta/identityGovernance/entitlementManagement";
const pim = "/beta/identityGovernance/privilegedAccess/group";

type Read = (reader: Reader, snapshot: Snapshot) => readonly Entity[];
const listed =
  (path: string): Read =>
  (reader) =>
    reader.list(path);

/** PIM of groups is listed group by group. */
const ofGroups =
  (path: string): Read =>
  (reader, { collections }) =>
    collections.groups.flatMap(({ id }) => reader.list(`${path}?$filter=groupId eq '${id}'`));

/** Of policies that nobody changed, Graph shows more than a snapshot has: those of every role. */
const policies =
  (path: string, collection: "roleManagementPolicies" | "roleManagementPolicyAssignments", expand: string): Read =>
  (reader, { collections }) => {
    const known = new Set(collections[collection].map(({ id }) => id));
    const scopes = new Set(
      (collections[collection] as readonly Entity[]).map((each) => `${each["scopeId"]} ${each["scopeType"]}`),
    );
    return [...scopes].flatMap((scope) => {
      const [scopeId, scopeType] = scope.split(" ");
      return reader
        .list(`${path}?$filter=scopeId eq '${scopeId}' and scopeType eq '${scopeType}'${expand}`)
        .filter(({ id }) => known.has(id));
    });
  };

const reads: Readonly<Record<CollectionName, Read>> = {
  organization: listed("/beta/organization"),
  domains: (reader) =>
    reader.list("/beta/domains").map((each) => {
      const federationConfiguration = reader.list(`/beta/domains/${each.id}/federationConfiguration`);
      return { ...each, ...(federationConfiguration.length > 0 && { federationConfiguration }) };
    }),
  users: (reader) => {
    const extra = new Map(
      reader.list("/beta/users?$select=id,signInActivity,customSecurityAttributes").map((each) => [each.id, each]),
    );
    const managers = new Map(
      reader.list("/beta/users?$select=id&$expand=manager($select=id)").map((each) => [each.id, each["manager"]]),
    );
    return reader.list("/beta/users?$top=77").map((each) => {
      const manager = managers.get(each.id);
      return { ...each, ...extra.get(each.id), ...(manager !== null && { manager }) };
    });
  },
  groups: (reader) => reader.with("/beta/groups", "members", "owners"),
  administrativeUnits: (reader) => reader.with("/beta/directory/administrativeUnits", "members"),
  applications: (reader) =>
    reader.with("/beta/applications", "owners").map((each) => {
      const credentials = reader.list(`/beta/applications/${each.id}/federatedIdentityCredentials`);
      return { ...each, ...(credentials.length > 0 && { federatedIdentityCredentials: credentials }) };
    }),
  servicePrincipals: (reader) => reader.with("/beta/servicePrincipals", "owners"),
  directoryRoles: (reader) => reader.with("/beta/directoryRoles", "members"),
  roleDefinitions: listed(`${roles}/roleDefinitions`),
  roleAssignments: listed(`${roles}/roleAssignments`),
  roleAssignmentSchedules: listed(`${roles}/roleAssignmentSchedules`),
  roleEligibilitySchedules: listed(`${roles}/roleEligibilitySchedules`),
  groupAssignmentSchedules: ofGroups(`${pim}/assignmentSchedules`),
  groupEligibilitySchedules: ofGroups(`${pim}/eligibilitySchedules`),
  roleManagementPolicies: policies("/beta/policies/roleManagementPolicies", "roleManagementPolicies", "&$expand=rules"),
  roleManagementPolicyAssignments: policies(
    "/beta/policies/roleManagementPolicyAssignments",
    "roleManagementPolicyAssignments",
    "",
  ),
  conditionalAccessPolicies: listed("/beta/identity/conditionalAccess/policies"),
  namedLocations: listed("/beta/identity/conditionalAccess/namedLocations"),
  authenticationStrengthPolicies: listed("/beta/policies/authenticationStrengthPolicies"),
  appRoleAssignments: (reader, { collections }) =>
    collections.servicePrincipals.flatMap(({ id }) => reader.list(`/beta/servicePrincipals/${id}/appRoleAssignedTo`)),
  oauth2PermissionGrants: listed("/beta/oauth2PermissionGrants"),
  crossTenantPartners: (reader) =>
    reader.list("/beta/policies/crossTenantAccessPolicy/partners").map((each) => {
      const path = `/beta/policies/crossTenantAccessPolicy/partners/${each["tenantId"]}/identitySynchronization`;
      const { "@odata.context": _, ...found } = reader.one(path) ?? { id: "" };
      return { ...each, id: String(each["tenantId"]), ...("tenantId" in found && { identitySynchronization: found }) };
    }),
  crossTenantDefault: (reader) => {
    const { "@odata.context": _, ...found } = reader.one("/beta/policies/crossTenantAccessPolicy/default") ?? {
      id: "",
    };
    return [{ ...found, id: "default" }];
  },
  onPremisesSynchronization: listed("/beta/directory/onPremisesSynchronization"),
  subscribedSkus: listed("/beta/subscribedSkus"),
  userRegistrationDetails: listed("/beta/reports/authenticationMethods/userRegistrationDetails"),
  servicePrincipalSignInActivities: listed("/beta/reports/servicePrincipalSignInActivities"),
  directoryAudits: listed("/beta/auditLogs/directoryAudits?$top=40"),
  accessPackageCatalogs: listed(`${governance}/accessPackageCatalogs`),
  accessPackages: listed(`${governance}/accessPackages`),
  accessPackageAssignmentPolicies: listed(`${governance}/accessPackageAssignmentPolicies`),
  accessPackageResourceRoleScopes: (reader, { collections }) =>
    collections.accessPackages.flatMap(({ id }) => {
      const expand = "accessPackageResourceRoleScopes($expand=accessPackageResourceRole,accessPackageResourceScope)";
      return objectsOf(
        reader.one(`${governance}/accessPackages/${id}?$expand=${expand}`)?.["accessPackageResourceRoleScopes"],
      ) as Entity[];
    }),
  armResources: (reader, { collections }) => collections.armResources.flatMap(({ id }) => armResource(reader, id)),
};

/** A subscription is shown without its type and name, which its id says. */
function armResource(reader: Reader, id: string): Entity[] {
  const found = reader.one(`${id}?api-version=2024-07-01`);
  if (found === undefined) return [];
  if (!/^\/subscriptions\/[^/]+$/.test(id)) return [found];
  return [{ ...found, type: "Microsoft.Resources/subscriptions", name: id.split("/").at(-1) }];
}

function byId(entities: readonly Entity[]): Entity[] {
  return entities.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** One object of each collection that the seeds leave empty, and what is inline in others. */
function rarities(): Snapshot {
  const snapshot = emptySnapshot(tenantId, "microsoft-graph", start);
  const partner = "33333333-3333-4333-8333-333333333333";
  const group = { id: "aaaaaaaa-0000-4000-8000-000000000001", displayName: "G", members: [], owners: [] };
  const schedule = { groupId: group.id, principalId: "elsewhere", accessId: "member" };
  const federation = [{ id: "f", issuerUri: "http://sts.example", passiveSignInUri: "https://sts.example" }];
  Object.assign(snapshot.collections, {
    domains: [
      { id: "fed.example", authenticationType: "Federated", isInitial: true, federationConfiguration: federation },
    ],
    groups: [group],
    administrativeUnits: [{ id: "aaaaaaaa-0000-4000-8000-000000000002", displayName: "U", members: [] }],
    groupAssignmentSchedules: [{ id: "s1", ...schedule }],
    groupEligibilitySchedules: [{ id: "s2", ...schedule }],
    crossTenantPartners: [
      {
        id: partner,
        tenantId: partner,
        isServiceProvider: true,
        identitySynchronization: { tenantId: partner, userSyncInbound: { isSyncAllowed: true } },
      },
    ],
    crossTenantDefault: [{ id: "default", isServiceDefault: false, inboundTrust: { isMfaAccepted: true } }],
    onPremisesSynchronization: [{ id: tenantId, features: { passwordSyncEnabled: true } }],
    accessPackageCatalogs: [{ id: "c", displayName: "C" }],
    accessPackages: [{ id: "p", displayName: "P", catalogId: "c" }],
    accessPackageAssignmentPolicies: [{ id: "q", accessPackageId: "p" }],
    accessPackageResourceRoleScopes: [
      {
        id: "r_s",
        accessPackageId: "p",
        accessPackageResourceRole: { id: "r" },
        accessPackageResourceScope: { id: "s" },
      },
    ],
  });
  return EmbeddedTenant.fromSnapshot(snapshot).toSnapshot(start);
}

const snapshots: readonly (readonly [string, () => Snapshot])[] = [
  ["Harbour", seedHarbour],
  [
    "a larger company",
    () => scaledTenant(seedHarbour(), { users: 400, providers: [] }).tenant.toSnapshot(harbourToday),
  ],
  ["one of everything that is rare", rarities],
];

describe.each(snapshots)("%s", (_, make) => {
  const snapshot = make();
  const reader = new Reader(EmbeddedTenant.fromSnapshot(snapshot), snapshot.collectedAt);

  test.each(Object.keys(reads) as CollectionName[])("%s", (name) => {
    const held = byId(snapshot.collections[name] as readonly Entity[]);
    expect(byId(reads[name](reader, snapshot))).toEqual(held.map(asServed));
  });
});

/** Relations in order; an application without credentials of other workloads shows an empty list of them. */
function asServed(entity: Entity): Entity {
  const sorted = (name: string) => (Array.isArray(entity[name]) ? { [name]: byId(referencesOf(entity, name)) } : {});
  const { federatedIdentityCredentials: credentials, ...rest } = entity;
  const kept = Array.isArray(credentials) && credentials.length === 0 ? rest : entity;
  return { ...kept, ...sorted("members"), ...sorted("owners"), id: entity.id };
}

test("collected, served and collected again it is the same, also through a tenant that misbehaves", async () => {
  const { tenant } = scaledTenant(seedHarbour(), { users: 300, providers: [] }, { clock: () => harbourToday });
  const collect = (from: EmbeddedTenant, misbehaviour?: MisbehaviourOptions) => {
    const fetch = tenantFetch(from, { sleep: async () => {}, ...(misbehaviour && { misbehaviour }) });
    const client = graphClient({
      baseUrl: "https://graph.microsoft.com",
      token: async () => "t",
      sleep: async () => {},
      fetch,
    });
    return collectSnapshot(client, { tenantId: from.facts.tenantId, source: "embedded", now: harbourToday });
  };
  const first = await collect(tenant);
  expect(first.collections.users).toHaveLength(300);
  expect(await collect(EmbeddedTenant.fromSnapshot(first, { clock: () => harbourToday }))).toEqual(first);
  const shares = { throttle: 0.1, error: 0.05, truncate: 0.05, "expire-skiptoken": 0.1 };
  expect(await collect(tenant, { shares })).toEqual(first);
});
