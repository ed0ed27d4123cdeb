import { describe, expect, test } from "vitest";
import type { RoleMeaning } from "../../src/access/directory.ts";
import { type Powers, powersOfPermission, powersOfRole } from "../../src/access/powers.ts";
import { resourceApplications } from "../../src/catalogue/app-permissions.ts";
import { findRole } from "../../src/catalogue/entra-roles.ts";

const custom = (...actions: string[]): RoleMeaning => ({
  ...{ id: "c", name: "Custom", kind: "custom" },
  actions: actions.map((action) => (action.includes(".directory/") ? action : `microsoft.directory/${action}`)),
});
const builtIn = (name: string): RoleMeaning => ({
  ...{ id: findRole(name)?.templateId ?? "", name, kind: "built-in", actions: [] },
});
/** Powers as plain words, sets sorted. */
const plain = ({ resets, writes, ...powers }: Powers) => ({
  ...powers,
  ...(resets && { resets: resets === "anyone" ? resets : [...resets].sort() }),
  ...(writes && { writes: [...writes.sets].sort(), creates: writes.creates }),
});

const ordinary = ["contact", "extension", "job", "location", "manager", "names"];
const all = [...ordinary, "licence", "mail", "sign-in"].sort();
const nobodyWithARole = { resets: [] };
const creates = { writes: all, creates: true };
const writes = (...sets: string[]) => ({ writes: sets, creates: false });
const fills = (kinds: string, rules = true) => ({ fills: { kinds, rules } });
const everything = {
  ...{ ...nobodyWithARole, ...fills("all"), ...creates },
  ...{ entersApplications: "all", movesPeople: true },
};

describe("an action of a custom role", () => {
  test.each<[string, object]>([
    ["users/password/update", nobodyWithARole],
    ["users/authenticationMethods/create", nobodyWithARole],
    ["users/authenticationMethods/basic/update", nobodyWithARole],
    ["groups/members/update", fills("all")],
    ["groups/owners/update", fills("all")],
    ["groups/allProperties/allTasks", fills("all")],
    ["groups/dynamicMembershipRule/update", fills("all")],
    ["groups.unified/members/update", fills("microsoft-365")],
    ["groups.security/owners/update", fills("security")],
    ["groups.assignedMembership/members/update", fills("all", false)],
    ["groups.security.assignedMembership/members/update", fills("security", false)],
    ["groups.Unified.AssignedMembership/members/update", fills("microsoft-365", false)],
    ["applications/credentials/update", { entersApplications: "all" }],
    ["applications.myOrganization/credentials/update", { entersApplications: "single-tenant" }],
    ["servicePrincipals/owners/update", { entersApplications: "all" }],
    ["agentIdentityBlueprints/allProperties/allTasks", { entersApplications: "all" }],
    ["users/create", creates],
    ["users/allProperties/allTasks", { ...creates, ...nobodyWithARole }],
    ["users/basic/update", writes(...ordinary)],
    ["users/allProperties/update", { ...writes(...ordinary), ...nobodyWithARole }],
    ["users/jobInfo/update", writes("job")],
    ["users/contactInfo/update", writes("contact")],
    ["users/extensionProperties/update", writes("extension")],
    ["users/manager/update", writes("manager")],
    ["users/usageLocation/update", writes("location")],
    ["users/assignLicense", writes("licence")],
    ["users/userPrincipalName/update", writes("sign-in")],
    ["users/identities/update", writes("sign-in")],
    ["entitlementManagement/allProperties/allTasks", { assignsPackages: true }],
    ["entitlementManagement/accessPackages/create", { assignsPackages: true }],
    ["administrativeUnits/members/update", { movesPeople: true }],
    ["administrativeUnits/allProperties/allTasks", { movesPeople: true }],
    ["allEntities/allProperties/allTasks", everything],
    ["users/*", everything],
  ])("%s gives something", (action, expected) => {
    expect(plain(powersOfRole(custom(action)))).toEqual(expected);
  });

  test.each([
    "users/standard/read",
    "users/password/delete",
    "users/passwordOther/update",
    "users/delete",
    "users/create/other",
    "users/photo/update",
    "users/jobInfo/read",
    "users/usageLocation/updateOther",
    "users/assignLicense/read",
    "groups/basic/update",
    "groups/members/read",
    "groupsAssignableToRoles/members/update",
    "applications/basic/update",
    "applications/credentials/read",
    "entitlementManagement/allProperties/read",
    "administrativeUnits/basic/update",
    "allEntities/allProperties/read",
    "xmicrosoft.directory/users/password/update",
  ])("%s gives nothing", (action) => expect(powersOfRole(custom(action))).toEqual({}));
});

