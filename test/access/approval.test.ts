import { describe, expect, it } from "vitest";
import { approvalCondition, foreignApproverKeys, settleApprovals } from "../../src/access/approval.ts";
import { GraphBuilder } from "../../src/access/graph.ts";
import type { StepCondition } from "../../src/finding.ts";
import { goodTenant, memberKey, type TenantBuilder } from "../support/tenant-builder.ts";

/** The good tenant with groups of every mixture, and somebody of whom nobody knows whose he is. */
function mixedTenant(): TenantBuilder {
  const tenant = goodTenant();
  tenant.user("stranger@elsewhere.example");
  tenant.group("empty");
  tenant.group("Tideway IT leads");
  tenant.group("mixed", { members: ["miriam.okafor", "dana.reyes"] });
  tenant.group("with a stranger", { members: ["miriam.okafor", "stranger"] });
  tenant.group("outer", { members: ["inner"] });
  tenant.group("inner", { members: ["dana.reyes"] });
  tenant.group("around nobody", { members: ["empty", "miriam.okafor"] });
  tenant.group("may become", { members: ["miriam.okafor"] });
  tenant.eligible("may become", "dana.reyes");
  tenant.group("deep", { members: ["mixed", "joel.lindqvist"] });
  tenant.group("owned", { members: ["miriam.okafor"], owners: ["dana.reyes"] });
  return tenant;
}

describe("an approval", () => {
  it.each<[string, readonly (readonly string[])[], StepCondition]>([
    ["nobody at all", [], "unknown-approval"],
    ["a stage of nobody", [[]], "unknown-approval"],
    ["somebody of the internal team", [["miriam.okafor"]], "internal-approval"],
    ["an emergency account", [["emergency-1"]], "internal-approval"],
    ["the internal team and an emergency account", [["miriam.okafor", "emergency-1"]], "internal-approval"],
    ["somebody whom nobody knows", [["stranger"]], "unknown-approval"],
    ["somebody whom nothing shows", [[""]], "unknown-approval"],
    ["a provider", [["dana.reyes"]], "provider-approval"],
    ["the internal team or a provider", [["miriam.okafor", "dana.reyes"]], "provider-approval"],
    ["the internal team or a stranger", [["miriam.okafor", "stranger"]], "unknown-approval"],
    ["a provider or a stranger", [["stranger", "dana.reyes"]], "provider-approval"],
    ["a group of the internal team", [["approvers"]], "internal-approval"],
    ["a group with a provider in it", [["mixed"]], "provider-approval"],
    ["a group with a stranger in it", [["with a stranger"]], "unknown-approval"],
    ["a group with a provider in a group of it", [["outer"]], "provider-approval"],
    ["a group with an empty group in it", [["around nobody"]], "internal-approval"],
    ["a group for which a provider is eligible", [["may become"]], "provider-approval"],
    ["a group that a provider owns: whoever owns it does not approve yet", [["owned"]], "internal-approval"],
    ["an empty group", [["empty"]], "unknown-approval"],
    ["an empty group of a provider", [["Tideway IT leads"]], "provider-approval"],
    ["a provider and then the internal team", [["dana.reyes"], ["miriam.okafor"]], "internal-approval"],
    ["a provider and then a stranger", [["dana.reyes"], ["stranger"]], "unknown-approval"],
  ])("by %s is worth what the hardest stage asks", (_name, stages, condition) => {
    expect(approvalCondition(stages, mixedTenant().attribution())).toBe(condition);
  });
});

describe("who puts others than the internal team among the approvers", () => {
  it.each<[string, readonly (readonly string[])[], readonly string[]]>([
    ["nobody", [], []],
    ["the internal team", [["approvers"]], []],
    ["a provider by name, whom nothing else puts there", [["dana.reyes"]], []],
    ["a group", [["mixed"]], [memberKey("mixed", "dana.reyes")]],
    [
      "a stage each",
      [["mixed"], ["with a stranger"]],
      [memberKey("mixed", "dana.reyes"), memberKey("with a stranger", "stranger")],
    ],
    ["an eligibility", [["may become"]], ["dana.reyes eligible member of may become"]],
    ["an owner", [["owned"]], ["owners:owned:dana.reyes"]],
    ["a group in a group", [["deep"]], [memberKey("deep", "mixed"), memberKey("mixed", "dana.reyes")]],
  ])("%s", (_name, stages, keys) => {
    expect(foreignApproverKeys(stages, mixedTenant().attribution())).toEqual(keys);
  });
});

