/** What a plan declares and the tenant has already: by name, by address, by who holds what; never what is not clear. */

import { describe, expect, it } from "vitest";
import { declaredTenant } from "../../policies/judge.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { findExisting } from "../../src/onboarding/adopt/adopt.ts";
import { importFile } from "../../src/onboarding/adopt/import-file.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { providerText } from "../../src/resources/tokens.ts";
import { companySeed, emptyCompany } from "../../src/tenant/seed/company.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { planned, planOf } from "../support/plans.ts";
import { harbourWorld, TenantBuilder } from "../support/tenant-builder.ts";

const none: ReadonlySet<string> = new Set();

function adoption(plan: Plan, actual: Snapshot, managed = none) {
  const { matrix, entitlements } = harbourWorld;
  const declared = declaredTenant({ matrix, plan });
  const found = findExisting({ matrix, entitlements, plan, declared, actual, managed });
  return { ...found, file: importFile(plan, found.adopted, managed) };
}

const ids = ({ adopted }: ReturnType<typeof adoption>) =>
  Object.fromEntries(adopted.map(({ resource, id }) => [resource.name, id]));
const one = "11111111-0000-4000-8000-000000000001";
const two = "22222222-0000-4000-8000-000000000002";
const three = "33333333-0000-4000-8000-000000000003";
const helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

/** A tenant with a group of that id and name. */
function withGroup(id: string, displayName: string): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.collections.groups.push({ id, displayName, members: [], owners: [] });
  return tenant;
}

