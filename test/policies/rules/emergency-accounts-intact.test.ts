import { describe, expect, it } from "vitest";
import { emergencyAccountsIntact as rule } from "../../../policies/rules/emergency-accounts-intact.ts";
import { emergencyGroup, goodTenant, memberKey, TenantBuilder } from "../../support/tenant-builder.ts";

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
    expect(rule.evaluate(context)).toContainEqual({
      message: `${first} is in the matrix but not among the users that could be read.`,
      resource: "emergencyAccounts.emergency-1@harbourdental.onmicrosoft.com",
      remedy: "Read all users of the tenant, or take it out of the matrix if two others remain.",
    });
  });

  const assign = "Assign Global Administrator to it, or to the emergency accounts' group, active and without an end.";
  const nobodyElse = "Nobody but the emergency accounts may be in it, and nobody may own it.";
  const broken: [string, (tenant: TenantBuilder) => void, string, string, string][] = [
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
      "emergencyAccounts.emergency-1@harbourdental.onmicrosoft.com",
      "Create it, or take it out of the matrix if two others remain.",
    ],
    [
      "a disabled account",
      (t) => change(t, "emergency-1", { accountEnabled: false }),
      `${first} is disabled.`,
      "emergency-1",
      "Set accountEnabled to true.",
    ],
    [
      "a synchronised account",
      (t) => change(t, "emergency-1", { onPremisesSyncEnabled: true }),
      `${first} is synchronised from an on-premises directory, so it fails with that directory.`,
      "emergency-1",
      "Use a cloud-only account.",
    ],
    [
      "a provider's address",
      (t) => change(t, "emergency-1", { otherMails: ["noc@ops.tideway.example"] }),
      `${first} has the address noc@ops.tideway.example, a provider's.`,
      "emergency-1",
      "Give it no address outside the company.",
    ],
    [
      "a provider's address as its own",
      (t) => change(t, "emergency-1", { mail: "Noc@Tideway.example", otherMails: ["safe@harbourdental.example"] }),
      `${first} has the address Noc@Tideway.example, a provider's.`,
      "emergency-1",
      "Give it no address outside the company.",
    ],
    ["no role", withoutRole, `${first} is not Global Administrator.`, "emergency-1", assign],
    [
      "another role",
      (t) => {
        withoutRole(t);
        t.role("emergency-1", "Global Reader");
      },
      `${first} is not Global Administrator.`,
      "emergency-1",
      assign,
    ],
    [
      "the role over a unit only",
      (t) => {
        withoutRole(t);
        t.role("emergency-1", "Global Administrator", t.unit("Vault"));
      },
      `${first} is not Global Administrator.`,
      "emergency-1",
      assign,
    ],
    [
      "the role of a group that it only owns",
      (t) => {
        withoutRole(t);
        t.group("Owned", { owners: ["emergency-1"] });
        t.role("Owned", "Global Administrator");
      },
      `${first} is not Global Administrator.`,
      "emergency-1",
      assign,
    ],
    [
      "the role of a group that it has to activate",
      (t) => {
        withoutRole(t);
        t.role(t.group("Activated", { isAssignableToRole: true }), "Global Administrator");
        t.eligible("Activated", "emergency-1");
      },
      `${first} is not Global Administrator.`,
      "emergency-1",
      assign,
    ],
    [
      "an eligible role",
      (t) => {
        withoutRole(t);
        t.eligibleRole("emergency-1", "Global Administrator");
      },
      `${first} is only eligible for Global Administrator: an activation may need what is broken.`,
      "emergency-1",
      assign,
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
      "emergency-1",
      assign,
    ],
    [
      "an ordinary group",
      (t) => Object.assign(groupOf(t) ?? {}, { isAssignableToRole: false }),
      `The emergency accounts' group "${emergencyGroup}" is not role-assignable, so every groups administrator decides who is in it.`,
      emergencyGroup,
      "Declare it with assignableToRole: true.",
    ],
    [
      "a third member of the group",
      (t) => groupOf(t)?.members?.push({ id: "joel.lindqvist" }),
      `The emergency accounts' group "${emergencyGroup}" is also filled by Joel Lindqvist (joel.lindqvist@harbourdental.example), the internal team.`,
      emergencyGroup,
      nobodyElse,
    ],
    [
      "an owner of the group",
      (t) => groupOf(t)?.owners?.push({ id: "dana.reyes" }),
      `The emergency accounts' group "${emergencyGroup}" is owned by Dana Reyes (dana.reyes@tideway.example), Tideway IT.`,
      emergencyGroup,
      nobodyElse,
    ],
    [
      "somebody of whom nobody knows anything in the group",
      (t) => groupOf(t)?.members?.push({ id: "somewhere-else" }),
      `The emergency accounts' group "${emergencyGroup}" is also filled by somewhere-else, an unknown party.`,
      emergencyGroup,
      nobodyElse,
    ],
    [
      "somebody who can become an owner of the group",
      (t) => t.eligible(emergencyGroup, "joel.lindqvist", { accessId: "owner" }),
      `The emergency accounts' group "${emergencyGroup}" is owned by Joel Lindqvist (joel.lindqvist@harbourdental.example), the internal team.`,
      emergencyGroup,
      nobodyElse,
    ],
    [
      "a second group of theirs that is an ordinary one",
      (t) => t.group("Keys", { members: ["emergency-1", "emergency-2"] }),
      `The emergency accounts' group "Keys" is not role-assignable, so every groups administrator decides who is in it.`,
      "Keys",
      "Declare it with assignableToRole: true.",
    ],
    [
      "a unit that a provider administers",
      (t) => t.role("dana.reyes", "Privileged Authentication Administrator", t.unit("Vault", ["emergency-1"])),
      `${first} can be taken over by a provider: Dana Reyes (dana.reyes@tideway.example) holds Privileged Authentication Administrator over administrative unit Vault, which can reset the password of Emergency access 1 (emergency-1@harbourdental.onmicrosoft.com).`,
      "emergency-1",
      "Take the account out of every administrative unit that a provider administers.",
    ],
  ];
  it.each(broken)("refuses %s", (_name, make, message, resource, remedy) => {
    const tenant = goodTenant();
    make(tenant);
    const findings = tenant.findings(rule).map(({ path: _path, ...finding }) => finding);
    expect(findings).toEqual([{ rule: rule.name, severity: "error", message, resource, remedy }]);
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
    [
      "somebody in a unit whose application acts in the account's name",
      (t) => {
        t.role("dana.reyes", "Helpdesk Administrator", "Practice staff");
        t.permission(t.application("Portal", { owners: ["nora"] }), "User.Read.All");
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
    [
      "the role twice, once with an end",
      (t) =>
        t.collections.roleAssignmentSchedules.push({
          id: "s",
          principalId: emergencyGroup,
          roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
          directoryScopeId: "/",
          assignmentType: "Assigned",
          scheduleInfo: { expiration: { type: "afterDateTime", endDateTime: "2027-01-01T00:00:00Z" } },
        }),
    ],
    [
      "addresses of the company and of others that sound like a provider's",
      (t) =>
        change(t, "emergency-1", {
          mail: "emergency-1@harbourdental.example",
          otherMails: ["safe@nottideway.example", "tideway.example@harbourdental.example"],
        }),
    ],
    ["an account that says nothing of its other addresses", (t) => change(t, "emergency-1", { otherMails: undefined })],
    ["a group that has no name", (t) => t.collections.groups.push({ id: "nameless" })],
    [
      "the way that the internal team approves",
      (t) => {
        t.group("Night keys", { isAssignableToRole: true });
        t.role("Night keys", "Privileged Authentication Administrator", t.unit("Vault", ["emergency-1"]));
        t.eligible("Night keys", "dana.reyes");
        t.activationRules("Night keys");
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

  it("lets the deploying identity look after their group", () => {
    const tenant = goodTenant();
    groupOf(tenant)?.owners?.push({ id: tenant.application("Deploy") });
    const context = tenant.context({ deploymentIds: ["Deploy"] });
    expect(rule.evaluate(context)).toEqual([]);
    expect(tenant.findings(rule)).toHaveLength(1);
  });

  it("does not ask of an account in the tenant that a program protects it", () => {
    const tenant = goodTenant();
    change(tenant, "emergency-1", { accountEnabled: false });
    expect(rule.evaluate(tenant.programContext({ scope: "whole-tenant" })).map(({ message }) => message)).toEqual([
      `${first} is disabled.`,
    ]);
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

    it("says where each of its findings is, and what to do", () => {
      const tenant = new TenantBuilder();
      const one = tenant.user("emergency-1@harbourdental.onmicrosoft.com");
      tenant.role(one, "Global Administrator");
      tenant.role(tenant.user("emergency-2@harbourdental.onmicrosoft.com"), "Global Administrator");
      const urn = tenant.declare(one, "one", { type: user });
      // The other one is in the tenant, and somebody else's matter.
      change(tenant, "emergency-2", { accountEnabled: false });
      expect(tenant.programFindings(rule)).toEqual([
        {
          rule: rule.name,
          severity: "error",
          message: `${first} is not protected, so removing a line of code deletes it.`,
          resource: urn,
          remedy: "Add the resource option protect: true.",
          file: "index.ts",
          line: 1,
          column: 1,
        },
      ]);
      tenant.collections.users.pop();
      expect(tenant.programFindings(rule).map(({ resource, remedy }) => [resource, remedy])).toEqual([
        [
          "emergencyAccounts.emergency-2@harbourdental.onmicrosoft.com",
          "Declare it, or take it out of the matrix if two others remain.",
        ],
        [urn, "Add the resource option protect: true."],
      ]);
    });

    const someoneElse = { members: ["emergency-1", "emergency-2", "joel.lindqvist"], owners: ["miriam.okafor"] };
    const known = (declare: (tenant: TenantBuilder) => unknown) => {
      const tenant = goodTenant();
      const group = groupOf(tenant);
      Object.assign(group ?? {}, {
        members: someoneElse.members.map((id) => ({ id })),
        owners: someoneElse.owners.map((id) => ({ id })),
        isAssignableToRole: false,
      });
      declare(tenant);
      return tenant.programFindings(rule).map(({ message, resource }) => [message, resource.split("::").at(-1)]);
    };
    const [ordinary, filled, owned] = [
      `The emergency accounts' group "${emergencyGroup}" is not role-assignable, so every groups administrator decides who is in it.`,
      `The emergency accounts' group "${emergencyGroup}" is also filled by Joel Lindqvist (joel.lindqvist@harbourdental.example), the internal team.`,
      `The emergency accounts' group "${emergencyGroup}" is owned by Miriam Okafor (miriam.okafor@harbourdental.example), the internal team.`,
    ];

    it.each<[string, (tenant: TenantBuilder) => unknown, string[][]]>([
      ["neither the group nor who is in it", () => {}, []],
      [
        "the group",
        (t) => t.declare(emergencyGroup, "keys"),
        [
          [ordinary, "keys"],
          [filled, "keys"],
          [owned, "keys"],
        ],
      ],
      [
        "who is in it",
        (t) => t.declare(memberKey(emergencyGroup, "joel.lindqvist"), "joel"),
        [
          [ordinary, emergencyGroup],
          [filled, "joel"],
          [owned, emergencyGroup],
        ],
      ],
      [
        "who owns it",
        (t) => t.declare(`owners:${emergencyGroup}:miriam.okafor`, "miriam"),
        [
          [ordinary, emergencyGroup],
          [filled, emergencyGroup],
          [owned, "miriam"],
        ],
      ],
      [
        "a group that it only looks up",
        (t) => {
          t.declare(emergencyGroup, "keys");
          const token = "azuread:index/getGroup:getGroup";
          t.assumed.set(emergencyGroup, { token, asked: {}, id: emergencyGroup, answeredBy: "placeholder" });
        },
        [],
      ],
    ])("judges their group where it declares %s", (_name, declare, expected) => {
      expect(known(declare)).toEqual(expected);
    });

    it("is blamed for a way to them only where it has a part in it", () => {
      const tenant = goodTenant();
      const unit = tenant.unit("Vault", ["emergency-1"]);
      const grant = tenant.role("dana.reyes", "Privileged Authentication Administrator", unit);
      expect(tenant.programFindings(rule)).toEqual([]);
      const urn = tenant.declare(memberKey(unit, "emergency-1"), "vault");
      expect(tenant.programFindings(rule)).toMatchObject([
        { resource: urn, line: 1, path: [{ edge: "holds-role" }, { edge: "can-reset-password-of", resource: urn }] },
      ]);
      tenant.declaredBy.clear();
      const other = tenant.declare(grant, "grant");
      expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([other]);
    });

    it("does not judge an account that it only looks up", () => {
      const tenant = new TenantBuilder();
      const id = tenant.user("emergency-1@harbourdental.onmicrosoft.com", { accountEnabled: false });
      const token = "azuread:index/getUser:getUser";
      tenant.assumed.set(id, { token, asked: {}, id, answeredBy: "placeholder" });
      expect(tenant.programFindings(rule)).toEqual([]);
      tenant.declare(id, "one", { type: user });
      expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([
        "emergencyAccounts.emergency-2@harbourdental.onmicrosoft.com",
      ]);
    });
  });
});
