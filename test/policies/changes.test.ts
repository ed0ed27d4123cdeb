import { describe, expect, it } from "vitest";
import { accessChangesOf } from "../../policies/changes.ts";
import { judge } from "../../policies/judge.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { planned, planOf } from "../support/plans.ts";
import { harbourWorld, today } from "../support/tenant-builder.ts";
import {
  activation,
  admin,
  approved,
  approvers,
  common,
  dana,
  eligible,
  erik,
  holds,
  itGroup,
  member,
  nora,
  providerAdmins,
  strict,
  tenantOf,
} from "../support/tenant-resources.ts";

function changes(snapshot: Snapshot | undefined, resources: readonly PlannedResource[]) {
  const judgement = judge({
    matrix: harbourWorld.matrix,
    plan: planOf(resources),
    ...(snapshot && { snapshot }),
    scope: "partial",
    rules: [],
    today,
  });
  const { access, reach } = accessChangesOf(judgement);
  return {
    access: access.map(
      ({ change, record: { kind, principal, target }, differences }) =>
        `${change} ${kind}: ${principal.label} ${target}${differences.map(({ what }) => `, ${what}`).join("")}`,
    ),
    reach: reach.map(
      ({ change, principal, before, after, path }) =>
        `${change}: ${principal.label}, ${before ?? "no way"} to ${after ?? "no way"} in ${path.length}`,
    ),
  };
}

const danaLabel = "dana.reyes (dana.reyes@tideway.example)";

describe("what a plan changes", () => {
  it("is nothing for a plan with nothing in it", () => {
    expect(changes(tenantOf(common), [])).toEqual({ access: [], reach: [] });
    expect(changes(undefined, [])).toEqual({ access: [], reach: [] });
  });

  it("is nothing for what the tenant has already", () => {
    const tenant = tenantOf([...common, member("old", itGroup, nora)]);
    expect(changes(tenant, [member("same", itGroup, nora)])).toEqual({ access: [], reach: [] });
  });

  it("is a group that can hold roles, and not the activation rules that Microsoft gives every such group", () => {
    const group = planned("Group", "team", { displayName: "Team", securityEnabled: true, assignableToRole: true });
    const { access } = changes(tenantOf(common), [group]);
    expect(access).toEqual(['gained group-owner: application "Demarc deployment" Team']);
  });

  it("is a membership, and whom it takes to tier 0", () => {
    expect(changes(tenantOf(common), [member("add", itGroup, dana)])).toEqual({
      access: [`gained group-member: ${danaLabel} IT`],
      reach: [`gained: ${danaLabel}, no way to standing in 3`],
    });
  });

  it("is an activation that needs no approval any more: easier, though nothing new is held", () => {
    expect(
      changes(tenantOf([...common, ...approved]), [activation("rules", providerAdmins, { requireApproval: false })]),
    ).toEqual({
      access: [expect.stringMatching(/^changed activation-rules: group "Tideway IT admins" member, .*approv/)],
      reach: [`easier: ${danaLabel}, internal-approval to self-activation in 3`],
    });
  });

  it("is an approval where there was none: harder", () => {
    const open = [
      ...common,
      providerAdmins,
      holds("provider admin", providerAdmins, admin),
      eligible("dana may", providerAdmins, dana),
      activation("rules", providerAdmins, { requireApproval: false }),
    ];
    expect(changes(tenantOf(open), [activation("rules", providerAdmins, strict)]).reach).toEqual([
      `harder: ${danaLabel}, self-activation to internal-approval in 3`,
    ]);
  });

  it("is an approver of the provider: easier for whoever is eligible", () => {
    expect(changes(tenantOf([...common, ...approved]), [member("approver", approvers, erik)]).reach).toEqual([
      `easier: ${danaLabel}, internal-approval to provider-approval in 3`,
    ]);
  });

  it("is everything the plan declares, where no tenant is underneath; providers come first", () => {
    const { access, reach } = changes(undefined, [...common, member("add", itGroup, dana)]);
    expect(access).toContain(`gained group-member: ${danaLabel} IT`);
    expect(access).toContain('gained directory-role: group "IT" Global Administrator');
    expect(reach[0]).toBe(`gained: ${danaLabel}, no way to standing in 3`);
    expect(reach).toContain("gained: miriam.okafor@harbourdental.example, no way to standing in 3");
  });

  it("is a new account, and none for one that is only looked up", () => {
    const fresh = planned("User", "new", { userPrincipalName: "new@harbourdental.example", displayName: "New" });
    expect(changes(tenantOf(common), [fresh]).access).toEqual(["gained user: New (new@harbourdental.example) account"]);
  });
});
