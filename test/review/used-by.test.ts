import { describe, expect, it } from "vitest";
import { type UsedBy, usedBy } from "../../src/review/used-by.ts";
import { harbourWorld, TenantBuilder } from "../support/tenant-builder.ts";

const miriam = "miriam.okafor@harbourdental.example";
const dana = "dana.reyes@tideway.example";

/** Who can use what is in the name of `Access`, in a tenant in which Miriam and Dana have their accounts. */
function users(fill: (tenant: TenantBuilder, miriamId: string, danaId: string) => string): string[] {
  const tenant = new TenantBuilder();
  const own = tenant.user(miriam, { displayName: "Miriam Okafor" });
  const guest = tenant.guest(dana, "Dana Reyes");
  const about = fill(tenant, own, guest);
  const { matrix, entitlements } = harbourWorld;
  return usedBy(tenant.snapshot, matrix, entitlements, new Map([[about, `x:${about}`]])).map(({ how }: UsedBy) => how);
}

describe("an access is also that of", () => {
  it.each<[string, (tenant: TenantBuilder, miriam: string, dana: string) => string, string[]]>([
    [
      "a member",
      (tenant, own) => tenant.group("Access", { members: [own] }),
      ["Miriam Okafor is a member of the group Access"],
    ],
    [
      "a member of a group in a group in the group",
      (tenant, own) => {
        tenant.group("A", { members: [own] });
        tenant.group("B", { members: ["A"] });
        return tenant.group("Access", { members: ["B"] });
      },
      [
        "Miriam Okafor is a member of the group A, which is a member of the group B, which is a member of the group Access",
      ],
    ],
    [
      "whoever can become a member, also of a group in it",
      (tenant, own, guest) => {
        tenant.group("A");
        tenant.eligible("A", own);
        tenant.group("Access", { members: ["A"] });
        tenant.eligible("Access", guest);
        return "Access";
      },
      [
        "Dana Reyes can become a member of the group Access",
        "Miriam Okafor can become a member of the group A, which is a member of the group Access",
      ],
    ],
    [
      "an owner of the group, or of a group in it",
      (tenant, own, guest) => {
        tenant.group("A", { owners: [own] });
        return tenant.group("Access", { members: ["A"], owners: [guest] });
      },
      [
        "Dana Reyes owns and can add itself to the group Access",
        "Miriam Okafor owns and can add itself to the group A, which is a member of the group Access",
      ],
    ],
    [
      "whoever can become an owner",
      (tenant, own) => {
        tenant.group("Access");
        tenant.collections.groupEligibilitySchedules.push({
          id: "e",
          groupId: "ACCESS",
          principalId: own,
          accessId: "owner",
        });
        return "Access";
      },
      ["Miriam Okafor can become an owner of the group Access"],
    ],
    [
      "whoever is in it by an activation that only the schedule has",
      (tenant, own) => {
        tenant.group("Access");
        tenant.collections.groupAssignmentSchedules.push({
          id: "a",
          groupId: "Access",
          principalId: own,
          accessId: "member",
        });
        return "Access";
      },
      ["Miriam Okafor is a member of the group Access"],
    ],
    [
      "an owner of the application's registration",
      (tenant, own) => {
        tenant.collections.applications.push({
          id: "registration",
          appId: "app",
          displayName: "Tool",
          owners: [{ id: own }],
        });
        tenant.collections.servicePrincipals.push({ id: "Access", appId: "APP", displayName: "Tool" });
        return "Access";
      },
      [
        "Miriam Okafor owns and can add a credential to the application Tool, which can sign in as the application Tool",
      ],
    ],
    [
      "an owner of an application that is in the group",
      (tenant, own) => {
        tenant.collections.servicePrincipals.push({ id: "robot", displayName: "Robot", owners: [{ id: own }] });
        return tenant.group("Access", { members: ["robot"] });
      },
      ["Miriam Okafor owns and can add a credential to the application Robot, which is a member of the group Access"],
    ],
    [
      "whose second account it is, by its address or its name",
      (tenant) => {
        tenant.user("adm-mo@harbourdental.onmicrosoft.com", { displayName: "Admin - Miriam Okafor" });
        tenant.user("x-1@harbourdental.onmicrosoft.com", {
          displayName: "X",
          otherMails: ["Dana.Reyes@tideway.example"],
        });
        return tenant.group("Access", { members: ["adm-mo", "x-1"] });
      },
      [
        "Dana Reyes also has the account x-1@harbourdental.onmicrosoft.com, which is a member of the group Access",
        "Miriam Okafor is named by the account adm-mo@harbourdental.onmicrosoft.com, which is a member of the group Access",
      ],
    ],
    [
      "who is in a circle of groups, once",
      (tenant, own) => {
        tenant.group("A", { members: [own, "Access"] });
        return tenant.group("Access", { members: ["A"] });
      },
      ["Miriam Okafor is a member of the group A, which is a member of the group Access"],
    ],
  ])("%s", (_, fill, expected) => {
    expect(users(fill)).toEqual(expected);
  });

  it.each<[string, (tenant: TenantBuilder, miriam: string, dana: string) => string]>([
    [
      "a member of a group that it is in, or that it owns",
      (tenant, own) => {
        tenant.group("Access");
        tenant.group("Around", { members: ["Access", own] });
        return "Access";
      },
    ],
    [
      "somebody of another name, or of a longer one",
      (tenant) => {
        tenant.user("a@harbourdental.example", { displayName: "Miriam Okafor-Smith" });
        tenant.user("b@harbourdental.example", { displayName: "Miriam Okaforsen" });
        return tenant.group("Access", { members: ["a", "b"] });
      },
    ],
    [
      "who administers groups, and so could change it",
      (tenant, own) => {
        tenant.role(own, "Groups Administrator");
        return tenant.group("Access");
      },
    ],
    [
      "the device of somebody",
      (tenant, own) => {
        tenant.group("Access");
        tenant.collections.groups[0]?.members?.push({ id: own, "@odata.type": "#microsoft.graph.device" });
        return "Access";
      },
    ],
    ["the person in whose name it is: that goes without saying", (_, own) => own],
    [
      "who owns another application of the same name",
      (tenant, own) => {
        tenant.collections.applications.push({
          id: "other",
          appId: "other",
          displayName: "Tool",
          owners: [{ id: own }],
        });
        tenant.collections.servicePrincipals.push({ id: "Access", appId: "app", displayName: "Tool" });
        return "Access";
      },
    ],
  ])("not that of %s", (_, fill) => {
    expect(users(fill)).toEqual([]);
  });
});