describe("objects", () => {
  it("a group of the same name is taken over, under the provider's form of the id", () => {
    const plan = planOf([planned("Group", "team", { displayName: "Team", securityEnabled: true })]);
    expect(ids(adoption(plan, withGroup(one, "Team").snapshot))).toEqual({ team: `/groups/${one}` });
  });

  it("a group of another name is made", () => {
    const plan = planOf([planned("Group", "team", { displayName: "Team", securityEnabled: true })]);
    const { adopted, toCreate } = adoption(plan, withGroup(one, "team").snapshot);
    expect(adopted).toEqual([]);
    expect(toCreate.map(({ name }) => name)).toEqual(["team"]);
  });

  it("of two groups of the same name neither: it is a question, and what refers to it waits", () => {
    const group = planned("Group", "team", { displayName: "Team", securityEnabled: true });
    const role = planned("DirectoryRoleAssignment", "role", {
      roleId: helpdesk,
      principalObjectId: group.id,
      directoryScopeId: "/",
    });
    const tenant = withGroup(one, "Team");
    tenant.collections.groups.push({ id: two, displayName: "Team", members: [], owners: [] });
    tenant.role(one, "Helpdesk Administrator");
    const found = adoption(planOf([group, role]), tenant.snapshot);
    expect(found.adopted).toEqual([]);
    expect(found.questions.map(({ what }) => what)).toEqual([`2 objects are called Team: ${one}, ${two}`]);
    expect(found.waiting.map(({ name }) => name)).toEqual(["role"]);
    expect(found.file.resources).toEqual([]);
  });

  const group = (inputs: object) => planned("Group", "team", { displayName: "Team", securityEnabled: true, ...inputs });
  const location = (inputs: object) => planned("NamedLocation", "office", { displayName: "Office", ...inputs });
  const networks = "#microsoft.graph.ipNamedLocation";

  it.each([
    ["a group that cannot be given roles", group({ assignableToRole: true }), {}, "cannot be given roles"],
    ["a group that can", group({}), { isAssignableToRole: true }, "can be given roles"],
    ["a group of Microsoft 365", group({}), { groupTypes: ["Unified"] }, "is of the type Unified"],
    ["another nickname", group({ mailNickname: "a" }), { mailNickname: "b" }, "has the mail nickname b"],
    ["a location of networks", location({ country: {} }), { "@odata.type": networks }, "is one of networks"],
  ])("what would be deleted and made anew is a question: %s", (_, resource, properties, what) => {
    const tenant = withGroup(one, "Team");
    Object.assign(tenant.collections.groups[0] ?? {}, properties);
    tenant.collections.namedLocations.push({ id: one, displayName: "Office", ...properties });
    const { adopted, questions } = adoption(planOf([resource]), tenant.snapshot);
    expect(adopted).toEqual([]);
    expect(questions.map((each) => each.what)).toEqual([
      `${String(resource.inputs["displayName"])} is there (${one}) and ${what}, which nobody can change: up would delete it and make it anew`,
    ]);
  });

  it.each([
    ["both can be given roles", group({ assignableToRole: true }), { isAssignableToRole: true, groupTypes: [] }],
    ["a nickname that nobody declares", group({}), { isAssignableToRole: false, mailNickname: "b" }],
    ["both of networks", location({ ip: {} }), { "@odata.type": networks }],
  ])("near miss: %s", (_, resource, properties) => {
    const tenant = withGroup(one, "Team");
    Object.assign(tenant.collections.groups[0] ?? {}, properties);
    tenant.collections.namedLocations.push({ id: one, displayName: "Office", ...properties });
    expect(adoption(planOf([resource]), tenant.snapshot).adopted).toHaveLength(1);
  });

  it("a person by user principal name, whatever the case", () => {
    const plan = planOf([
      planned("User", "miriam", { userPrincipalName: "Miriam@harbourdental.example", displayName: "M" }),
    ]);
    const tenant = new TenantBuilder();
    tenant.collections.users.push({ id: one, userPrincipalName: "miriam@harbourdental.example", userType: "Member" });
    expect(ids(adoption(plan, tenant.snapshot))).toEqual({ miriam: `/users/${one}` });
  });

  it("a guest who is there is a question: invitations cannot be imported", () => {
    const plan = planOf([
      planned("Invitation", "dana", { userEmailAddress: "dana@tideway.example", redirectUrl: "https://x.example" }),
    ]);
    const tenant = new TenantBuilder();
    tenant.guest("dana@tideway.example", "Dana Reyes");
    const { adopted, questions } = adoption(plan, tenant.snapshot);
    expect(adopted).toEqual([]);
    expect(questions.map(({ remedy }) => remedy)).toEqual([
      "say existing: true for the person in the matrix: the account is then looked up",
    ]);
  });

  describe("resources of Demarc's own", () => {
    const [tenantId, own] = ["7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01", "pulumi-nodejs:demarc"];
    const partner = (more = {}) =>
      planned(`${own}:CrossTenantAccessPartner`, "partner", {
        tenantId: tenantId.toUpperCase(),
        inboundTrust: { isMfaAccepted: true },
        __provider: providerText("CrossTenantAccessPartner"),
        ...more,
      });
    const unit = planned(`${own}:RestrictedAdministrativeUnit`, "unit", {
      displayName: "Sensitive people",
      __provider: providerText("RestrictedAdministrativeUnit"),
    });
    const tenantOf = (...units: { id: string; isMemberManagementRestricted?: boolean }[]) => {
      const tenant = new TenantBuilder();
      tenant.collections.crossTenantPartners.push({ id: tenantId, tenantId });
      for (const each of units)
        tenant.collections.administrativeUnits.push({ ...each, displayName: "Sensitive people", members: [] });
      return tenant.snapshot;
    };
    const restricted = { isMemberManagementRestricted: true };

    it("are in the file with what the engine cannot read", () => {
      const plan = planOf([partner(), unit]);
      const { adopted, questions } = adoption(plan, tenantOf({ id: one, ...restricted }));
      expect(questions).toEqual([]);
      const stated = (properties: object) => ({ inputs: properties, outputs: properties });
      expect(importFile(plan, adopted, new Set()).resources).toEqual([
        expect.objectContaining({
          id: tenantId,
          ...stated({ tenantId: tenantId.toUpperCase(), __provider: providerText("CrossTenantAccessPartner") }),
        }),
        expect.objectContaining({
          id: one,
          ...stated({ displayName: "Sensitive people", __provider: providerText("RestrictedAdministrativeUnit") }),
        }),
      ]);
    });

    it("are left to a program that takes them over itself, or makes them", () => {
      const { adopted, questions } = adoption(planOf([partner({ __import: tenantId }), unit]), tenantOf());
      expect([adopted, questions]).toEqual([[], []]);
    });

    it.each<[string, Parameters<typeof tenantOf>, string]>([
      [
        "not restricted",
        [{ id: one }],
        `there is an administrative unit called Sensitive people already (${one}), without restricted management, which is decided when a unit is made`,
      ],
      [
        "there twice",
        [{ id: one, ...restricted }, { id: two }],
        `2 administrative units are called Sensitive people: ${one}, ${two}`,
      ],
    ])("are a question where the unit is %s", (_, units, what) => {
      const { adopted, questions } = adoption(planOf([unit]), tenantOf(...units));
      expect([adopted, questions.map((question) => question.what)]).toEqual([[], [what]]);
    });
  });

  it("policies, locations, units and custom roles by name", () => {
    const plan = planOf([
      planned("ConditionalAccessPolicy", "policy", {
        displayName: "MFA",
        state: "enabled",
        conditions: {
          applications: { includedApplications: ["All"] },
          clientAppTypes: ["all"],
          users: { includedUsers: ["All"] },
        },
        grantControls: { operator: "OR", builtInControls: ["mfa"] },
      }),
      planned("NamedLocation", "location", { displayName: "Office" }),
      planned("AdministrativeUnit", "unit", { displayName: "Staff" }),
      planned("CustomDirectoryRole", "role", { displayName: "Reader", permissions: [] }),
    ]);
    const tenant = new TenantBuilder();
    tenant.collections.conditionalAccessPolicies.push({ id: one, displayName: "MFA", state: "enabled" });
    tenant.collections.namedLocations.push({ id: two, displayName: "Office" });
    tenant.collections.administrativeUnits.push({ id: three, displayName: "Staff", members: [] });
    tenant.collections.roleDefinitions.push({ id: one, displayName: "Reader", isBuiltIn: false });
    expect(ids(adoption(plan, tenant.snapshot))).toEqual({
      policy: `/identity/conditionalAccess/policies/${one}`,
      location: `/identity/conditionalAccess/namedLocations/${two}`,
      unit: `/directory/administrativeUnits/${three}`,
      role: `/roleManagement/directory/roleDefinitions/${one}`,
    });
  });
});

