import { describe, expect, it } from "vitest";
import { findTarget, waysByCondition, waysByPrincipal, whatReaches } from "../../src/access/explain.ts";
import { findWho, type Who } from "../../src/access/who.ts";
import { AzureBuilder } from "../support/azure-builder.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../support/tenant-builder.ts";

function asked(change: (tenant: TenantBuilder) => void = () => {}) {
  const tenant = goodTenant();
  tenant.group("Tideway IT admins");
  tenant.eligible("Tideway IT admins", "dana.reyes");
  tenant.activationRules("Tideway IT admins");
  tenant.role("Tideway IT admins", "Global Administrator");
  change(tenant);
  const { graph, attribution } = tenant.context();
  const who = (name: string): Who => {
    const answer = findWho({ graph, attribution }, name);
    if (!("found" in answer)) throw new Error(`${name} is not found`);
    return answer.found;
  };
  const target = (name: string) => {
    const answer = findTarget(graph, attribution, name);
    if (!("found" in answer)) throw new Error(`${name} is not found`);
    return answer.found;
  };
  return { graph, attribution, who, target };
}

describe("who is meant", () => {
  const two = (tenant: TenantBuilder) => {
    tenant.application("Sync", { appId: "11111111-aaaa-bbbb-cccc-222222222222", subjects: [] });
    tenant.group("team-a", { displayName: "Team" });
    tenant.group("team-b", { displayName: "team" });
  };

  it.each([
    ["dana.reyes@tideway.example", "an address", "Dana Reyes (dana.reyes@tideway.example)"],
    ["DANA.REYES@tideway.example", "an address in another spelling", "Dana Reyes (dana.reyes@tideway.example)"],
    [
      "dana.reyes_tideway.example#EXT#@harbourdental.onmicrosoft.com",
      "a principal name",
      "Dana Reyes (dana.reyes@tideway.example)",
    ],
    ["Dana Reyes", "a display name", "Dana Reyes (dana.reyes@tideway.example)"],
    ["dana.reyes", "an id", "Dana Reyes (dana.reyes@tideway.example)"],
    [helpdeskTeam, "a group", `group "${helpdeskTeam}"`],
    ['group "Team"', "a label as it is printed, which two share here", undefined],
    ["Sync", "an application, which is one with its registration", 'application "Sync"'],
    ["11111111-AAAA-bbbb-cccc-222222222222", "a client id", 'application "Sync"'],
    ["tideway", "a provider's key", "anybody of Tideway IT"],
    ["Tideway IT", "a provider's name", "anybody of Tideway IT"],
    ["provider", "any provider", "anybody of a provider"],
    ["unknown", "nobody known", "anybody of whom nobody knows whose it is"],
  ])("%s: %s", (name, _what, label) => {
    const { graph, attribution } = asked(two);
    const answer = findWho({ graph, attribution }, name);
    expect("found" in answer ? answer.found.label : undefined).toBe(label);
  });

  it("is asked back where several go by the name", () => {
    const { graph, attribution } = asked(two);
    const answer = findWho({ graph, attribution }, "Team");
    expect("several" in answer && answer.several.map(({ id }) => id)).toEqual(["team-a", "team-b"]);
  });

  it.each([
    ["Dana Reys", "Dana Reyes"],
    ["danna", "Dana Reyes"],
    ["tidewey", "tideway"],
    ["zzzzzzzz", undefined],
  ])("is suggested for %s", (name, nearest) => {
    const { graph, attribution } = asked(two);
    expect(findWho({ graph, attribution }, name)).toEqual({ nearest });
  });

  it("is whose own address it is before who only has it among its mail addresses", () => {
    const { who } = asked((tenant) => {
      tenant.user("tideway-dana@harbourdental.example", {
        otherMails: ["dana.reyes@tideway.example", "dana@home.example"],
      });
    });
    expect(who("dana.reyes@tideway.example").id).toBe("dana.reyes");
    expect(who("dana@home.example").id).toBe("tideway-dana");
  });

  it("is one person, though the tenant and the plan each have an account of that address", () => {
    const { who } = asked((tenant) => {
      tenant.guest("dana.reyes@tideway.example", "Dana Reyes", { id: "planned" });
      tenant.role("planned", "Global Reader");
    });
    expect(who("dana.reyes@tideway.example").nodes.map(({ id }) => id)).toEqual(["dana.reyes", "planned"]);
  });

  it("includes those who are in no edge", () => {
    const { graph, attribution, who } = asked((tenant) => tenant.user("idle@harbourdental.example"));
    expect(whatReaches(graph, attribution, who("idle@harbourdental.example"))).toEqual([]);
  });
});

describe("what somebody gets to", () => {
  it("comes with its condition and path, what leads to tier 0 first", () => {
    const { graph, attribution, who } = asked();
    const reached = whatReaches(graph, attribution, who("dana.reyes"));
    expect(
      reached.map(({ node, as, condition, path, toTierZero }) => [node.label, as, condition, path.length, toTierZero]),
    ).toEqual([
      ['group "Tideway IT admins"', "group", "internal-approval", 1, "standing"],
      ["Global Administrator", "access", "internal-approval", 2, "standing"],
      ["Global Administrator or an equivalent", "access", "internal-approval", 3, "standing"],
      [`group "${helpdeskTeam}"`, "group", "internal-approval", 1, undefined],
      ["Helpdesk Administrator over administrative unit Practice staff", "access", "internal-approval", 2, undefined],
      ["Nora Finch (nora@harbourdental.example)", "identity", "internal-approval", 3, undefined],
    ]);
  });

  it("is that of everybody for a party", () => {
    const { graph, attribution, who } = asked((tenant) => {
      tenant.guest("erik@tideway.example", "Erik");
      tenant.role("erik", "Global Reader");
    });
    const labels = whatReaches(graph, attribution, who("tideway")).map(({ node }) => node.label);
    expect(labels).toContain("Global Reader");
    expect(labels).toContain("Global Administrator");
  });
});

