import { describe, expect, it } from "vitest";
import { type TenantBuilder, tideway } from "../../support/tenant-builder.ts";
import { edgesOf, equal, people, shownWay } from "./ways.ts";

const asOwner = `owns-application > has-app-role > ${equal}`;

/** A dynamic group that owns a privileged application. */
function dynamic(tenant: TenantBuilder, membershipRule: string, more: object = {}): void {
  tenant.group("owners", { groupTypes: ["DynamicMembership"], membershipRule, ...more });
  tenant.application("Deploy", { owners: ["owners"] });
  tenant.permission("Deploy", "RoleManagement.ReadWrite.Directory");
}

type Case = [string, (tenant: TenantBuilder) => void, string | undefined];
const inDepartment = (tenant: TenantBuilder, id: string, department: string) =>
  Object.assign(tenant.collections.users.find((user) => user.id === id) ?? {}, { department });

describe("people who match", () => {
  const cases: Case[] = [
    ["a guest by its address", (t) => dynamic(t, 'user.mail -endsWith "@tideway.example"'), `member-of > ${asOwner}`],
    ["every guest", (t) => dynamic(t, 'user.userType -eq "Guest"'), `member-of > ${asOwner}`],
    ["every member", (t) => dynamic(t, 'user.userType -eq "Member"'), undefined],
    [
      "a paused rule",
      (t) => dynamic(t, 'user.userType -eq "Guest"', { membershipRuleProcessingState: "Paused" }),
      undefined,
    ],
    ["devices", (t) => dynamic(t, 'device.deviceOwnership -eq "Company"'), undefined],
    [
      "a guest of the department",
      (t) => {
        dynamic(t, 'user.department -eq "IT"');
        inDepartment(t, "dana.reyes", "IT");
      },
      `member-of > ${asOwner}`,
    ],
    ["a guest of no department", (t) => dynamic(t, 'user.department -eq "IT"'), undefined],
    [
      "a guest of whom the department is not seen, by a rule that keeps another one out",
      (t) => dynamic(t, 'user.department -ne "Sales"'),
      `can-match-rule-of > ${asOwner}`,
    ],
    ["a rule that cannot be read", (t) => dynamic(t, "whatever this is"), `can-match-rule-of > ${asOwner}`],
    ["a number that a guest does not change of itself", (t) => dynamic(t, 'user.mobile -startsWith "+47"'), undefined],
    [
      "being in a group that the rule takes in",
      (t) => {
        t.group("inner", { members: ["dana.reyes"] });
        dynamic(t, "user.memberOf -any (group.objectId -in ['inner'])");
      },
      `member-of > ${asOwner}`,
    ],
    [
      "being eligible for a group that the rule takes in",
      (t) => {
        t.group("inner");
        t.eligible("inner", "dana.reyes");
        dynamic(t, "user.memberOf -any (group.objectId -in ['inner'])");
      },
      `eligible-member-of (self-activation) > can-match-rule-of > ${asOwner}`,
    ],
    [
      "being in another group",
      (t) => {
        t.group("inner", { members: ["dana.reyes"] });
        dynamic(t, "user.memberOf -any (group.objectId -in ['outer'])");
      },
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "dana.reyes")).toBe(expected);
  });

  it("change what is theirs to change: a member account its mobile number", () => {
    const tenant = people();
    tenant.user("tideway-admin@harbourdental.example");
    dynamic(tenant, 'user.mobile -startsWith "+47"');
    expect(shownWay(tenant, "tideway-admin")).toBe(`can-match-rule-of > ${asOwner}`);
  });

  it("are internal people too, and then the group is theirs", () => {
    const tenant = people();
    dynamic(tenant, 'user.department -eq "IT"');
    inDepartment(tenant, "nora", "IT");
    const attribution = tenant.attribution();
    expect(attribution.directory.membershipsOf("owners").map(({ member, role }) => `${role} ${member}`)).toEqual([
      "member nora",
    ]);
    expect(attribution.partyOf("owners").party).toEqual({ kind: "internal" });
  });
});

describe("somebody whom a provider sends", () => {
  const partner = (more: object) => ({ id: tideway.tenantId, tenantId: tideway.tenantId, ...more });
  const cases: Case[] = [
    ["matches by the address", (t) => dynamic(t, 'user.userPrincipalName -contains "tideway.example#EXT#"'), "match"],
    ["does not match by a department", (t) => dynamic(t, 'user.department -eq "IT"'), undefined],
    [
      "has any department where its tenant synchronises people",
      (t) => {
        dynamic(t, 'user.department -eq "IT"');
        t.collections.crossTenantPartners.push(
          partner({ identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } }),
        );
      },
      "match",
    ],
    [
      "has none where its tenant is only trusted",
      (t) => {
        dynamic(t, 'user.department -eq "IT"');
        t.collections.crossTenantPartners.push(partner({ inboundTrust: { isMfaAccepted: true } }));
      },
      undefined,
    ],
    ["does not match by an id", (t) => dynamic(t, 'user.objectId -eq "8d1f"'), undefined],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    const way = expected === undefined ? undefined : `can-match-rule-of > ${asOwner}`;
    expect(shownWay(tenant, "external:anybody of tideway")).toBe(way);
  });
});