describe("accesses", () => {
  const group = planned("Group", "team", { displayName: "Team", securityEnabled: true });
  const role = planned("DirectoryRoleAssignment", "role", {
    roleId: helpdesk,
    principalObjectId: group.id,
    directoryScopeId: "/",
  });

  it("an assignment by principal, role and scope", () => {
    const tenant = withGroup(one, "Team");
    const assignment = tenant.role(one, "Helpdesk Administrator");
    expect(ids(adoption(planOf([group, role]), tenant.snapshot))).toMatchObject({
      role: `/roleManagement/directory/roleAssignments/${assignment}`,
    });
  });

  it.each([
    ["another role", "User Administrator", undefined],
    ["another scope", "Helpdesk Administrator", "unit"],
  ])("not one of %s", (_, name, scope) => {
    const tenant = withGroup(one, "Team");
    tenant.unit("unit");
    tenant.role(one, name, scope);
    const { toCreate } = adoption(planOf([group, role]), tenant.snapshot);
    expect(toCreate.map((each) => each.name)).toEqual(["role"]);
  });

  it("an eligible role is not a standing one", () => {
    const tenant = withGroup(one, "Team");
    tenant.eligibleRole(one, "Helpdesk Administrator");
    expect(adoption(planOf([group, role]), tenant.snapshot).toCreate.map((each) => each.name)).toEqual(["role"]);
  });

  it("a membership by the pair", () => {
    const member = planned("GroupMember", "member", { groupObjectId: group.id, memberObjectId: two });
    const tenant = withGroup(one, "Team");
    tenant.collections.users.push({ id: two, userPrincipalName: "joel@harbourdental.example", userType: "Member" });
    Object.assign(tenant.collections.groups[0] ?? {}, { members: [{ id: two }] });
    expect(ids(adoption(planOf([group, member]), tenant.snapshot))).toMatchObject({ member: `${one}/member/${two}` });
  });
});