describe("an internal approval", () => {
  const conditionsOf = (make: (tenant: TenantBuilder) => void, ...targets: readonly string[]) => {
    const tenant = goodTenant();
    for (const id of targets) {
      tenant.group(id, { isAssignableToRole: true });
      tenant.eligible(id, "dana.reyes");
    }
    make(tenant);
    const { graph } = tenant.context();
    return targets.map(
      (id) => graph.edges.find(({ kind, to }) => kind === "eligible-member-of" && to.id === id)?.condition,
    );
  };
  const rules = (tenant: TenantBuilder, target: string, ...stages: string[][]) => {
    tenant.activationRules(target, { approvers: [] });
    const approval = tenant.collections.roleManagementPolicies.at(-1)?.rules?.[0];
    Object.assign(approval ?? {}, {
      setting: {
        isApprovalRequired: true,
        approvalStages: stages.map((stage) => ({ primaryApprovers: stage.map((userId) => ({ userId })) })),
      },
    });
  };
  /** A way for Kim of the provider to the account of somebody. */
  const takeover = (tenant: TenantBuilder, victim: string) => {
    if (!tenant.collections.users.some(({ id }) => id === "kim")) tenant.guest("kim@tideway.example", "Kim");
    tenant.role("kim", "Password Administrator", tenant.unit(`unit of ${victim}`, [victim]));
  };
  const [internal, provider] = ["internal-approval", "provider-approval"];

  it.each<[string, (tenant: TenantBuilder) => void, (string | undefined)[]]>([
    ["nobody takes over", (t) => rules(t, "A", ["nora"]), [internal]],
    [
      "a provider takes over",
      (t) => {
        rules(t, "A", ["nora"]);
        takeover(t, "nora");
      },
      [provider],
    ],
    [
      "one of two who may approve is taken over",
      (t) => {
        rules(t, "A", ["joel.lindqvist", "nora"]);
        takeover(t, "nora");
      },
      [provider],
    ],
    [
      "one of two who must both approve is taken over",
      (t) => {
        rules(t, "A", ["joel.lindqvist"], ["nora"]);
        takeover(t, "nora");
      },
      [internal],
    ],
    [
      "a provider approves first, and who approves next is taken over",
      (t) => {
        rules(t, "A", ["dana.reyes"], ["nora"]);
        takeover(t, "nora");
      },
      [provider],
    ],
    [
      "a provider approves first, and nobody takes over who approves next",
      (t) => rules(t, "A", ["dana.reyes"], ["nora"]),
      [internal],
    ],
    [
      "somebody of the internal team takes over, which is no provider",
      (t) => {
        rules(t, "A", ["nora"]);
        t.role("joel.lindqvist", "Password Administrator", t.unit("staff", ["nora"]));
      },
      [internal],
    ],
    [
      "a provider takes over only with the internal team's approval",
      (t) => {
        rules(t, "A", ["nora"]);
        t.group("resetters", { isAssignableToRole: true });
        t.role("resetters", "Password Administrator", t.unit("staff", ["nora"]));
        t.eligible("resetters", "dana.reyes");
        t.activationRules("resetters");
      },
      [internal],
    ],
    [
      "a provider who holds Global Administrator takes over like everything else",
      (t) => {
        rules(t, "A", ["nora"]);
        t.role(t.guest("kim@tideway.example", "Kim"), "Global Administrator");
      },
      [internal],
    ],
    [
      "a provider who holds Global Administrator as well takes over",
      (t) => {
        rules(t, "A", ["nora"]);
        takeover(t, "nora");
        t.role("kim", "Global Administrator");
      },
      [internal],
    ],
    [
      "a provider takes over who could become Global Administrator if a stranger approves",
      (t) => {
        rules(t, "A", ["nora"]);
        takeover(t, "nora");
        t.group("admins", { isAssignableToRole: true });
        t.role("admins", "Global Administrator");
        t.eligible("admins", "kim");
        t.activationRules("admins", { approvers: ["stranger"] });
      },
      [provider],
    ],
    [
      "a provider takes over only if a stranger approves",
      (t) => {
        rules(t, "A", ["nora"]);
        t.group("resetters", { isAssignableToRole: true });
        t.role("resetters", "Password Administrator", t.unit("staff", ["nora"]));
        t.eligible("resetters", "dana.reyes");
        t.activationRules("resetters", { approvers: ["stranger"] });
      },
      [internal],
    ],
    ["nobody is named who approves", (t) => rules(t, "A"), ["unknown-approval"]],
    [
      "a provider takes over who could become Global Administrator with an approval",
      (t) => {
        rules(t, "A", ["nora"]);
        takeover(t, "nora");
        t.group("admins", { isAssignableToRole: true });
        t.role("admins", "Global Administrator");
        t.eligible("admins", "kim");
        t.activationRules("admins");
      },
      [provider],
    ],
  ])("stands or not where %s", (_name, make, expected) => {
    expect(conditionsOf(make, "A")).toEqual(expected);
  });

  it("falls with the one by which a provider gets to its approver", () => {
    const chain = (t: TenantBuilder) => {
      rules(t, "B", ["nora"]);
      // Whoever is active in B gets to Joel, who approves A.
      t.role("B", "Password Administrator", t.unit("IT", ["joel.lindqvist"]));
      t.collections.groups.find(({ id }) => id === "approvers")?.members?.splice(0);
      rules(t, "A", ["joel.lindqvist"]);
    };
    expect(conditionsOf(chain, "A", "B")).toEqual([internal, internal]);
    expect(
      conditionsOf(
        (t) => {
          chain(t);
          takeover(t, "nora");
        },
        "A",
        "B",
      ),
    ).toEqual([provider, provider]);
  });

  it("is blamed on who declares the eligibility, else on who declares the shortest way to the approver", () => {
    const tenant = goodTenant();
    tenant.group("A", { isAssignableToRole: true });
    const eligibility = tenant.eligible("A", "dana.reyes");
    rules(tenant, "A", ["nora"]);
    const edge = () =>
      tenant.programContext().graph.edges.find(({ kind, to }) => kind === "eligible-member-of" && to.id === "A");
    const inUnit = memberKey(tenant.unit("staff"), "nora");
    takeover(tenant, "nora");
    expect([edge()?.condition, edge()?.declaredBy]).toEqual([provider, undefined]);
    const grant = tenant.declare("kim holds Password Administrator over unit of nora", "grant");
    expect(edge()?.declaredBy).toBe(grant);
    tenant.declare(inUnit, "elsewhere");
    expect(edge()?.declaredBy).toBe(grant);
    const own = tenant.declare(eligibility, "eligibility");
    expect([edge()?.condition, edge()?.declaredBy]).toEqual([provider, own]);
  });

  it("is blamed on who declares a later step of the way, where nothing declares the first", () => {
    const tenant = goodTenant();
    tenant.group("A", { isAssignableToRole: true });
    tenant.eligible("A", "dana.reyes");
    rules(tenant, "A", ["nora"]);
    takeover(tenant, "nora");
    const urn = tenant.declare(memberKey("unit of nora", "nora"), "unit");
    const { graph } = tenant.programContext();
    expect(graph.edges.find(({ to }) => to.id === "A")?.declaredBy).toBe(urn);
  });

  it("is blamed on the shortest way to anybody in a group of approvers", () => {
    const tenant = goodTenant();
    tenant.group("A", { isAssignableToRole: true });
    tenant.eligible("A", "dana.reyes");
    tenant.group("deciders", { isAssignableToRole: true });
    for (const id of ["joel.lindqvist", "nora"]) tenant.eligible("deciders", id);
    tenant.activationRules("deciders", { approvers: ["miriam.okafor"] });
    tenant.activationRules("A", { approvers: ["deciders"] });
    tenant.guest("kim@tideway.example", "Kim");
    tenant.group("resetters", { members: ["kim"], isAssignableToRole: true });
    tenant.declare(
      tenant.role("resetters", "Privileged Authentication Administrator", tenant.unit("IT", ["joel.lindqvist"])),
      "long",
    );
    const urn = tenant.declare(
      tenant.role("kim", "Privileged Authentication Administrator", tenant.unit("staff", ["nora"])),
      "short",
    );
    const { graph } = tenant.programContext();
    expect(graph.edges.find(({ to }) => to.id === "A")?.declaredBy).toBe(urn);
  });

  it("leaves the rest of the graph as it is", () => {
    const tenant = goodTenant();
    const { graph, attribution } = tenant.context();
    expect(settleApprovals(graph, new Map(), attribution)).toBe(graph);
    const builder = new GraphBuilder();
    const [one, target] = [builder.node("dana.reyes", "principal", "Dana"), builder.node("t", "tier-zero", "T")];
    const add = (condition: StepCondition) =>
      builder.edge({ from: one, to: target, kind: "eligible-for-role", objectKeys: [] }, condition, [["dana.reyes"]]);
    for (const condition of ["provider-approval", "unknown-approval", "internal-approval"] as const) add(condition);
    const settled = settleApprovals(builder.finish(target), builder.approvers, attribution);
    expect(settled.edges.map(({ condition }) => condition)).toEqual([provider, provider, provider]);
    expect(settled.edges[2]).toStrictEqual({
      index: 2,
      from: one,
      to: target,
      kind: "eligible-for-role",
      condition: provider,
      objectKeys: [],
    });
    expect(settled.node("dana.reyes")).toBe(one);
  });
});
