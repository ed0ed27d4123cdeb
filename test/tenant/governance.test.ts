/** Entitlement management, federated credentials, delegated permissions, partners. */

import { expect, test } from "vitest";
import { Contoso, errorOf } from "./contoso.ts";

const base = "/beta/identityGovernance/entitlementManagement";
const catalogOwner = "ae79f266-94d4-4dab-b730-feca7e132178";

test("a catalogue holds resources, packages bundle their roles, and the catalogue goes last", () => {
  const contoso = new Contoso();
  const group = contoso.group("team");
  const owner = contoso.user("owner");
  const catalog = String(contoso.ok("POST", `${base}/accessPackageCatalogs`, { displayName: "Provider access" })["id"]);
  const add = {
    catalogId: catalog,
    requestType: "AdminAdd",
    accessPackageResource: { originId: group, originSystem: "AadGroup" },
  };
  const made = contoso.ok("POST", `${base}/accessPackages`, { displayName: "Helpdesk", catalogId: catalog });
  const scope = {
    accessPackageResourceRole: { displayName: "Member", originId: `Member_${group}`, originSystem: "AadGroup" },
    accessPackageResourceScope: { originId: group, originSystem: "AadGroup" },
  };
  const scopes = `${base}/accessPackages/${String(made["id"])}/accessPackageResourceRoleScopes`;
  expect(errorOf(contoso.send("POST", scopes, scope)).message).toContain("not in the access package's catalog");
  contoso.ok("POST", `${base}/accessPackageResourceRequests`, add);
  expect(errorOf(contoso.send("POST", `${base}/accessPackageResourceRequests`, add)).code).toBe(
    "ResourceAlreadyOnboarded",
  );
  contoso.ok("POST", scopes, scope);
  contoso.ok("POST", `${base}/accessPackageAssignmentPolicies`, {
    accessPackageId: made["id"],
    displayName: "30 days",
    durationInDays: 30,
  });
  const path = `${base}/accessPackages/${String(made["id"])}?$expand=accessPackageResourceRoleScopes($expand=accessPackageResourceRole,accessPackageResourceScope),accessPackageAssignmentPolicies`;
  expect(contoso.ok("GET", path)).toMatchObject({
    accessPackageResourceRoleScopes: [
      { accessPackageResourceRole: { originId: `Member_${group}` }, accessPackageResourceScope: { originId: group } },
    ],
    accessPackageAssignmentPolicies: [{ displayName: "30 days" }],
  });
  const role = { principalId: owner, roleDefinitionId: catalogOwner, appScopeId: `/AccessPackageCatalog/${catalog}` };
  contoso.ok("POST", "/beta/roleManagement/entitlementManagement/roleAssignments", role);
  expect(contoso.tenant.toSnapshot().collections.accessPackageCatalogs).toMatchObject([
    {
      accessPackageResources: [{ originId: group }],
      roleAssignments: [{ principalId: owner, roleDefinitionId: catalogOwner }],
    },
  ]);
  contoso.ok("DELETE", `/v1.0/users/${owner}`);
  expect(contoso.list("/beta/roleManagement/entitlementManagement/roleAssignments")).toEqual([]);
  expect(errorOf(contoso.send("DELETE", `${base}/accessPackageCatalogs/${catalog}`)).code).toBe("CatalogNotEmpty");
  contoso.ok("DELETE", `${base}/accessPackages/${String(made["id"])}`);
  contoso.ok("DELETE", `${base}/accessPackageCatalogs/${catalog}`);
  const { accessPackageAssignmentPolicies, accessPackageResourceRoleScopes } = contoso.tenant.toSnapshot().collections;
  expect([accessPackageAssignmentPolicies, accessPackageResourceRoleScopes]).toEqual([[], []]);
});

test("a federated credential is one per name and per subject", () => {
  const contoso = new Contoso();
  const id = String(contoso.ok("POST", "/v1.0/applications", { displayName: "Pipeline" })["id"]);
  const path = `/v1.0/applications/${id}/federatedIdentityCredentials`;
  const credential = {
    name: "main",
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:harbour-dental/it:ref:refs/heads/main",
    audiences: ["api://AzureADTokenExchange"],
  };
  const made = contoso.ok("POST", path, credential);
  expect(errorOf(contoso.send("POST", path, credential)).message).toContain("name main already exists");
  expect(errorOf(contoso.send("POST", path, { ...credential, name: "again" })).message).toContain("subject");
  contoso.ok("PATCH", `${path}/${String(made["id"])}`, { subject: "repo:harbour-dental/it:environment:production" });
  expect(contoso.list(path)).toMatchObject([
    { name: "main", subject: "repo:harbour-dental/it:environment:production" },
  ]);
  expect(contoso.ok("GET", `/v1.0/applications/${id}`)).not.toHaveProperty("federatedIdentityCredentials");
  contoso.ok("DELETE", `${path}/main`);
  expect(contoso.list(path)).toEqual([]);
});

test("delegated permissions are granted once for a client and a resource", () => {
  const contoso = new Contoso();
  const application = contoso.ok("POST", "/v1.0/applications", { displayName: "Client" });
  const client = contoso.ok("POST", "/v1.0/servicePrincipals", { appId: application["appId"] });
  const graph = contoso.ok("GET", "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
  const grant = { clientId: client["id"], resourceId: graph["id"], consentType: "AllPrincipals", scope: "User.Read" };
  const made = contoso.ok("POST", "/v1.0/oauth2PermissionGrants", grant);
  expect(errorOf(contoso.send("POST", "/v1.0/oauth2PermissionGrants", grant)).message).toBe(
    "Permission entry already exists.",
  );
  contoso.ok("PATCH", `/v1.0/oauth2PermissionGrants/${String(made["id"])}`, { scope: "User.Read Directory.Read.All" });
  expect(contoso.list(`/v1.0/servicePrincipals/${String(client["id"])}/oauth2PermissionGrants`)).toMatchObject([
    { scope: "User.Read Directory.Read.All" },
  ]);
  contoso.ok("DELETE", `/v1.0/applications/${String(application["id"])}`);
  expect(contoso.list("/v1.0/oauth2PermissionGrants")).toEqual([]);
});

test("partners of cross-tenant access are known by their tenant", () => {
  const contoso = new Contoso();
  const path = "/v1.0/policies/crossTenantAccessPolicy/partners";
  const tenantId = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
  contoso.ok("POST", path, { tenantId, isServiceProvider: true });
  contoso.ok("PATCH", `${path}/${tenantId}`, { inboundTrust: { isMfaAccepted: true } });
  expect(contoso.list(path)).toMatchObject([
    { tenantId, isServiceProvider: true, inboundTrust: { isMfaAccepted: true } },
  ]);
  expect(contoso.tenant.toSnapshot().collections.crossTenantPartners).toMatchObject([{ id: tenantId }]);
  contoso.ok("DELETE", `${path}/${tenantId}`);
  expect(contoso.list(path)).toEqual([]);
});
