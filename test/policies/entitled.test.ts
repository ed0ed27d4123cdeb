/** What the matrix gives a provider, in the words of access records. */

import { describe, expect, test } from "vitest";
import { entitledRoles, isInGroup, teamOf } from "../../policies/entitled.ts";
import { findRole } from "../../src/catalogue/entra-roles.ts";
import { goodTenant, harbourWorld, helpdeskTeam, nightTeam } from "../support/tenant-builder.ts";

const roleRecord = { key: "", kind: "directory-role", scope: "directory", held: "standing", objectKey: "" } as const;
const somebody = { id: "x", identity: "user:x", label: "x", type: "user", party: { kind: "unknown" } } as const;

describe("roles that the matrix gives", () => {
  const compliance = "Tideway IT – Compliance documentation";

  test.each<[string, string, { target: string; targetId?: string }, [string, string][]]>([
    [
      "over a unit, to several teams",
      "tideway",
      { target: "whatever it is called", targetId: findRole("Helpdesk Administrator")?.templateId.toUpperCase() ?? "" },
      [
        [helpdeskTeam, "administrative unit Practice staff"],
        [nightTeam, "administrative unit Practice staff"],
      ],
    ],
    [
      "over the directory, each provider its own",
      "tideway",
      { target: "", targetId: findRole("Security Reader")?.templateId ?? "" },
      [[compliance, "directory"]],
    ],
    [
      "of its own making, by the name",
      "tideway",
      { target: "workstation RECOVERY key reader", targetId: "made by a program" },
      [[helpdeskTeam, "administrative unit Practice workstations"]],
    ],
    ["none by the name of a built-in one", "tideway", { target: "Helpdesk Administrator", targetId: "custom" }, []],
    ["none by no role", "tideway", { target: "Helpdesk Administrator" }, []],
    ["none of another provider's", "nightwatch", { target: "Workstation recovery key reader", targetId: "x" }, []],
    ["none to nobody", "nobody", { target: "", targetId: findRole("Security Reader")?.templateId ?? "" }, []],
  ])("%s", (_, provider, role, expected) => {
    const record = { ...roleRecord, principal: somebody, ...role };
    const found = entitledRoles(goodTenant().context(), provider, record);
    expect(found.map(({ team, scope }) => [team.displayName, scope])).toEqual(expected);
  });
});

describe("teams", () => {
  test("are found by the names of their groups", () => {
    const tenant = goodTenant();
    tenant.group("other", { displayName: nightTeam.toUpperCase() });
    const context = tenant.context();
    expect(teamOf(context, helpdeskTeam)?.key).toBe("tideway-tier-1-helpdesk");
    expect(teamOf(context, "other")?.key).toBe("tideway-after-hours-emergency");
    expect(teamOf(context, "approvers")).toBeUndefined();
    expect(teamOf(context, "not there")).toBeUndefined();
  });

  test("are the first of two that bear one name", () => {
    const { entitlements } = harbourWorld;
    const [first] = entitlements.teams;
    const twice = {
      ...entitlements,
      teams: entitlements.teams.map((team) => ({ ...team, displayName: helpdeskTeam })),
    };
    expect(teamOf(goodTenant().context({ entitlements: twice }), helpdeskTeam)?.key).toBe(first?.key);
  });

  test.each([
    ["a person by the address", "user:dana.reyes@tideway.example", true],
    ["not one of another team", "user:lena.fischer@nightwatch.example", false],
    ["not somebody unknown", "user:dana@elsewhere.example", false],
    ["not a group of that name", "group:dana.reyes@tideway.example", false],
  ])("have %s", (_, identity, expected) => {
    const context = goodTenant().context();
    const [team] = context.entitlements.teams;
    expect(team && isInGroup(context, team, { ...somebody, identity })).toBe(expected);
  });

  test("have a person by the account that the matrix makes for it", () => {
    const { entitlements } = harbourWorld;
    const people = entitlements.people.map((person) => ({ ...person, userPrincipalName: `EXT.${person.email}` }));
    const context = goodTenant().context({ entitlements: { ...entitlements, people } });
    const [team] = context.entitlements.teams;
    const principal = { ...somebody, identity: "user:ext.dana.reyes@tideway.example" };
    expect(team && isInGroup(context, team, principal)).toBe(true);
  });
});
