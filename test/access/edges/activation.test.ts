import { describe, expect, it } from "vitest";
import type { TenantBuilder } from "../../support/tenant-builder.ts";
import { admin, equal, people, shownWay } from "./ways.ts";

type Case = [string, (tenant: TenantBuilder) => void, string | undefined];

/** Dana is eligible for a group that holds Global Administrator. */
function eligible(tenant: TenantBuilder, approvers: readonly string[]): void {
  tenant.group("admins", { isAssignableToRole: true });
  tenant.eligible("admins", "dana.reyes");
  tenant.role("admins", admin);
  tenant.activationRules("admins", { approvers });
}
const by = (condition: string) => `eligible-member-of (${condition}) > holds-role > ${equal}`;

describe("approvers of a group", () => {
  const cases: Case[] = [
    ["the internal team", (t) => eligible(t, ["approvers"]), by("internal-approval")],
    [
      "the team itself",
      (t) => {
        eligible(t, ["admins"]);
        t.eligible("admins", "tomasz.wilk");
      },
      by("provider-approval"),
    ],
    [
      "a group for which the provider is eligible",
      (t) => {
        eligible(t, ["cab"]);
        t.group("cab", { isAssignableToRole: true, members: ["miriam.okafor"] });
        t.eligible("cab", "tomasz.wilk");
      },
      by("provider-approval"),
    ],
    [
      "a nested group of colleagues",
      (t) => {
        eligible(t, ["cab"]);
        t.group("inner", { members: ["tomasz.wilk"] });
        t.group("cab", { members: ["inner", "miriam.okafor"] });
      },
      by("provider-approval"),
    ],
    [
      "an ordinary group, and a colleague fills groups of the whole directory",
      (t) => {
        eligible(t, ["cab"]);
        t.group("cab", { members: ["miriam.okafor"] });
        t.role("tomasz.wilk", "Groups Administrator");
      },
      by("provider-approval"),
    ],
    [
      "a role-assignable group, and a colleague fills groups of the whole directory",
      (t) => {
        eligible(t, ["approvers"]);
        t.role("tomasz.wilk", "Groups Administrator");
      },
      by("internal-approval"),
    ],
    [
      "somebody whose password a colleague resets",
      (t) => {
        eligible(t, ["nora"]);
        t.role("tomasz.wilk", "Helpdesk Administrator");
      },
      by("provider-approval"),
    ],
    [
      "somebody active in a role-assignable group, whose password nobody resets",
      (t) => {
        eligible(t, ["miriam.okafor"]);
        t.role("tomasz.wilk", "Helpdesk Administrator");
      },
      by("internal-approval"),
    ],
    [
      "a dynamic group that a guest matches",
      (t) => {
        eligible(t, ["cab"]);
        t.group("cab", { membershipRule: 'user.companyName -ne "Competitor"', groupTypes: ["DynamicMembership"] });
      },
      by("provider-approval"),
    ],
    [
      "a dynamic group of the internal team",
      (t) => {
        eligible(t, ["cab"]);
        Object.assign(t.collections.users.find(({ id }) => id === "nora") ?? {}, { department: "IT" });
        t.group("cab", { membershipRule: 'user.department -eq "IT"', groupTypes: ["DynamicMembership"] });
      },
      by("internal-approval"),
    ],
    ["nobody: a group has no default", (t) => eligible(t, []), by("unknown-approval")],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});

describe("a directory role without named approvers", () => {
  const role = (tenant: TenantBuilder) => {
    tenant.eligibleRole("dana.reyes", admin);
    tenant.activationRules(admin, { approvers: [] }, "role");
  };
  const cases: Case[] = [
    [
      "is approved by its active administrators",
      (t) => {
        role(t);
        t.role("miriam.okafor", admin);
        t.role("nora", "Privileged Role Administrator");
      },
      `eligible-for-role (internal-approval) > ${equal}`,
    ],
    [
      "a provider's among them",
      (t) => {
        role(t);
        t.role("miriam.okafor", admin);
        t.role("tomasz.wilk", "Privileged Role Administrator");
      },
      `eligible-for-role (provider-approval) > ${equal}`,
    ],
    [
      "not by who is merely eligible",
      (t) => {
        role(t);
        t.role("miriam.okafor", admin);
        t.eligibleRole("tomasz.wilk", "Privileged Role Administrator");
      },
      `eligible-for-role (internal-approval) > ${equal}`,
    ],
    ["nor by anybody, where nobody is", role, `eligible-for-role (unknown-approval) > ${equal}`],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });

  it("is approved by more than a plan shows", () => {
    const tenant = people();
    role(tenant);
    tenant.role("miriam.okafor", admin);
    Object.assign(tenant.snapshot, { source: "plan" });
    expect(shownWay(tenant, "dana.reyes")).toBe(`eligible-for-role (unknown-approval) > ${equal}`);
  });
});

describe("groups in groups", () => {
  const cases: Case[] = [
    [
      "a group is eligible, and whoever is in it activates",
      (t) => {
        t.group("team", { members: ["dana.reyes"] });
        t.group("admins", { isAssignableToRole: true });
        t.eligible("admins", "team");
        t.role("admins", admin);
      },
      `member-of > eligible-member-of (self-activation) > holds-role > ${equal}`,
    ],
    [
      "two activations",
      (t) => {
        t.group("team", { isAssignableToRole: true });
        t.group("admins", { isAssignableToRole: true });
        t.eligible("team", "dana.reyes");
        t.activationRules("team");
        t.eligible("admins", "team");
        t.role("admins", admin);
      },
      `eligible-member-of (internal-approval) > eligible-member-of (self-activation) > holds-role > ${equal}`,
    ],
    [
      "an eligible owner fills the group",
      (t) => {
        t.group("admins", { isAssignableToRole: true });
        t.eligible("admins", "dana.reyes", { accessId: "owner" });
        t.activationRules("admins", {}, "owner");
        t.role("admins", admin);
      },
      `eligible-owner-of (internal-approval) > holds-role > ${equal}`,
    ],
    [
      "owning a group in the group",
      (t) => {
        t.group("team", { owners: ["dana.reyes"] });
        t.group("admins", { members: ["team"] });
        t.role("admins", admin);
      },
      `owner-of > member-of > holds-role > ${equal}`,
    ],
    [
      "being in a group that owns nothing",
      (t) => {
        t.group("team", { members: ["dana.reyes"] });
        t.group("admins", { isAssignableToRole: true, members: ["miriam.okafor"] });
        t.role("admins", admin);
      },
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });
});