describe("whoever writes attributes", () => {
  const custom = (tenant: TenantBuilder, action: string) => {
    tenant.collections.roleDefinitions.push({
      id: "custom",
      displayName: "Attribute writer",
      isBuiltIn: false,
      rolePermissions: [{ allowedResourceActions: [action] }],
    });
    return "custom";
  };
  const department = 'user.department -eq "IT"';
  const writes = `holds-role > can-make-match > ${asOwner}`;
  const cases: Case[] = [
    [
      "creates somebody who matches",
      (t) => {
        dynamic(t, department, { onPremisesSyncEnabled: true });
        t.role("tomasz.wilk", "Directory Writers");
      },
      writes,
    ],
    [
      "writes the department of its own account",
      (t) => {
        dynamic(t, department, { groupTypes: ["DynamicMembership", "Unified"] });
        t.role("tomasz.wilk", "Intune Administrator");
      },
      writes,
    ],
    [
      "writes job information",
      (t) => {
        dynamic(t, department);
        t.role("tomasz.wilk", custom(t, "microsoft.directory/users/jobInfo/update"));
      },
      writes,
    ],
    [
      "writes something else",
      (t) => {
        dynamic(t, department);
        t.role("tomasz.wilk", custom(t, "microsoft.directory/users/usageLocation/update"));
      },
      undefined,
    ],
    [
      "only reads",
      (t) => {
        dynamic(t, department);
        t.role("tomasz.wilk", custom(t, "microsoft.directory/users/standard/read"));
      },
      undefined,
    ],
    [
      "gives licences",
      (t) => {
        dynamic(t, 'user.assignedPlans -any (assignedPlan.servicePlanId -eq "x")');
        t.role("tomasz.wilk", "License Administrator");
      },
      writes,
    ],
    [
      "creates people in a unit",
      (t) => {
        dynamic(t, department);
        t.role("tomasz.wilk", "User Administrator", t.unit("staff", []));
      },
      writes,
    ],
    [
      "writes the department in a unit that one of the provider's people is in",
      (t) => {
        dynamic(t, department);
        t.role("tomasz.wilk", custom(t, "microsoft.directory/users/jobInfo/update"), t.unit("staff", ["dana.reyes"]));
      },
      writes,
    ],
    [
      "writes the department in a unit of others",
      (t) => {
        dynamic(t, department);
        t.role("tomasz.wilk", custom(t, "microsoft.directory/users/jobInfo/update"), t.unit("staff", ["nora"]));
      },
      undefined,
    ],
    [
      "writes what Entra decides itself",
      (t) => {
        dynamic(t, 'user.onPremisesSecurityIdentifier -eq "S-1-5-21-1"');
        t.role("tomasz.wilk", custom(t, "microsoft.directory/users/basic/update"));
      },
      undefined,
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(shownWay(tenant, "tomasz.wilk")).toBe(expected);
  });
});

