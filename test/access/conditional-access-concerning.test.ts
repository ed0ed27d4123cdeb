import { describe, expect, it } from "vitest";
import { concerning } from "../../src/access/conditional-access/concerning.ts";
import type { SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { readPolicies } from "../../src/access/conditional-access.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const member = (id: string, ...groups: string[]): SignInPrincipal => ({ label: id, ids: [id], groups, roles: [] });
const robot: SignInPrincipal = { ...member("robot"), workload: { covered: true } };

/** Policies for everybody, for a group, for nobody, and one that only reports. */
function concern() {
  const tenant = new TenantBuilder();
  const mfa = { operator: "AND", builtInControls: ["mfa" as const, "compliantDevice" as const] };
  const block = { operator: "OR", builtInControls: ["block" as const] };
  const clientApplications = { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] };
  const everybody = { users: { includeUsers: ["All"] }, clientApplications };
  const applications = { includeApplications: ["All"] };
  tenant.policy("all", {
    conditions: { ...everybody, applications, clientAppTypes: ["browser"] },
    grantControls: mfa,
  });
  tenant.policy("pilot", {
    conditions: { users: { includeGroups: ["pilot"] }, applications },
    grantControls: block,
  });
  tenant.policy("nobody", { conditions: { users: { includeUsers: ["None"] }, applications }, grantControls: block });
  tenant.policy("session", { conditions: { users: { includeUsers: ["All"] }, applications } });
  tenant.policy("reports", {
    state: "enabledForReportingButNotEnforced",
    conditions: { ...everybody, applications },
    grantControls: block,
  });
  return concerning(readPolicies(tenant.snapshot));
}

describe("policies that bear on a principal", () => {
  it.each([
    ["a member", member("nora"), ["all", "session"]],
    ["a member of the group", member("kim", "pilot"), ["all", "pilot", "session"]],
    ["a service principal", robot, ["all"]],
  ])("are those that are enforced and may apply to %s", (_name, principal, expected) => {
    expect(concern()(principal).policies.map(({ policy }) => policy.displayName)).toEqual(expected);
  });

  it("are said with what they ask for and when they keep out", () => {
    const [all, pilot, session] = concern()(member("kim", "pilot")).policies;
    expect(all?.demands.map((demand) => demand.map(({ name }) => name))).toEqual([["mfa"], ["compliantDevice"]]);
    expect(pilot?.demands).toEqual([]);
    expect(pilot?.blocks).toEqual(pilot?.applies);
    expect(session).toMatchObject({ demands: [], blocks: { kind: "constant", value: false } });
    expect([all?.appliesText, all?.blocksText]).toEqual([JSON.stringify(all?.applies), JSON.stringify(all?.blocks)]);
  });

  it("are the same for all to whom the same policies apply, and for nobody else", () => {
    const read = concern();
    const [nora, lou, kim, machine] = [member("nora"), member("lou", "other"), member("kim", "pilot"), robot].map(read);
    expect(lou?.alike).toBe(nora?.alike);
    expect(new Set([nora, kim, machine].map((each) => each?.alike)).size).toBe(3);
    expect(lou?.policies[0]).toBe(nora?.policies[0]);
    // A service principal is not asked for its client.
    expect(machine?.policies[0]?.appliesText).not.toBe(nora?.policies[0]?.appliesText);
  });
});
