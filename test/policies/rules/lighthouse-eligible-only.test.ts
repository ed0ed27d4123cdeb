import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { lighthouseEligibleOnly as rule } from "../../../policies/rules/lighthouse-eligible-only.ts";
import { azureRoleIdByName } from "../../../src/catalogue/azure-role-actions.ts";
import { permanentRoles } from "../../../src/catalogue/lighthouse-roles.ts";
import { azureWorld, resource, said as sayings, subscription } from "../../support/azure-world.ts";
import { goodTenant, nightwatch, type TenantBuilder } from "../../support/tenant-builder.ts";

const definitionId = `${subscription}/providers/Microsoft.ManagedServices/registrationDefinitions/d`;
const assignmentId = `${subscription}/resourceGroups/rg/providers/Microsoft.ManagedServices/registrationAssignments/a`;
const watchers = { principalId: "w", principalIdDisplayName: "Watchers" };
const role = (name: string) => ({ ...watchers, roleDefinitionId: azureRoleIdByName(name) });
const policy = {
  multiFactorAuthProvider: "Azure",
  maximumActivationDuration: "PT2H",
  managedByTenantApprovers: [{ principalId: "l" }],
};
const jit = (change: Record<string, unknown> = {}, name = "Backup Operator") => ({
  ...role(name),
  justInTimeAccessPolicy: { ...policy, ...change },
});

interface Offer {
  readonly authorizations?: readonly unknown[];
  readonly eligibleAuthorizations?: readonly unknown[];
  readonly managedByTenantId?: string;
}

function delegated(offer: Offer, how: "assigned" | "not assigned" | "expanded" = "assigned"): TenantBuilder {
  const tenant = goodTenant();
  const properties = {
    registrationDefinitionName: "Watch",
    managedByTenantId: nightwatch.tenantId,
    authorizations: [],
    ...offer,
  };
  const definition = resource(definitionId, "Microsoft.ManagedServices/registrationDefinitions", properties);
  const assignment = resource(assignmentId, "Microsoft.ManagedServices/registrationAssignments", {
    registrationDefinitionId: definitionId,
    ...(how === "expanded" && { registrationDefinition: { properties } }),
  });
  tenant.collections.armResources.push(
    ...(how === "expanded" ? [] : [definition]),
    ...(how === "not assigned" ? [] : [assignment]),
  );
  return tenant;
}
const said = (tenant: TenantBuilder) => sayings(rule, tenant);
const nightwatchSays = 'Nightwatch, through Lighthouse ("Watch"): Watchers';

describe(rule.name, () => {
  it.each([...permanentRoles.values()])("lets %s be permanent", (name) => {
    expect(said(delegated({ authorizations: [role(name)] }))).toEqual([]);
  });

  it("lets a role be activated with multifactor authentication, an approver and an end", () => {
    expect(said(delegated({ eligibleAuthorizations: [jit(), jit({ maximumActivationDuration: "PT30M" })] }))).toEqual(
      [],
    );
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it.each(["Contributor", "Backup Operator", "Monitoring Contributor", "Key Vault Reader", "AcrDelete"])(
    "refuses %s as permanent",
    (name) => {
      expect(said(delegated({ authorizations: [role("Reader"), role(name)] }))).toEqual([
        `${nightwatchSays} holds ${name} permanently.`,
      ]);
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ["one that is no list", { authorizations: "an output" }],
    ["one of which an element is not known", { authorizations: [role("Reader"), "an output"] }],
    ["eligible ones that are no list", { eligibleAuthorizations: "an output" }],
    ["none at all", { authorizations: undefined }],
  ])("refuses authorizations that nobody knows: %s", (_, offer) => {
    expect(said(delegated(offer as Offer))).toEqual([
      'Nightwatch, through Lighthouse ("Watch"): what it gives, and whether it is held permanently, cannot be told before the deployment.',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["no multifactor authentication", { multiFactorAuthProvider: "None" }, "without multifactor authentication"],
    ["no word on it", { multiFactorAuthProvider: undefined }, "without multifactor authentication"],
    ["no approver", { managedByTenantApprovers: [] }, "without anybody's approval"],
    [
      "a longer activation than agreed",
      { maximumActivationDuration: "PT4H" },
      "for up to 4 hours, and at most 2 are agreed",
    ],
    ["no length", { maximumActivationDuration: undefined }, "for up to 8 hours, and at most 2 are agreed"],
    [
      "a length that nobody can read",
      { maximumActivationDuration: "4 hours" },
      "for up to nobody knows how long, and at most 2 are agreed",
    ],
  ])("refuses an eligible authorization with %s", (_, change, what) => {
    expect(said(delegated({ eligibleAuthorizations: [jit(change)] }))).toEqual([
      `${nightwatchSays} activates Backup Operator ${what}.`,
    ]);
  });

  it("takes a policy that is not there for the worst", () => {
    expect(said(delegated({ eligibleAuthorizations: [role("Backup Operator")] }))).toHaveLength(3);
  });

  it("takes Azure's longest for tenants that the matrix says nothing of", () => {
    const managedByTenantId = "99999999-0000-4000-8000-000000000000";
    const eight = { eligibleAuthorizations: [jit({ maximumActivationDuration: "PT8H" })], managedByTenantId };
    expect(said(delegated(eight))).toEqual([]);
    expect(said(delegated({ authorizations: [role("Contributor")], managedByTenantId }))).toEqual([
      `Tenant ${managedByTenantId}, through Lighthouse ("Watch"): Watchers holds Contributor permanently.`,
    ]);
  });

  it("judges what is assigned, where Azure shows it, and in a program what it declares", () => {
    const bad = { authorizations: [role("Contributor")] };
    expect(said(delegated(bad, "not assigned"))).toEqual([]);
    expect(said(delegated(bad, "expanded"))).toHaveLength(1);
    const program = (id: string) => {
      const tenant = delegated(bad, "not assigned");
      tenant.declaredBy.set(id, "urn:watch");
      return evaluateRules([rule], tenant.programContext(azureWorld)).map(({ resource: urn }) => urn);
    };
    expect(program(definitionId)).toEqual(["urn:watch"]);
    expect(program(assignmentId)).toEqual([]);
  });

  it("names what it can, judges a definition once, and says nothing of an assignment that shows none", () => {
    const bare = { roleDefinitionId: azureRoleIdByName("Contributor") };
    expect(said(delegated({ authorizations: [{ ...bare, principalId: "p7" }, bare] }))).toEqual(
      ["p7", "a principal"].map(
        (who) => `Nightwatch, through Lighthouse ("Watch"): ${who} holds Contributor permanently.`,
      ),
    );
    const unnamed = {
      authorizations: [role("Contributor")],
      managedByTenantId: undefined,
      registrationDefinitionName: undefined,
    };
    expect(said(delegated(unnamed as object))).toEqual([
      'Tenant unknown, through Lighthouse ("without a name"): Watchers holds Contributor permanently.',
    ]);
    const both = delegated({ authorizations: [role("Contributor")] }, "expanded");
    const definition = delegated({ authorizations: [role("Contributor")] }, "not assigned").collections.armResources.at(
      -1,
    );
    if (definition !== undefined) both.collections.armResources.push(definition);
    expect(said(both)).toHaveLength(1);
    const alone = goodTenant();
    alone.collections.armResources.push(
      resource(assignmentId, "Microsoft.ManagedServices/registrationAssignments", {}),
    );
    expect(said(alone)).toEqual([]);
  });
});
