import { describe, expect, it } from "vitest";
import { emergencyAccountsIntact as rule } from "../../../policies/rules/emergency-accounts-intact.ts";
import { emergencyGroup, goodTenant, TenantBuilder } from "../../support/tenant-builder.ts";

const first = "Emergency account emergency-1@harbourdental.onmicrosoft.com";

function change(tenant: TenantBuilder, id: string, more: object): void {
  Object.assign(tenant.collections.users.find((user) => user.id === id) ?? {}, more);
}

function withoutRole(tenant: TenantBuilder): void {
  const { roleAssignments } = tenant.collections;
  roleAssignments.splice(
    roleAssignments.findIndex(({ principalId }) => principalId === "emergency-1"),
    1,
  );
}

const groupOf = (tenant: TenantBuilder) => tenant.collections.groups.find(({ id }) => id === emergencyGroup);

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it("does not say that an account is missing from a tenant whose users were not all read", () => {
    const tenant = goodTenant();
    tenant.collections.users.splice(0);
    const unreadable = [{ collection: "users" as const, status: 0, code: "FirstPageOnly", message: "" }];
    const context = tenant.context({ snapshot: { ...tenant.snapshot, unreadable } });
    expect(rule.evaluate(context)).toContainEqual(
      expect.objectContaining({ message: `${first} is in the matrix but not among the users that could be read.` }),
    );
  });

  const broken: [string, (tenant: TenantBuilder) => void, string][] = [
    [
      "a missing account",
      (t) => {
        t.collections.users.splice(
          t.collections.users.findIndex(({ id }) => id === "emergency-1"),
          1,
        );
        groupOf(t)?.members?.shift();
      },
      `${first} is in the matrix but not in the tenant.`,
    ],
    ["a disabled account", (t) => change(t, "emergency-1", { accountEnabled: false }), `${first} is disabled.`],
    [
      "a synchronised account",
      (t) => change(t, "emergency-1", { onPremisesSyncEnabled: true }),
      `${first} is synchronised from an on-premises directory, so it fails with that directory.`,
    ],
    [
      "a provider's address",
      (t) => change(t, "emergency-1", { otherMails: ["noc@ops.tideway.example"] }),
      `${first} has the address noc@ops.tideway.example, a provider's.`,
    ],
    ["no role", withoutRole, `${first} is not Global Administrator.`],
    [
      "an eligible role",
      (t) => {
        withoutRole(t);
        t.eligibleRole("emergency-1", "Global Administrator");
      },
      `${first} is only eligible for Global Administrator: an activation may need what is broken.`,
    ],
    [
      "a role that ends",
      (t) =>
        t.collections.roleAssignmentSchedules.push({
          id: "s",
          principalId: "emergency-1",
          roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
          directoryScopeId: "/",
          assignmentType: "Assigned",
          scheduleInfo: { expiration: { type: "afterDateTime", endDateTime: "2027-01-01T00:00:00Z" } },
        }),
      `${first} is Global Administrator only until 2027-01-01.`,
    ],
    [
      "an ordinary group",
      (t) => Object.assign(groupOf(t) ?? {}, { isAssignableToRole: false }),
      `The emergency accounts' group "${emergencyGroup}" is not role-assignable, so every groups administrator decides who is in it.`,
    ],
    [
      "a third member of the group",
      (t) => groupOf(t)?.members?.push({ id: "joel.lindqvist" }),
      `The emergency accounts' group "${emergencyGroup}" is also filled by Joel Lindqvist (joel.lindqvist@harbourdental.example), the internal team.`,
    ],
    [
      "an owner of the group",
      (t) => groupOf(t)?.owners?.push({ id: "dana.reyes" }),
      `The emergency accounts' group "${emergencyGroup}" is owned by Dana Reyes (dana.reyes@tideway.example), Tideway IT.`,
    ],
    [
      "a unit that a provider administers",
      (t) => t.role("dana.reyes", "Privileged Authentication Administrator", t.unit("Vault", ["emergency-1"])),
      `${first} can be taken over by a provider: Dana Reyes (dana.reyes@tideway.example) holds Privileged Authentication Administrator over administrative unit Vault, which can reset the password of Emergency access 1 (emergency-1@harbourdental.onmicrosoft.com).`,
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, message) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule).map((finding) => finding.message)).toEqual([message]);
  });

  it.each<[string, (tenant: TenantBuilder) => void, RegExp]>([
    [
      "a unit",
      (t) => t.role("dana.reyes", "Privileged Authentication Administrator", t.unit("Vault", ["emergency-1"])),
      /^Take the account out of every administrative unit/,
    ],
    [
      "a delegated grant in the account's name",
      (t) => {
        t.permission(t.application("Portal", { owners: ["dana.reyes"] }), "User.Read.All");
        t.collections.oauth2PermissionGrants.push({
          id: "grant",
          clientId: "Portal",
          consentType: "Principal",
          principalId: "emergency-1",
          resourceId: "microsoft-graph",
          scope: "RoleManagement.ReadWrite.Directory",
        });
      },
      /^Take a step of this way from the provider/,
    ],
  ])("says what keeps a provider away that gets there by %s", (_name, make, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule).map((finding) => finding.remedy)).toEqual([expect.stringMatching(remedy)]);
  });

  const fine: [string, (tenant: TenantBuilder) => void][] = [
    [
      "the role through the group",
      (t) => {
        withoutRole(t);
        t.role(emergencyGroup, "Global Administrator");
      },
    ],
    ["a unit that nobody administers", (t) => t.unit("Vault", ["emergency-1"])],
    [
      "a unit in which a provider resets ordinary people: a Global Administrator is protected",
      (t) => t.role("dana.reyes", "Helpdesk Administrator", t.unit("Vault", ["emergency-1"])),
    ],
    [
      "a unit that the internal team administers",
      (t) => t.role("joel.lindqvist", "Privileged Authentication Administrator", t.unit("Vault", ["emergency-1"])),
    ],
  ];
  it.each(fine)("leaves %s alone", (_name, make) => {
    const tenant = goodTenant();
    make(tenant);
    expect(tenant.findings(rule)).toEqual([]);
  });

  describe("of a program", () => {
    const user = "azuread:index/user:User";
    const protectedBy = {
      type: user,
      options: { protect: true, dependsOn: [], ignoreChanges: [], deleteBeforeReplace: false, retainOnDelete: false },
    };

    it("demands protection of the accounts it declares", () => {
      const tenant = goodTenant();
      tenant.declare("emergency-1", "one", protectedBy);
      const urn = tenant.declare("emergency-2", "two", { type: user });
      expect(tenant.programFindings(rule)).toMatchObject([
        {
          resource: urn,
          line: 2,
          message:
            "Emergency account emergency-2@harbourdental.onmicrosoft.com is not protected, so removing a line of code deletes it.",
          remedy: "Add the resource option protect: true.",
        },
      ]);
    });

    it("asks for all of them once it declares one, and for none otherwise", () => {
      const tenant = new TenantBuilder();
      expect(tenant.programFindings(rule)).toEqual([]);
      tenant.role(tenant.user("emergency-1@harbourdental.onmicrosoft.com"), "Global Administrator");
      tenant.declare("emergency-1", "one", protectedBy);
      expect(tenant.programFindings(rule).map(({ message }) => message)).toEqual([
        "Emergency account emergency-2@harbourdental.onmicrosoft.com is in the matrix but not declared.",
      ]);
    });

    it("does not judge an account that it only looks up", () => {
      const tenant = new TenantBuilder();
      const id = tenant.user("emergency-1@harbourdental.onmicrosoft.com");
      const token = "azuread:index/getUser:getUser";
      tenant.assumed.set(id, { token, asked: {}, id, answeredBy: "placeholder" });
      expect(tenant.programFindings(rule)).toEqual([]);
    });
  });
});
