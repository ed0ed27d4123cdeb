import { describe, expect, it } from "vitest";
import { accessChangesOf, contextBefore } from "../../policies/changes.ts";
import { type Judgement, judge } from "../../policies/judge.ts";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { lookup, planned, planOf } from "../support/plans.ts";
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
  readers,
  strict,
  tenantOf,
} from "../support/tenant-resources.ts";

function judged(snapshot: Snapshot | undefined, plan: Plan, scope: "partial" | "whole-tenant" = "partial"): Judgement {
  return judge({ matrix: harbourWorld.matrix, plan, ...(snapshot && { snapshot }), scope, rules: [], today });
}

function changes(snapshot: Snapshot | undefined, resources: readonly PlannedResource[]) {
  return told(judged(snapshot, planOf(resources)));
}

/** @param planBefore what the program declared before */
function told(judgement: Judgement, planBefore?: Plan) {
  const { access, reach } = planBefore
    ? accessChangesOf(judgement, contextBefore(judgement, planBefore))
    : accessChangesOf(judgement);
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

  it("is a name by which what the tenant has is known from then on, rules of Microsoft's aside", () => {
    const renamed = planned("Group", "it", { ...itGroup.inputs, displayName: "Platform" });
    const held = (name: string) => `directory-role: group "${name}" Global Administrator`;
    const { access } = changes(tenantOf(common), [renamed]);
    expect(access).toContain(`gained ${held("Platform")}`);
    expect(access).toContain(`lost ${held("IT")}`);
    expect(access.filter((each) => each.includes("activation-rules"))).toEqual([]);
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

describe("what a plan changes of what the program declared before", () => {
  const team = planned("Group", "team", { displayName: "Team", securityEnabled: true, assignableToRole: true });
  const owned = (change: string) => `${change} group-owner: application "Demarc deployment" Team`;

  it("is what it declares no more, without the rules that Microsoft took back with it", () => {
    expect(told(judged(tenantOf(common), planOf([])), planOf([team])).access).toEqual([owned("lost")]);
  });

  it("is the rules for a group, where the program declared them", () => {
    const rules = activation("rules", team, strict);
    const before = planOf([team]);
    expect(told(judged(tenantOf(common), planOf([team, rules])), before).access).toEqual([
      expect.stringMatching(/^changed activation-rules: group "Team" member, .*approvers/),
    ]);
    expect(told(judged(tenantOf(common), planOf([])), planOf([team, rules])).access.toSorted()).toEqual([
      'lost activation-rules: group "Team" member',
      owned("lost"),
    ]);
    expect(told(judged(tenantOf(common), planOf([team, rules])), planOf([])).access.toSorted()).toEqual([
      'gained activation-rules: group "Team" member',
      owned("gained"),
    ]);
  });

  it("is rules that name somebody else, though nobody declares the rules", () => {
    const renamed = planned("Group", "approvers", { ...approvers.inputs, displayName: "Somebody else" });
    expect(told(judged(tenantOf([...common, ...approved]), planOf([renamed]))).access).toContain(
      'changed activation-rules: group "Tideway IT admins" member, approvers',
    );
  });

  it("is nothing of what stands for a lookup, made or made no more", () => {
    const found = lookup("getUser", { userPrincipalName: "x@harbourdental.example" });
    const [asking, silent] = [planOf([], [found]), planOf([])];
    expect(told(judged(undefined, asking), silent)).toEqual({ access: [], reach: [] });
    expect(told(judged(undefined, silent), asking)).toEqual({ access: [], reach: [] });
  });
});

describe("the tenant before", () => {
  const read = { ...planned("Group", "read", { displayName: "Read", securityEnabled: true }), read: true };
  const names = (judgement: Judgement, planBefore?: Plan) =>
    contextBefore(judgement, planBefore).snapshot.collections.groups.map(({ displayName }) => displayName);

  it("has what the program only reads, and nothing that it declares", () => {
    expect(names(judged(undefined, planOf([itGroup, read])))).toEqual(["Read"]);
    expect(names(judged(undefined, planOf([itGroup, read])), planOf([readers]))).toEqual(["Readers"]);
  });

  it("is seen where a snapshot shows it, or where the plan is everything", () => {
    expect(contextBefore(judged(tenantOf(common), planOf([]))).seesTenant).toBe(true);
    expect(contextBefore(judged(undefined, planOf([]))).seesTenant).toBe(false);
    expect(contextBefore(judged(undefined, planOf([]), "whole-tenant"))).toMatchObject({
      scope: "whole-tenant",
      seesTenant: true,
      today,
    });
  });

  it("was deployed by the same identity", () => {
    const { attribution, snapshot } = contextBefore(judged(undefined, planOf([])), planOf([itGroup]));
    const [owner] = snapshot.collections.groups[0]?.owners ?? [];
    expect(attribution.partyOf(owner?.id ?? "").party).toEqual({ kind: "deployment" });
  });
});
