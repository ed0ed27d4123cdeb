/** What Azure's resources say of principals: where Lighthouse's come from, and whose workloads identities trust. */

import { describe, expect, test } from "vitest";
import { delegatedPrincipals, identityCredentials, partnerPrincipals } from "../../../src/access/azure/principals.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { TenantBuilder, tideway } from "../../support/tenant-builder.ts";

function snapshot(make: (azure: AzureBuilder) => void) {
  const tenant = new TenantBuilder();
  make(new AzureBuilder(tenant));
  return tenant.snapshot;
}

const managed = "Microsoft.ManagedServices";
const managedByTenantId = tideway.tenantId.toUpperCase();
const { tenantId } = tideway;
const team = { principalId: "team", principalIdDisplayName: "Tideway team" };

describe("who comes from which tenant", () => {
  test.each<[string, string, Record<string, unknown>, Record<string, { tenantId: string; name?: string }>]>([
    [
      "by an offer",
      "registrationDefinitions",
      { managedByTenantId, authorizations: [team, { principalId: "other" }] },
      { team: { tenantId, name: "Tideway team" }, other: { tenantId } },
    ],
    [
      "by what may be activated, and by whoever approves it",
      "REGISTRATIONDEFINITIONS",
      {
        managedByTenantId,
        eligibleAuthorizations: [
          { ...team, justInTimeAccessPolicy: { managedByTenantApprovers: [{ principalId: "leads" }] } },
          { principalId: "alone" },
        ],
      },
      { team: { tenantId, name: "Tideway team" }, alone: { tenantId }, leads: { tenantId } },
    ],
    [
      "by an offer inside the assignment",
      "registrationAssignments",
      { registrationDefinition: { properties: { managedByTenantId, authorizations: [team] } } },
      { team: { tenantId, name: "Tideway team" } },
    ],
    [
      "by the name that any of several offers says",
      "registrationDefinitions",
      { managedByTenantId, authorizations: [{ principalId: "team" }, team, { ...team, principalIdDisplayName: "X" }] },
      { team: { tenantId, name: "Tideway team" } },
    ],
    ["not who has no id", "registrationDefinitions", { managedByTenantId, authorizations: [{}] }, {}],
    ["not who is of no tenant that is known", "registrationDefinitions", { authorizations: [team] }, {}],
    ["nobody by an assignment alone", "registrationAssignments", { registrationDefinitionId: "/gone" }, {}],
    ["not by anything else", "marketplaceRegistrationDefinitions", { managedByTenantId, authorizations: [team] }, {}],
    ["not by anything below", "registrationDefinitions/x", { managedByTenantId, authorizations: [team] }, {}],
  ])("%s", (_name, collection, properties, expected) => {
    const found = delegatedPrincipals(snapshot((azure) => azure.extension(collection, "sub", properties, managed)));
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test("nobody by an assignment of which only the id is in sight", () => {
    const type = "Microsoft.ManagedServices/registrationAssignments";
    const found = snapshot(({ tenant }) => tenant.collections.armResources.push({ id: "/x", name: "x", type }));
    expect(delegatedPrincipals(found).size).toBe(0);
  });

  test("not by a type that only ends alike", () => {
    const properties = { managedByTenantId, authorizations: [team] };
    const namespace = "My.Microsoft.ManagedServices";
    const found = snapshot((azure) => azure.extension("registrationDefinitions", "sub", properties, namespace));
    expect(delegatedPrincipals(found).size).toBe(0);
  });
});

test("partners' principals are those of Lighthouse and the groups that Azure shows as foreign", () => {
  const found = partnerPrincipals(
    snapshot((azure) => {
      azure.extension("registrationDefinitions", "sub", { managedByTenantId, authorizations: [team] }, managed);
      azure.role("admin-agents", "Owner", "sub", { principalType: "ForeignGroup" });
      azure.role("staff", "Owner", "sub", { principalType: "Group" });
      azure.role("nobody says what", "Owner");
      azure.extension("roleAssignments", "sub", { principalType: "ForeignGroup" });
      azure.tenant.collections.armResources.push({ id: "/subscriptions/s", name: "s", type: "x" });
    }),
  );
  expect([...found]).toEqual(["team", "admin-agents"]);
});

describe("what user-assigned identities trust", () => {
  test("is said by the identity, in one spelling", () => {
    let [identity, id] = ["", ""];
    const found = identityCredentials(
      snapshot((azure) => {
        identity = azure.identity("Deployer");
        id = azure.federated(identity, "repo:tideway-it/tools:ref:refs/heads/main");
      }),
    );
    const issuer = "https://token.actions.githubusercontent.com";
    const subject = "repo:tideway-it/tools:ref:refs/heads/main";
    expect([...found]).toEqual([[identity.toLowerCase(), [{ id, identity: identity.toLowerCase(), issuer, subject }]]]);
  });

  test("is not known of a credential of which only the id is in sight", () => {
    const type = "MICROSOFT.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
    const id = "/subscriptions/s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a/x/c";
    const found = identityCredentials(
      snapshot(({ tenant }) => tenant.collections.armResources.push({ id, name: "c", type })),
    );
    const identity = "/subscriptions/s/providers/microsoft.managedidentity/userassignedidentities/a";
    expect([...found]).toEqual([[identity, [{ id, identity, issuer: null, subject: null }]]]);
  });
});
