import { describe, expect, it } from "vitest";
import { ordinarySignIn, type SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { evaluateSignIn, readPolicies } from "../../src/access/conditional-access.ts";
import { nora, undecidedIn, usually, wordsOf } from "../support/one-policy.ts";
import { externalUsers, nightwatch, TenantBuilder, tideway } from "../support/tenant-builder.ts";

const robot: SignInPrincipal = { ...nora, label: "Robot", ids: ["robot", "robot-2"], workload: { covered: true } };

describe("users", () => {
  const users = (more: object) => ({ users: more });
  const guest = (tenantId?: string): SignInPrincipal => ({
    ...nora,
    external: { type: "b2bCollaborationGuest", ...(tenantId !== undefined && { tenantId }) },
  });
  const later: SignInPrincipal = {
    ...nora,
    activations: [
      { about: "the role", groups: [], roles: ["reader"] },
      { about: "the group", groups: ["later"], roles: [] },
    ],
  };
  const from = externalUsers("b2bCollaborationGuest", tideway.tenantId, nightwatch.tenantId);
  it.each<[string, object, SignInPrincipal, boolean, string | undefined]>([
    ["a role that may be active", { includeRoles: ["READER"] }, later, true, `${usually} having activated the role`],
    ["a group that may be active", { includeGroups: ["later"] }, later, true, `${usually} having activated the group`],
    ["a group that may be active, and is not", { includeGroups: ["later"] }, later, false, usually],
    [
      "an excluded group that may be active",
      { includeUsers: ["All"], excludeGroups: ["later"] },
      later,
      false,
      `${usually} having activated the group`,
    ],
    ["another group", { includeGroups: ["other"] }, later, true, undefined],
    [
      "a newer way to name them",
      { includeUsers: ["All"], includeAgents: ["x"] },
      nora,
      true,
      `${usually} as one of those that the policy names by includeAgents`,
    ],
    [
      "guests of kinds that are not known yet",
      { includeGuestsOrExternalUsers: {} },
      guest(),
      true,
      `${usually} as one of those guests whom the policy means`,
    ],
    [
      "guests of kinds that are not known yet, for a member",
      { includeGuestsOrExternalUsers: {} },
      nora,
      true,
      undefined,
    ],
    [
      "guests of two tenants, from one that is not known",
      { includeGuestsOrExternalUsers: from },
      guest(),
      true,
      `${usually} coming from tenant ${tideway.tenantId} or ${nightwatch.tenantId}`,
    ],
    [
      "guests of two tenants, from neither",
      { includeGuestsOrExternalUsers: from },
      guest(),
      false,
      `${usually} coming from another tenant`,
    ],
    [
      "guests of two tenants, from one",
      { includeGuestsOrExternalUsers: from },
      guest(nightwatch.tenantId),
      true,
      usually,
    ],
    [
      "guests of all tenants",
      { includeGuestsOrExternalUsers: { ...from, externalTenants: { membershipKind: "all" } } },
      guest(),
      true,
      usually,
    ],
  ])("%s", (_name, condition, principal, wanted, expected) => {
    expect(wordsOf(users(condition), principal, wanted)).toBe(expected);
  });

  it.each([
    ["a newer way to name them", { includeUsers: ["All"], includeAgents: ["x"] }, nora, ["users.includeAgents"]],
    ["kinds that are not known yet", { includeGuestsOrExternalUsers: {} }, guest(), ["kinds of guests"]],
    [
      "a tenant that is not known",
      { includeGuestsOrExternalUsers: from },
      guest(),
      [`home tenant ${tideway.tenantId} or ${nightwatch.tenantId}`],
    ],
    [
      "a newer way to name tenants",
      { includeGuestsOrExternalUsers: { ...from, externalTenants: { membershipKind: "unknownFutureValue" } } },
      guest(tideway.tenantId),
      ["external tenants: unknownFutureValue"],
    ],
    [
      "a way to name tenants that is not known yet, as an exclusion",
      { includeUsers: ["All"], excludeGuestsOrExternalUsers: { ...from, externalTenants: { membershipKind: null } } },
      guest(tideway.tenantId),
      ["external tenants: not known"],
    ],
    ["tenants that nobody limits", { includeGuestsOrExternalUsers: { ...from, externalTenants: null } }, guest(), []],
  ])("what nothing decides: %s", (_name, condition, principal, expected) => {
    expect(undecidedIn(users(condition), principal)).toEqual(expected);
  });

  it("no conditions at all are for nobody", () => {
    const tenant = new TenantBuilder();
    tenant.collections.conditionalAccessPolicies.push(
      { id: "P", state: "enabled" },
      { id: "Q", state: "enabled", ...({ conditions: null } as object) },
    );
    const set = readPolicies(tenant.snapshot);
    expect([nora, robot].map((principal) => evaluateSignIn(set, ordinarySignIn(principal)).applied)).toEqual([[], []]);
  });
});

describe("service principals", () => {
  const clients = (more: object) => ({
    users: null,
    clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"], ...more },
  });
  const rule = 'CustomSecurityAttribute.Zone_Name -eq "a"';
  const tagged = (name: string): SignInPrincipal => ({
    ...robot,
    workload: { covered: true, attributes: { Zone_Name: name } },
  });
  const filter = (mode: string, more: object = { rule }) => ({ servicePrincipalFilter: { mode, ...more } });
  const by = (mode: string, more?: object) => clients({ includeServicePrincipals: [], ...filter(mode, more) });
  it.each<[string, object, SignInPrincipal, string | undefined]>([
    ["one of its ids", clients({ includeServicePrincipals: ["robot-2"] }), robot, usually],
    ["one of its ids, excluded", clients({ excludeServicePrincipals: ["ROBOT-2"] }), robot, undefined],
    ["by an attribute", by("include"), tagged("a"), usually],
    ["by an attribute that is another", by("include"), tagged("b"), undefined],
    [
      "by an attribute that was not read",
      by("include"),
      robot,
      `${usually} with zone_name of the service principal "a"`,
    ],
    [
      "by a rule that cannot be read",
      by("include", { rule: "x" }),
      tagged("a"),
      `${usually} with a service principal that the rule x matches`,
    ],
    [
      "by a rule that is not known yet",
      by("include", {}),
      tagged("a"),
      `${usually} with a service principal that the rule of the policy matches`,
    ],
    ["all but those with an attribute", clients(filter("exclude")), tagged("a"), undefined],
    ["all but those with an attribute that is another", clients(filter("exclude")), tagged("b"), usually],
    [
      "all, and those with an attribute",
      clients(filter("include")),
      tagged("b"),
      `${usually} taking a filter beside “all” for one that narrows nothing`,
    ],
    ["none, but those with an attribute", by("exclude"), tagged("b"), undefined],
  ])("%s", (_name, conditions, principal, expected) => {
    expect(wordsOf(conditions, principal)).toBe(expected);
  });

  it.each([
    [by("include", { rule: "x" }), ["workload filter x"]],
    [by("include", {}), ["workload filter"]],
  ])("what nothing decides of %o", (conditions, expected) => {
    expect(undecidedIn(conditions, tagged("a"))).toEqual(expected);
  });
});