describe("every edge of a dynamic group", () => {
  const rule = (tenant: TenantBuilder, membershipRule: string) => tenant.group("dynamic", { membershipRule });
  const inInner = "user.memberOf -any (group.objectId -in ['inner'])";
  const matches = (...who: string[]) => who.map((id) => `${id} can-match-rule-of dynamic [dynamic]`);
  const anybody = ["external:anybody of tideway", "external:anybody of nightwatch"];
  const syncs = (tenantId: string | undefined, more: object = { userSyncInbound: { isSyncAllowed: true } }) => ({
    id: String(tenantId),
    ...(tenantId !== undefined && { tenantId }),
    identitySynchronization: more,
  });

  it.each<[string, (tenant: TenantBuilder) => void, string[]]>([
    ["who holds it takes in: everybody in the group it names", (t) => rule(t, inInner), matches("inner")],
    [
      "whoever is in it already needs no match",
      (t) => {
        rule(t, "what cannot be read");
        Object.assign(t.collections.groups.at(-1) ?? {}, { members: [{ id: "dana.reyes" }] });
      },
      matches("tomasz.wilk", ...anybody),
    ],
    [
      "an owner, an eligible member and a member of another group are not in it",
      (t) => {
        rule(t, "what cannot be read");
        Object.assign(t.collections.groups.at(-1) ?? {}, { owners: [{ id: "dana.reyes" }] });
        t.eligible("dynamic", "tomasz.wilk");
        t.group("other", { members: ["dana.reyes", "tomasz.wilk"] });
      },
      matches("dana.reyes", "tomasz.wilk", ...anybody),
    ],
    [
      "being in a group means its members, however its id is spelt",
      (t) => {
        const [shouting, department] = [inInner.replace("inner", "INNER"), 'user.department -ne "IT"'];
        rule(t, `${shouting} -and ${department}`);
        t.group("inner", { members: ["dana.reyes"], owners: ["tomasz.wilk"] });
        t.group("other", { members: ["tomasz.wilk"] });
      },
      matches("INNER", "dana.reyes").map((edge) => edge.replace("INNER", "inner")),
    ],
    [
      "being eligible for a group is not being in it",
      (t) => {
        rule(t, inInner);
        t.group("inner");
        t.eligible("inner", "dana.reyes");
      },
      matches("inner"),
    ],
    [
      "guests of every provider",
      (t) => rule(t, 'user.userType -eq "Guest" -and user.surname -eq null'),
      [...matches("dana.reyes", "tomasz.wilk", ...anybody)],
    ],
    [
      "an address that nobody has yet",
      (t) => rule(t, 'user.mail -startsWith "somebody@tideway"'),
      matches("external:anybody of tideway"),
    ],
    [
      "whose tenant synchronises has any manager",
      (t) => {
        rule(t, 'Direct Reports for "miriam.okafor"');
        t.collections.crossTenantPartners.push(syncs("00000000-0000-0000-0000-000000000001"));
        t.collections.crossTenantPartners.push(syncs(undefined), syncs(tideway.tenantId.toUpperCase()));
      },
      matches("external:anybody of tideway"),
    ],
    [
      "whose tenant is set up to synchronise, and does not",
      (t) => {
        rule(t, 'user.department -eq "IT"');
        t.collections.crossTenantPartners.push(syncs(tideway.tenantId, {}));
      },
      [],
    ],
    [
      "who matches for certain is a member already",
      (t) => rule(t, 'user.userPrincipalName -endsWith "#EXT#@harbourdental.onmicrosoft.com"'),
      matches(...anybody),
    ],
  ])("%s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(edgesOf(tenant, "can-match-rule-of")).toEqual(expected);
  });

  const jobWriter = (tenant: TenantBuilder) => {
    tenant.collections.roleDefinitions.push({
      id: "writer",
      displayName: "Attribute writer",
      isBuiltIn: false,
      rolePermissions: [{ allowedResourceActions: ["microsoft.directory/users/jobInfo/update"] }],
    });
    return "writer";
  };
  const made = (role: string) => `role:${role} can-make-match dynamic [dynamic]`;
  it.each<[string, (tenant: TenantBuilder) => void, string[]]>([
    [
      "by roles over units, each for whom is in its own",
      (t) => {
        rule(t, 'user.department -eq "IT"');
        for (const unit of ["theirs", "also theirs"]) {
          t.role("tomasz.wilk", jobWriter(t), t.unit(unit, ["dana.reyes"]));
        }
        t.role("tomasz.wilk", "writer", t.unit("ours", ["nora"]));
        t.role("tomasz.wilk", "Helpdesk Administrator", "theirs");
      },
      [made("writer@theirs"), made("writer@also theirs")],
    ],
    [
      "by two roles over one unit",
      (t) => {
        rule(t, 'user.department -eq "IT"');
        t.role("tomasz.wilk", jobWriter(t), t.unit("theirs", ["dana.reyes"]));
        t.role("tomasz.wilk", "User Administrator", "theirs");
      },
      [made("writer@theirs"), made("fe930be7-5e62-47db-91af-98c3a49a38b1@theirs")],
    ],
    [
      "once by a role over the whole directory",
      (t) => {
        rule(t, 'user.department -eq "IT"');
        t.role("tomasz.wilk", "User Administrator");
      },
      [made("fe930be7-5e62-47db-91af-98c3a49a38b1@/")],
    ],
    [
      "not by a role over one object",
      (t) => {
        rule(t, 'user.department -eq "IT"');
        t.role("tomasz.wilk", "User Administrator");
        Object.assign(t.collections.roleAssignments.at(-1) ?? {}, { directoryScopeId: "/nora" });
      },
      [],
    ],
    [
      "together with what the person in reach changes of itself",
      (t) => {
        rule(t, 'user.department -eq "IT" -and user.mobile -startsWith "+47"');
        t.user("tideway-admin@harbourdental.example");
        t.role("tomasz.wilk", jobWriter(t), t.unit("theirs", ["tideway-admin"]));
      },
      [made("writer@theirs")],
    ],
    [
      "not where another part of the rule keeps the person out",
      (t) => {
        rule(t, 'user.department -eq "IT" -and user.city -eq "Bergen"');
        t.role("tomasz.wilk", jobWriter(t), t.unit("theirs", ["dana.reyes"]));
      },
      [],
    ],
    [
      "where the rest of the rule is a group that the person is in",
      (t) => {
        rule(t, `user.department -eq "IT" -and ${inInner}`);
        t.group("inner", { members: ["dana.reyes"] });
        t.group("other", { members: ["tomasz.wilk"] });
        t.role("tomasz.wilk", jobWriter(t), t.unit("theirs", ["dana.reyes"]));
        t.role("tomasz.wilk", jobWriter(t), t.unit("others", ["tomasz.wilk"]));
      },
      [made("writer@theirs")],
    ],
  ])("made to match: %s", (_name, make, expected) => {
    const tenant = people();
    make(tenant);
    expect(edgesOf(tenant, "can-make-match")).toEqual(expected);
  });
});
