import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { systemSignInAssigned as rule } from "../../../policies/rules/system-sign-in-assigned.ts";
import { hudu, huduFindings, huduTenant, huduWorld } from "../../support/system-tenant.ts";
import type { TenantBuilder } from "../../support/tenant-builder.ts";

function withApplication(change: Readonly<Record<string, unknown>>): TenantBuilder {
  const tenant = huduTenant();
  const application = tenant.collections.servicePrincipals.find(({ id }) => id === "hudu");
  Object.assign(application ?? {}, change);
  return tenant;
}

describe(rule.name, () => {
  it("has nothing to say where an assignment is demanded", () => {
    expect(huduFindings(huduTenant(), [rule])).toEqual([]);
  });

  it("refuses an application that lets in whoever has an account", () => {
    expect(huduFindings(withApplication({ appRoleAssignmentRequired: false }), [rule])).toMatchObject([
      {
        severity: "error",
        resource: "hudu",
        message: `Whoever has an account here can sign in to Hudu: application "${hudu.application}" demands no assignment.`,
        remedy: `Set appRoleAssignmentRequired: true on its azuread.ServicePrincipal; in the portal Enterprise apps > ${hudu.application} > Properties > Assignment required.`,
      },
    ]);
  });

  it("warns where nobody saw what the application demands", () => {
    const [finding, ...others] = huduFindings(withApplication({ appRoleAssignmentRequired: null }), [rule]);
    expect(others).toEqual([]);
    expect(finding?.severity).toBe("warning");
    expect(finding?.message).toBe(
      `Whether application "${hudu.application}" lets people sign in to Hudu who are not assigned to it cannot be seen here.`,
    );
  });

  it.each<[string, (tenant: TenantBuilder) => void]>([
    [
      "another application",
      (tenant) => tenant.collections.servicePrincipals.push({ id: "other", displayName: "Other" }),
    ],
    [
      "a name that is only alike",
      (tenant) => tenant.collections.servicePrincipals.push({ id: "other", displayName: "Hudu docs 2" }),
    ],
  ])("does not mind %s", (_name, add) => {
    const tenant = huduTenant();
    add(tenant);
    expect(huduFindings(tenant, [rule])).toEqual([]);
  });

  it("judges a program by what it declares, and says nothing of what it looks up", () => {
    const tenant = withApplication({ appRoleAssignmentRequired: false });
    const judged = () => evaluateRules([rule], tenant.programContext(huduWorld));
    expect(judged()).toEqual([]);
    const urn = tenant.declare("hudu", "hudu", { type: "azuread:index/servicePrincipal:ServicePrincipal" });
    expect(judged()).toMatchObject([{ resource: urn, line: 1 }]);
    tenant.assumed.set("hudu", {
      token: "azuread:index/getServicePrincipal:getServicePrincipal",
      asked: {},
      id: "hudu",
      answeredBy: "placeholder",
    });
    expect(judged()).toEqual([]);
  });
});
