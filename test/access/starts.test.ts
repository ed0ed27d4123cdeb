import { describe, expect, it } from "vitest";
import { isProvider } from "../../src/access/party.ts";
import { startsOf } from "../../src/access/starts.ts";
import { goodTenant, helpdeskTeam, type TenantBuilder } from "../support/tenant-builder.ts";

/** Ids of those of providers who can act; every group holds a role, so that it is in the graph. */
function starts(make: (tenant: TenantBuilder) => void): string[] {
  const tenant = goodTenant();
  tenant.collections.groupEligibilitySchedules.pop();
  const known = new Set(tenant.collections.groups.map(({ id }) => id));
  make(tenant);
  for (const { id } of tenant.collections.groups) if (!known.has(id)) tenant.role(id, "Reports Reader");
  const { graph, attribution } = tenant.context();
  return startsOf(graph, attribution, isProvider).map(({ id }) => id);
}

describe("those who can act by themselves", () => {
  it.each<[string, (tenant: TenantBuilder) => void, string[]]>([
    ["a team that nobody is in yet", () => {}, [helpdeskTeam]],
    ["a person, not the group", (t) => t.group("G", { members: ["dana.reyes"] }), [helpdeskTeam, "dana.reyes"]],
    ["a person who can become a member", (t) => t.eligible(helpdeskTeam, "dana.reyes"), ["dana.reyes"]],
    [
      "an empty group and its owner, who is not in it",
      (t) => t.group("Tideway IT night shift", { owners: ["dana.reyes"] }),
      [helpdeskTeam, "dana.reyes", "Tideway IT night shift"],
    ],
    [
      "a person, not the groups around the group that she is in",
      (t) => {
        t.group("Tideway IT one", { members: ["dana.reyes"] });
        t.group("Tideway IT two", { members: ["Tideway IT one"] });
        t.group("Tideway IT three", { members: ["Tideway IT two"] });
      },
      [helpdeskTeam, "dana.reyes"],
    ],
    [
      "an empty group and the one that it is in",
      (t) => {
        t.group("Tideway IT one");
        t.group("Tideway IT two", { members: ["Tideway IT one"] });
      },
      [helpdeskTeam, "Tideway IT one", "Tideway IT two"],
    ],
    [
      "a group that a filled one owns",
      (t) => {
        t.group("Tideway IT one", { members: ["dana.reyes"] });
        t.group("Tideway IT two", { owners: ["Tideway IT one"] });
      },
      [helpdeskTeam, "dana.reyes", "Tideway IT two"],
    ],
    [
      "a person of whom nothing but the id is seen, not the group",
      (t) => t.group("Tideway IT one", { members: ["somebody"] }),
      [helpdeskTeam],
    ],
    ["nobody of the internal team", (t) => t.role("joel.lindqvist", "Reports Reader"), [helpdeskTeam]],
  ])("are %s", (_name, make, expected) => {
    expect(starts(make).toSorted()).toEqual(expected.toSorted());
  });
});