describe("several actions together", () => {
  test.each<[string, string[], object]>([
    ["nothing", [], {}],
    ["resets of several", ["users/password/update", "users/authenticationMethods/create"], nobodyWithARole],
    ["two kinds of group", ["groups.unified/members/update", "groups.security/members/update"], fills("all")],
    ["one kind twice", ["groups.unified/members/update", "groups.unified/owners/update"], fills("microsoft-365")],
    [
      "rules of one that has them",
      ["groups.security.assignedMembership/members/update", "groups.security/members/update"],
      fills("security"),
    ],
    [
      "no rules of two that have none",
      ["groups.security.assignedMembership/members/update", "groups.security.assignedMembership/owners/update"],
      fills("security", false),
    ],
    [
      "own applications and all",
      ["applications/credentials/update", "applications.myOrganization/owners/update"],
      { entersApplications: "all" },
    ],
    [
      "all applications after own ones",
      ["applications.myOrganization/owners/update", "applications/credentials/update"],
      { entersApplications: "all" },
    ],
    [
      "own applications twice",
      ["applications.myOrganization/owners/update", "applications.myOrganization/credentials/update"],
      { entersApplications: "single-tenant" },
    ],
    ["attributes", ["users/jobInfo/update", "users/manager/update"], writes("job", "manager")],
    ["attributes and people", ["users/jobInfo/update", "users/create"], creates],
    ["people and attributes", ["users/create", "users/jobInfo/update"], creates],
    [
      "different things",
      [
        "users/password/update",
        "groups.unified/members/update",
        "users/manager/update",
        "administrativeUnits/members/update",
      ],
      { ...nobodyWithARole, ...fills("microsoft-365"), ...writes("manager"), movesPeople: true },
    ],
    [
      "different things the other way round",
      [
        "administrativeUnits/members/update",
        "users/manager/update",
        "groups.unified/members/update",
        "users/password/update",
      ],
      { ...nobodyWithARole, ...fills("microsoft-365"), ...writes("manager"), movesPeople: true },
    ],
    [
      "packages and own applications",
      [
        "entitlementManagement/accessPackages/create",
        "applications.myOrganization/owners/update",
        "users/manager/update",
      ],
      { assignsPackages: true, entersApplications: "single-tenant", ...writes("manager") },
    ],
  ])("%s", (_name, actions, expected) => {
    expect(plain(powersOfRole(custom(...actions)))).toStrictEqual(expected);
  });

  test("come on top of what the role is", () => {
    const helpdesk = builtIn("Helpdesk Administrator");
    const more = ["microsoft.directory/users/password/update", "microsoft.directory/users/jobInfo/update"];
    const alone = plain(powersOfRole(helpdesk));
    expect(plain(powersOfRole({ ...helpdesk, actions: more }))).toEqual({ ...alone, ...writes("contact", "job") });
    const anyone = builtIn("Privileged Authentication Administrator");
    expect(powersOfRole({ ...anyone, actions: more }).resets).toBe("anyone");
  });
});

describe("a role that is built in", () => {
  const password = findRole("Password Administrator")?.templateId ?? "";
  test.each<[string, object]>([
    ["Global Reader", {}],
    ["Groups Administrator", fills("all")],
    ["Exchange Recipient Administrator", writes("extension", "mail")],
    ["Teams Administrator", fills("microsoft-365")],
    ["Windows 365 Administrator", fills("security")],
    ["Application Administrator", { entersApplications: "all" }],
    ["Directory Synchronization Accounts", { synchronises: true }],
    ["Identity Governance Administrator", { assignsPackages: true, ...fills("all", false) }],
    ["License Administrator", writes("licence", "location")],
    ["Partner Tier2 Support", { resets: "anyone", ...fills("all"), entersApplications: "all", ...creates }],
  ])("%s", (name, expected) => expect(plain(powersOfRole(builtIn(name)))).toEqual(expected));

  test.each([
    ["Password Administrator", "Password Administrator", true],
    ["Password Administrator", "Helpdesk Administrator", false],
    ["Helpdesk Administrator", "Helpdesk Administrator", true],
    ["Helpdesk Administrator", "Reports Reader", true],
    ["Helpdesk Administrator", "Authentication Administrator", false],
    ["Helpdesk Administrator", "User Administrator", false],
    ["Authentication Administrator", "Password Administrator", true],
    ["Authentication Administrator", "Helpdesk Administrator", false],
    ["User Administrator", "Groups Administrator", true],
    ["User Administrator", "Authentication Administrator", false],
  ])("%s resets the password of who is %s: %s", (name, whose, expected) => {
    const { resets } = powersOfRole(builtIn(name));
    expect(resets !== undefined && resets !== "anyone" && resets.has(findRole(whose)?.templateId ?? "")).toBe(expected);
    expect(resets !== "anyone" && resets?.has(password)).toBe(true);
  });
});

describe("a permission", () => {
  const { microsoftGraph, azureActiveDirectoryGraph, directorySynchronization, exchangeOnline } = resourceApplications;
  test.each<[string, string, object]>([
    [microsoftGraph.appId, "Group.ReadWrite.All", fills("all")],
    [azureActiveDirectoryGraph.appId, "Directory.ReadWrite.All", { ...fills("all"), ...creates }],
    [directorySynchronization.appId, "ADSynchronization.ReadWrite.All", { synchronises: true }],
    [microsoftGraph.appId, "GroupMember.ReadWrite.All", fills("all", false)],
    [microsoftGraph.appId, "User-Phone.ReadWrite.All", writes("contact")],
    [microsoftGraph.appId, "User.Read.All", {}],
    [exchangeOnline.appId, "Group.ReadWrite.All", {}],
    ["somebody's own", "Group.ReadWrite.All", {}],
  ])("%s %s", (resource, name, expected) => expect(plain(powersOfPermission(resource, name))).toEqual(expected));
});