describe("the way to what is asked for", () => {
  const more = (tenant: TenantBuilder) => {
    tenant.eligibleRole("dana.reyes", "Global Administrator");
    tenant.group("IT", { members: ["dana.reyes"] });
    tenant.group("All of IT", { members: ["IT"] });
    tenant.role("All of IT", "Global Administrator");
  };

  it("is the shortest of each condition", () => {
    const { graph, who, target } = asked(more);
    const ways = waysByCondition(graph, who("dana.reyes"), target("Global Administrator"));
    expect(ways.map(({ condition, path }) => [condition, path.length])).toEqual([
      ["standing", 4],
      ["self-activation", 2],
      ["internal-approval", 3],
    ]);
    for (const { path, condition } of ways) expect(path.some((edge) => edge.condition === condition)).toBe(true);
  });

  it("is the best one of each of a party's", () => {
    const { graph, who, target } = asked((tenant) => {
      tenant.guest("erik@tideway.example", "Erik");
      tenant.role("erik", "Global Administrator");
    });
    const ways = waysByPrincipal(graph, who("tideway"), target("tier 0"));
    expect(ways.map(({ from, condition }) => [from.id, condition])).toEqual([
      ["erik", "standing"],
      ["dana.reyes", "internal-approval"],
    ]);
  });

  it.each([
    ["Helpdesk Administrator", 2],
    ["729827e3-9c14-49f7-bb1b-9608f156bbb8", 2],
    ["helpdesk administrator over administrative unit practice staff", 2],
    [helpdeskTeam, 1],
    ["nora@harbourdental.example", 3],
  ])("to %s", (name, length) => {
    const { graph, who, target } = asked();
    expect(waysByCondition(graph, who("dana.reyes"), target(name)).map(({ path }) => path.length)).toEqual([length]);
  });

  it("is none to a role that nobody in sight holds, and none back", () => {
    const { graph, who, target } = asked();
    expect(waysByCondition(graph, who("dana.reyes"), target("Exchange Administrator"))).toEqual([]);
    expect(waysByCondition(graph, who("nora@harbourdental.example"), target("tier 0"))).toEqual([]);
  });

  it.each([
    ["tier 0"],
    ["Tier Zero"],
    ["tier-zero"],
    [" global administrator "],
    ["62e90394-69f5-4237-9190-012177145e10"],
    ["Global administrator OR an equivalent"],
  ])("is to tier 0, called %s", (name) => {
    const { graph, target } = asked();
    expect(target(name)).toEqual({ label: "Global Administrator or an equivalent", nodes: [graph.tierZero] });
  });

  const several = (tenant: TenantBuilder) => {
    tenant.permission(tenant.application("Sync"), "User.Read.All");
    new AzureBuilder(tenant).role("dana.reyes", "Contributor");
    tenant.role("dana.reyes", "Helpdesk Administrator");
    tenant.role(tenant.user("idle@harbourdental.example"), "Reports Reader");
  };
  const permission = "permission User.Read.All on Microsoft Graph";
  it.each<[string, string, string[]]>([
    [
      " Helpdesk Administrator ",
      "Helpdesk Administrator",
      ["Helpdesk Administrator over administrative unit Practice staff", "Helpdesk Administrator"],
    ],
    [
      "Helpdesk Administrator over administrative unit Practice staff",
      "Helpdesk Administrator over administrative unit Practice staff",
      ["Helpdesk Administrator over administrative unit Practice staff"],
    ],
    [" User.Read.All ", "User.Read.All", [permission]],
    ["user.read.all on microsoft graph", "user.read.all on microsoft graph", [permission]],
    ["permission User.Read.All", "permission User.Read.All", [permission]],
    [permission, permission, [permission]],
    ["Contributor", "Contributor", ["Contributor over subscription sub"]],
    ["Billing Administrator", "Billing Administrator", []],
  ])("is to %s wherever that is held", (name, label, labels) => {
    const { target } = asked(several);
    const found = target(name);
    expect([found.label, found.nodes.map((node) => node.label).toSorted()]).toEqual([label, labels.toSorted()]);
  });

  it("is to somebody whose name is an address, and to no role of which only a part is said", () => {
    const { graph, attribution, target } = asked(several);
    expect(target("idle@harbourdental.example")).toMatchObject({ id: "idle" });
    expect(findTarget(graph, attribution, "Contrib")).toEqual({ nearest: "Contributor over subscription sub" });
  });

  it("is to nothing that has no such name", () => {
    const { graph, attribution } = asked();
    expect(findTarget(graph, attribution, "Helpdesk Administratr")).toEqual({ nearest: "Helpdesk Administrator" });
  });
});