describe("Azure", () => {
  const subscription = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
  const group = `${subscription}/resourceGroups/rg-logs`;
  const authorization = "providers/Microsoft.Authorization";
  const services = `${subscription}/providers/Microsoft.ManagedServices`;
  const arm = (id: string, type: string, properties: Record<string, unknown> = {}) => ({
    id,
    name: id.slice(id.lastIndexOf("/") + 1),
    type,
    properties,
  });
  const tenantWith = (...resources: ReturnType<typeof arm>[]) => {
    const tenant = new TenantBuilder();
    tenant.collections.armResources.push(...resources);
    return tenant.snapshot;
  };
  const native = (type: string, name: string, id: string, inputs: Record<string, unknown>) =>
    planned(`azure-native:${type}`, name, inputs, { id });
  const partner = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
  const definition = native(
    "managedservices:RegistrationDefinition",
    "offer",
    `${services}/registrationDefinitions/${one}`,
    {
      registrationDefinitionId: one,
      scope: subscription,
      properties: { managedByTenantId: partner, authorizations: [] },
    },
  );
  const assignment = native(
    "managedservices:RegistrationAssignment",
    "offered",
    `${group}/providers/Microsoft.ManagedServices/registrationAssignments/${two}`,
    {
      registrationAssignmentId: two,
      scope: group,
      properties: { registrationDefinitionId: definition.id },
    },
  );
  const role = native(
    "authorization:RoleDefinition",
    "operator",
    `${subscription}/${authorization}/roleDefinitions/${one}`,
    {
      roleDefinitionId: one,
      roleName: "Operator",
      scope: subscription,
    },
  );

  it("is taken over by the id that the provider makes, whatever case Azure shows it in", () => {
    const lock = native("authorization:ManagementLockByScope", "lock", `${group}/${authorization}/locks/keep`, {
      lockName: "keep",
      scope: group,
      level: "CanNotDelete",
    });
    const logs = native("resources:ResourceGroup", "logs", group, { resourceGroupName: "rg-logs" });
    const actual = tenantWith(
      arm(group.replace("resourceGroups/rg-logs", "resourcegroups/RG-Logs"), "Microsoft.Resources/resourceGroups"),
      arm(lock.id.toLowerCase(), "Microsoft.Authorization/locks"),
    );
    expect(ids(adoption(planOf([logs, lock]), actual))).toEqual({ logs: group, lock: lock.id });
  });

  it("has an offer of the same tenant in the subscription once: a second is a question, and what assigns it waits", () => {
    const offer = (id: string, tenant: string) =>
      arm(id, "Microsoft.ManagedServices/registrationDefinitions", {
        managedByTenantId: tenant,
        registrationDefinitionName: "Tideway managed",
      });
    const found = (actual: Snapshot) => {
      const { questions, waiting, toCreate } = adoption(planOf([definition, assignment]), actual);
      return { what: questions.map(({ what }) => what), waiting: waiting.length, toCreate: toCreate.length };
    };
    expect(found(tenantWith(offer(`${services}/registrationDefinitions/${three}`, partner.toUpperCase())))).toEqual({
      what: [
        `the subscription has an offer of the same tenant already, "Tideway managed" (${services}/registrationDefinitions/${three})`,
      ],
      waiting: 1,
      toCreate: 0,
    });
    const elsewhere = services.replace("4d0e", "5d0e");
    for (const near of [
      offer(`${services}/registrationDefinitions/${three}`, three),
      offer(`${elsewhere}/registrationDefinitions/${three}`, partner),
    ]) {
      expect(found(tenantWith(near)), near.id).toEqual({ what: [], waiting: 0, toCreate: 2 });
    }
    const own = adoption(planOf([definition, assignment]), tenantWith(offer(definition.id, partner)));
    expect(ids(own)).toEqual({ offer: definition.id });
  });

  it("knows a custom role's name once: another of that name is a question", () => {
    const named = (roleName: string, type: string) =>
      arm(`${subscription}/${authorization}/roleDefinitions/${two}`, "Microsoft.Authorization/roleDefinitions", {
        roleName,
        type,
      });
    const asked = (actual: Snapshot) => adoption(planOf([role]), actual).questions.map(({ what }) => what);
    expect(asked(tenantWith(named("Operator", "CustomRole")))).toEqual([
      `there is a custom role of Azure called Operator already (${subscription}/${authorization}/roleDefinitions/${two})`,
    ]);
    expect(asked(tenantWith(named("Operators", "CustomRole")))).toEqual([]);
  });

  it("lets nobody import an eligibility: who is eligible already is a question", () => {
    const reader = `${subscription}/${authorization}/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
    const eligible = native(
      "authorization:PimRoleEligibilitySchedule",
      "dana",
      `${group}/${authorization}/roleEligibilityScheduleRequests/${one}`,
      {
        principalId: two,
        roleDefinitionId: reader,
        scope: group,
      },
    );
    const held = (properties: Record<string, unknown>) => {
      const tenant = new TenantBuilder();
      tenant.collections.users.push({ id: two, userPrincipalName: "joel@harbourdental.example", displayName: "Joel" });
      tenant.collections.armResources.push(
        arm(
          `${group}/${authorization}/roleEligibilityScheduleInstances/${three}`,
          "Microsoft.Authorization/roleEligibilityScheduleInstances",
          {
            principalId: two,
            roleDefinitionId: reader,
            scope: group,
            ...properties,
          },
        ),
      );
      return adoption(planOf([eligible]), tenant.snapshot);
    };
    expect(held({}).questions.map(({ what }) => what)).toEqual([
      expect.stringMatching(
        /^Joel.* is eligible for Reader .*rg-logs.* there already, and an eligibility in Azure cannot be imported$/,
      ),
    ]);
    expect(held({ scope: subscription }).toCreate.map(({ name }) => name)).toEqual(["dana"]);
  });
});

describe("the file", () => {
  const component = planned("demarc:index:Teams", "team", {}, { custom: false });
  const group = planned("Group", "team", { displayName: "Team", securityEnabled: true }, { parent: component.urn });
  const plan = planOf([component, group]);
  const { snapshot } = withGroup(one, "Team");

  it("has the components above, before what is in them, and names that are told apart", () => {
    expect(adoption(plan, snapshot).file).toEqual({
      nameTable: {},
      resources: [
        { type: "demarc:index:Teams", name: "team", component: true },
        { type: group.type, name: "team-Group", logicalName: "team", id: `/groups/${one}`, parent: "team" },
      ],
    });
  });

  it("refers to what the deployment has already, and does not import it again", () => {
    expect(adoption(plan, snapshot, new Set([component.urn])).file).toMatchObject({
      nameTable: { team: component.urn },
      resources: [{ parent: "team" }],
    });
    expect(adoption(plan, snapshot, new Set([component.urn, group.urn])).file.resources).toEqual([]);
  });
});

it("of a stack that was applied, everything but the invitations", async () => {
  const { matrix } = harbourWorld;
  const folder = temporaryFolder();
  try {
    const tenant = EmbeddedTenant.fromSnapshot(companySeed(matrix));
    const plan = await planProgram({
      directory: ".",
      stack: "harbour",
      timeoutMs: 60_000,
      snapshot: tenant.toSnapshot(),
    });
    deploy({ plan, tenant, stateFile: `${folder.path}/state.json` });
    const { adopted, questions, waiting, toCreate, file } = adoption(plan, tenant.toSnapshot());
    expect(toCreate).toEqual([]);
    expect(questions.map(({ urn }) => urn.includes(":Invitation::"))).toEqual(questions.map(() => true));
    expect(waiting.every(({ type }) => type.endsWith("EligibilitySchedule"))).toBe(true);
    const custom = plan.resources.filter((resource) => resource.custom).length;
    expect(adopted.length + questions.length + waiting.length).toBe(custom);
    expect(new Set(file.resources.map(({ name }) => name)).size).toBe(file.resources.length);
  } finally {
    folder.remove();
  }
}, 60_000);

it("of an empty tenant nothing", () => {
  const plan = planOf([planned("Group", "team", { displayName: "Team", securityEnabled: true })]);
  expect(adoption(plan, emptyCompany(harbourWorld.matrix).toSnapshot()).file).toEqual({ nameTable: {}, resources: [] });
});
