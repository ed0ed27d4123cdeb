import { describe, expect, it } from "vitest";
import { graphClient } from "../../src/review/collect/client.ts";
import { collectSnapshot } from "../../src/review/collect/collect-snapshot.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { tenantFetch } from "../../src/tenant/tenant-fetch.ts";

const group = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90/resourceGroups/rg";
const authorization = `${group}/providers/Microsoft.Authorization`;
const role = "/providers/Microsoft.Authorization/roleDefinitions/00c29273-979b-4161-815c-10b084fb9324";
const rules = [{ id: "Expiration_EndUser_Assignment", maximumDuration: "PT2H" }];
const eligibility = {
  principalId: "p",
  roleDefinitionId: role,
  scheduleInfo: { expiration: { type: "NoExpiration" } },
};

function tenantWith(request: Record<string, unknown> = eligibility): EmbeddedTenant {
  const tenant = EmbeddedTenant.create({
    tenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
    initialDomain: "a.onmicrosoft.com",
    domains: [],
    displayName: "A",
  });
  const put = (id: string, body: Record<string, unknown>) =>
    expect(tenant.handle({ method: "PUT", path: `${id}?api-version=1`, body }).status).toBe(201);
  put(group, { location: "westeurope" });
  put(`${authorization}/roleManagementPolicies/q`, { properties: { rules } });
  put(`${authorization}/roleManagementPolicyAssignments/q_r`, {
    properties: { policyId: `${authorization}/roleManagementPolicies/q`, roleDefinitionId: role },
  });
  put(`${authorization}/roleEligibilityScheduleRequests/e`, { properties: request });
  return tenant;
}
const list = (tenant: EmbeddedTenant, path: string) => {
  const { body } = tenant.handle({ method: "GET", path: `${path}?api-version=1`, body: {} });
  return (Object(body).value as { id: string; properties: Record<string, unknown> }[]).map(({ id, properties }) => ({
    id,
    ...properties,
  }));
};

describe("PIM for Azure", () => {
  it.each(["roleEligibilitySchedules", "roleEligibilityScheduleInstances"])("makes %s of a request", (collection) => {
    expect(list(tenantWith(), `${authorization}/${collection}`)).toEqual([
      expect.objectContaining({ id: `${authorization}/${collection}/e`, principalId: "p", scope: group.toLowerCase() }),
    ]);
    expect(list(tenantWith(), `${authorization}/roleAssignmentScheduleInstances`)).toEqual([]);
  });

  it("makes none of one that takes away", () => {
    const gone = tenantWith({ ...eligibility, requestType: "AdminRemove" });
    expect(list(gone, `${authorization}/roleEligibilityScheduleInstances`)).toEqual([]);
  });

  it("shows the rules in force with their assignment", () => {
    expect(list(tenantWith(), `${authorization}/roleManagementPolicyAssignments`)).toEqual([
      expect.objectContaining({ effectiveRules: rules }),
    ]);
  });

  it("is read where somebody is eligible, in a resource group, too", async () => {
    const tenant = tenantWith();
    const client = (baseUrl: string) => graphClient({ baseUrl, token: async () => "t", fetch: tenantFetch(tenant) });
    const { collections } = await collectSnapshot(client("https://graph.microsoft.com"), {
      tenantId: tenant.facts.tenantId,
      source: "embedded",
      now: "2026-11-21T00:00:00Z",
      azure: { client: client("https://management.azure.com") },
    });
    const ofType = (type: RegExp) => collections.armResources.filter((each) => type.test(each.type));
    expect(ofType(/roleEligibilityScheduleInstances$/)).toHaveLength(1);
    expect(ofType(/roleManagementPolicyAssignments$/)).toEqual([
      expect.objectContaining({ properties: expect.objectContaining({ effectiveRules: rules }) }),
    ]);
  });
});
