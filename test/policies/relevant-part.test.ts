import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { relevantPart } from "../../policies/relevant-part.ts";
import { rules } from "../../policies/rules/index.ts";
import { placeholderId } from "../../src/plan/placeholder-id.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { entitled, harbour } from "../support/matrices.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const { matrix, entitlements } = entitled(harbour());
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const reportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";
const helpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

type Inputs = Readonly<Record<string, unknown>>;

const user = (name: string, inputs: Inputs = {}) =>
  planned("User", name, {
    displayName: name,
    userPrincipalName: `${name.toLowerCase().replaceAll(" ", ".")}@harbourdental.example`,
    ...inputs,
  });
const group = (name: string, inputs: Inputs = {}) =>
  planned("Group", name, { displayName: name, securityEnabled: true, ...inputs });
const member = (name: string, team: PlannedResource, person: PlannedResource) =>
  planned("GroupMember", name, { groupObjectId: team.id, memberObjectId: person.id });
const eligible = (name: string, team: PlannedResource, person: PlannedResource) =>
  planned("PrivilegedAccessGroupEligibilitySchedule", name, {
    groupId: team.id,
    principalId: person.id,
    assignmentType: "member",
  });
const role = (name: string, holder: { readonly id: string }, roleId: string) =>
  planned("DirectoryRoleAssignment", name, { principalObjectId: holder.id, roleId });

/** Names of what stays of a plan. */
function staying(...resources: readonly PlannedResource[]): string[] {
  return relevantPart(planOf(resources), matrix, entitlements).resources.map(({ name }) => name);
}

const ada = user("Ada");
const ben = user("Ben");
const dana = user("Dana Reyes", { mail: "dana.reyes@tideway.example" });
const staff = group("Staff");
const outer = group("Outer");

/** A group of the tenant that the plan does not make. */
const elsewhere = { ...staff, id: placeholderId("group of the tenant") };
const unknown = (...from: readonly string[]) => ({ "demarc:unknown": true, from });

describe("what stays of a plan", () => {
  test.each<[string, PlannedResource[], string[]]>([
    ["nothing of the client's own people and groups", [ada, staff, member("m", staff, ada)], []],
    ["nobody who only reads", [ada, role("reads", ada, reportsReader)], []],
    [
      "a membership by an id that the provider refuses",
      [ada, planned("GroupMember", "m", { groupObjectId: `/groups/${staff.id}`, memberObjectId: ada.id })],
      ["Ada", "m"],
    ],
    ["who holds more", [ada, role("resets", ada, helpdeskAdministrator)], ["Ada", "resets"]],
    [
      "what else they hold",
      [ada, role("resets", ada, helpdeskAdministrator), role("reads", ada, reportsReader)],
      ["Ada", "resets", "reads"],
    ],
    ["a provider's people", [dana], ["Dana Reyes"]],
    ["where they are", [dana, ada, staff, member("m", staff, dana)], ["Dana Reyes", "Staff", "m"]],
    [
      "where those are",
      [dana, ada, staff, outer, member("m", staff, dana), member("n", outer, staff), member("o", outer, ada)],
      ["Dana Reyes", "Ada", "Staff", "Outer", "m", "n", "o"],
    ],
    ["where they could be", [dana, staff, eligible("e", staff, dana)], ["Dana Reyes", "Staff", "e"]],
    ["what they are in by its own list", [dana, group("Theirs", { members: [dana.id] })], ["Dana Reyes", "Theirs"]],
    ["nobody whom they manage", [dana, user("Eve", { managerId: dana.id })], ["Dana Reyes"]],
    [
      "nothing else that those are in who are in a group with them",
      [ada, dana, group("Theirs", { members: [dana.id, ada.id] }), staff, member("m", staff, ada)],
      ["Ada", "Dana Reyes", "Theirs"],
    ],
    [
      "only what is named where something is named that is elsewhere",
      [
        ada,
        planned("aws:s3/bucket:Bucket", "b", {}),
        planned("Tomorrow", "new", { of: planned("aws:s3/bucket:Bucket", "b", {}).id }),
      ],
      ["new"],
    ],
    [
      "a group that is not said to be dynamic",
      [ada, group("Roles", { assignableToRole: true, dynamicMembership: null })],
      ["Roles"],
    ],
    ["what they own", [dana, group("Theirs", { owners: [dana.id] })], ["Dana Reyes", "Theirs"]],
    ["what they hold", [dana, role("reads", dana, reportsReader)], ["Dana Reyes", "reads"]],
    [
      "who is in a group that conveys something",
      [ada, ben, staff, member("m", staff, ada), role("all", staff, globalAdministrator)],
      ["Ada", "Staff", "m", "all"],
    ],
    [
      "all who are in it",
      [
        ada,
        ben,
        dana,
        staff,
        member("m", staff, ada),
        member("n", staff, ben),
        member("o", staff, dana),
        role("all", staff, globalAdministrator),
      ],
      ["Ada", "Ben", "Dana Reyes", "Staff", "m", "n", "o", "all"],
    ],
    [
      "who could get into it",
      [ada, staff, eligible("e", staff, ada), role("all", staff, globalAdministrator)],
      ["Ada", "Staff", "e", "all"],
    ],
    [
      "who is in it by its own list",
      [ada, group("Listed", { members: [ada.id] }), role("all", { id: group("Listed").id }, globalAdministrator)],
      ["Ada", "Listed", "all"],
    ],
    ["groups with more than a name", [group("Roles", { assignableToRole: true })], ["Roles"]],
    ["people with more than a name", [user("Synced", { onpremisesImmutableId: "x" })], ["Synced"]],
    [
      "whom the matrix names",
      [user("Miriam Okafor"), group("Approvers of Tideway IT")],
      ["Miriam Okafor", "Approvers of Tideway IT"],
    ],
    ["nobody of whom the matrix knows nothing", [user("Eve", { userPrincipalName: "eve@elsewhere.example" })], []],
    ["a provider's person in the client's domain", [user("Eve", { otherMails: ["eve@it.tideway.example"] })], ["Eve"]],
    [
      "who is named after a provider",
      [user("Nightwatch on call"), user("Eve", { companyName: "Tideway IT" })],
      ["Nightwatch on call", "Eve"],
    ],
    ["guests", [user("Guest", { userPrincipalName: "eve_x.example#EXT#@harbourdental.onmicrosoft.com" })], ["Guest"]],
    ["what nobody knows", [planned("Tomorrow", "new", { of: ada.id }), ada, ben], ["new", "Ada"]],
    ["whom a text names", [planned("Tomorrow", "new", { of: `/users/${ada.id}/manager` }), ada, ben], ["new", "Ada"]],
    [
      "what is made from a resource",
      [ada, ben, planned("Tomorrow", "new", {}, { propertyDependencies: { of: [ada.urn] } })],
      ["Ada", "new"],
    ],
    [
      "what a value is not known of",
      [ada, planned("Group", "g", { displayName: { "demarc:unknown": true, from: [] } })],
      ["g"],
    ],
    [
      "what exists already",
      [
        planned("User", "old", ada.inputs, { options: { import: "7" } }),
        planned("User", "read", ada.inputs, { read: true }),
      ],
      ["old", "read"],
    ],
    [
      "two that say they are one",
      [ada, planned("User", "twin", user("Twin").inputs, { id: ada.id }), ben],
      ["Ada", "twin"],
    ],
    [
      "whom the deployment makes",
      [
        planned(
          "GroupMember",
          "m",
          { groupObjectId: staff.id, memberObjectId: "x" },
          { propertyDependencies: { memberObjectId: ["urn:x"] } },
        ),
        staff,
        ada,
      ],
      ["m", "Staff"],
    ],
    [
      "everybody, where a rule goes by what people are like",
      [ada, staff, group("Dynamic", { dynamicMembership: { enabled: true, rule: "x" } })],
      ["Ada", "Staff", "Dynamic"],
    ],
    [
      "what they get through a group of which only the id is known",
      [dana, ada, member("m", elsewhere, dana), member("n", outer, elsewhere), outer, member("o", outer, ada)],
      ["Dana Reyes", "Ada", "m", "n", "Outer", "o"],
    ],
    [
      "what such a group holds",
      [dana, eligible("e", elsewhere, dana), role("reads", elsewhere, reportsReader)],
      ["Dana Reyes", "e", "reads"],
    ],
    [
      "who is in such a group that holds more",
      [ada, ben, member("m", elsewhere, ada), role("all", elsewhere, globalAdministrator)],
      ["Ada", "m", "all"],
    ],
    [
      "whom a path names",
      [ada, group("Listed", { members: [`/users/${ada.id}`] }), role("all", group("Listed"), globalAdministrator)],
      ["Ada", "Listed", "all"],
    ],
    [
      "whom another case names",
      [
        dana,
        member("m", { ...staff, id: staff.id.toUpperCase() }, { ...dana, id: dana.id.toUpperCase() }),
        staff,
        role("all", { id: staff.id.toUpperCase() }, reportsReader),
      ],
      ["Dana Reyes", "m", "Staff", "all"],
    ],
    [
      "where a group is whose members something else decides",
      [
        staff,
        outer,
        member("n", outer, staff),
        planned("GroupMember", "m", { groupObjectId: staff.id, memberObjectId: unknown() }),
      ],
      ["Staff", "Outer", "n", "m"],
    ],
    [
      "no group that a role is given to puts others in sight",
      [staff, outer, member("n", outer, staff), role("all", staff, globalAdministrator)],
      ["Staff", "all"],
    ],
    [
      "what may be what nobody knows",
      [ada, ben, planned("GroupMember", "m", { groupObjectId: staff.id, memberObjectId: unknown(ada.urn) }), staff],
      ["Ada", "m", "Staff"],
    ],
    [
      "everything, where something takes a membership for a group",
      [ada, staff, member("m", staff, ada), member("n", member("m", staff, ada), ada)],
      ["Ada", "Staff", "m", "n"],
    ],
    [
      "everything, where something unknown does",
      [ada, staff, member("m", staff, ada), planned("Tomorrow", "new", { of: member("m", staff, ada).id })],
      ["Ada", "Staff", "m", "new"],
    ],
  ])("%s", (_, resources, expected) => {
    expect(staying(...resources)).toEqual(expected);
  });

  test("both halves of an application, or neither", () => {
    const application = planned("Application", "app", { displayName: "Payroll" });
    const principal = planned(
      "ServicePrincipal",
      "principal",
      { clientId: "0c0ffee0-0000-4000-8000-000000000001" },
      { propertyDependencies: { clientId: [application.urn] } },
    );
    const secret = planned("ApplicationPassword", "secret", { applicationId: `/applications/${application.id}` });
    expect(staying(application, principal)).toEqual([]);
    expect(staying(application, principal, secret, staff, member("m", staff, principal))).toEqual([
      "app",
      "principal",
      "secret",
      "Staff",
      "m",
    ]);
    expect(staying(application, principal, secret)).toEqual(["app", "principal", "secret"]);
    expect(staying(application, principal, role("all", principal, globalAdministrator))).toEqual([
      "app",
      "principal",
      "all",
    ]);
    expect(staying(application, planned("ServicePrincipal", "alone", { clientId: "x" }))).toEqual(["app", "alone"]);
    const undeclared = planned("ServicePrincipal", "alone", { clientId: application.id });
    expect(staying(application, undeclared)).toEqual(["app", "alone"]);
  });

  test("what is given to a group by the id that it has in the tenant already", () => {
    const taken = { ...group("Tideway helper"), options: { ...staff.options, import: elsewhere.id } };
    expect(staying(role("reads", elsewhere, reportsReader), taken)).toEqual(["reads", "Tideway helper"]);
    const byPath = { ...taken, options: { ...taken.options, import: `/groups/${elsewhere.id}` } };
    expect(staying(role("reads", elsewhere, reportsReader), byPath)).toEqual(["reads", "Tideway helper"]);
  });

  test("whoever has the id that an application is called by", () => {
    const application = planned("Application", "app", { displayName: "Payroll" });
    const called = planned(
      "ServicePrincipal",
      "called",
      { clientId: ada.id },
      { propertyDependencies: { clientId: [application.urn] } },
    );
    expect(staying(application, called, ada, ben)).toEqual(["app", "called", "Ada"]);
  });

  test("what a provider owns gets somewhere by its other half", () => {
    const application = planned("Application", "app", { displayName: "Payroll", owners: [dana.id] });
    const halves = ["one", "two"].map((name) =>
      planned(
        "ServicePrincipal",
        name,
        { clientId: "0c0ffee0-0000-4000-8000-000000000001" },
        { propertyDependencies: { clientId: [application.urn] } },
      ),
    );
    const memberships = halves.map((half) => member(`${half.name} in`, staff, half));
    expect(staying(dana, application, ...halves, staff, ...memberships)).toEqual([
      "Dana Reyes",
      "app",
      "one",
      "two",
      "Staff",
      "one in",
      "two in",
    ]);
    const plain = planned("Application", "app", { displayName: "Payroll" });
    const owned = planned(
      "ServicePrincipal",
      "owned",
      { ...halves[0]?.inputs, owners: [dana.id] },
      {
        propertyDependencies: { clientId: [plain.urn] },
      },
    );
    const [other] = halves;
    if (other === undefined) throw new Error("there are two");
    expect(staying(dana, plain, owned, other, staff, member("in", staff, other))).toEqual([
      "Dana Reyes",
      "app",
      "owned",
      "one",
      "Staff",
      "in",
    ]);
    const manage = role("all", staff, globalAdministrator);
    expect(staying(plain, owned, staff, member("in", staff, owned), manage)).toEqual([
      "app",
      "owned",
      "Staff",
      "in",
      "all",
    ]);
    const [, second] = halves.map(({ name, inputs }) =>
      planned("ServicePrincipal", name, inputs, { propertyDependencies: { clientId: [plain.urn] } }),
    );
    expect(staying(plain, other, ...(second ? [second] : []), staff, member("in", staff, other), manage)).toEqual([
      "app",
      "one",
      "two",
      "Staff",
      "in",
      "all",
    ]);
    expect(staying(plain, other, staff, member("in", staff, other), role("all", other, globalAdministrator))).toEqual([
      "app",
      "one",
      "all",
    ]);
  });

  test("a principal of another tenant that something else names", () => {
    const foreign = { id: placeholderId("foreign") };
    const reads = role("reads", foreign, reportsReader);
    expect(staying(reads, ada)).toEqual([]);
    expect(staying(reads, ada, planned("Tomorrow", "new", { principals: [foreign.id] }))).toEqual(["reads", "new"]);
  });

  test("whom the matrix names with spaces around", () => {
    const spaced = { ...matrix, client: { ...matrix.client, name: " Quayside " } };
    const plan = planOf([user("Quayside")]);
    expect(relevantPart(plan, spaced, entitlements).resources).toEqual(plan.resources);
  });

  test("all of a plan that looks things up", () => {
    const plan = planOf([ada], [lookup("getUser", { userPrincipalName: "x" })]);
    expect(relevantPart(plan, matrix, entitlements)).toBe(plan);
  });
});

describe("a part of a plan", () => {
  const people = [
    ada,
    ben,
    dana,
    user("Cleo", { mail: "cleo@elsewhere.example" }),
    user("Miriam Okafor"),
    user("Tideway helper"),
  ];
  const kinds = [
    group("Staff"),
    group("Outer"),
    group("Roles", { assignableToRole: true }),
    group("Tideway IT team"),
    group("Owned", { owners: [dana.id] }),
  ];
  const applications = ["Payroll", "Portal"].map((name) =>
    planned("Application", name, { displayName: name, owners: [ada.id] }),
  );
  const principals = applications.map((application) =>
    planned(
      "ServicePrincipal",
      `${application.name} principal`,
      { clientId: placeholderId(`${application.urn}#clientId`) },
      { propertyDependencies: { clientId: [application.urn] } },
    ),
  );
  const somebodyElsewhere = { ...ada, id: placeholderId("somebody of the tenant") };
  const otherwiseNamed = ({ id, ...others }: PlannedResource) =>
    fc.constantFrom(id, id, id, id.toUpperCase(), `/directoryObjects/${id}`).map((name) => ({ ...others, id: name }));
  const anybody = fc
    .constantFrom(...people, ...kinds, ...principals, elsewhere, somebodyElsewhere)
    .chain(otherwiseNamed);
  const anyGroup = fc.constantFrom(...kinds, elsewhere).chain(otherwiseNamed);
  const roles = fc.constantFrom(
    globalAdministrator,
    reportsReader,
    helpdeskAdministrator,
    "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
    "fdd7a751-b60b-444a-984c-02652fe8fa1c",
  );
  const relation = fc.oneof(
    fc.tuple(anyGroup, anybody, fc.constantFrom("is there", "not known")).map(
      ([of, who, how]) =>
        (name: string) =>
          planned(
            "GroupMember",
            name,
            { groupObjectId: of.id, memberObjectId: how === "not known" ? unknown(who.urn) : who.id },
            { read: how === "is there" },
          ),
    ),
    fc.tuple(anyGroup, anybody).map(
      ([of, who]) =>
        (name: string) =>
          member(name, of, who),
    ),
    fc.tuple(anyGroup, anybody).map(
      ([of, who]) =>
        (name: string) =>
          eligible(name, of, who),
    ),
    fc.tuple(anybody, roles).map(
      ([who, what]) =>
        (name: string) =>
          role(name, who, what),
    ),
    fc
      .constantFrom(...applications)
      .map((of) => (name: string) => planned("ApplicationPassword", name, { applicationId: `/applications/${of.id}` })),
    fc.constantFrom(...applications).map(
      (of) => (name: string) =>
        planned("ApplicationFederatedIdentityCredential", name, {
          applicationId: `/applications/${of.id}`,
          displayName: name,
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:tideway-it/x:ref:refs/heads/main",
          audiences: ["api://AzureADTokenExchange"],
        }),
    ),
    fc.constantFrom(...kinds).map(
      (of) => (name: string) =>
        planned("ConditionalAccessPolicy", name, {
          displayName: name,
          state: "enabled",
          conditions: {
            applications: { includedApplications: ["All"] },
            clientAppTypes: ["all"],
            users: { includedUsers: ["All"], excludedGroups: [of.id] },
          },
          grantControls: { operator: "OR", builtInControls: ["mfa"] },
        }),
    ),
  );

  test("has the findings of the whole", () => {
    fc.assert(
      fc.property(fc.array(relation, { maxLength: 9 }), (relations) => {
        const made = relations.map((make, index) => make(`relation-${index}`));
        const plan = planOf([...people, ...kinds, ...applications, ...principals, ...made]);
        const findings = (judged: typeof plan) =>
          judge({ matrix, plan: judged, scope: "partial", rules, today: "2026-11-21" });
        const [whole, part] = [findings(plan), findings(relevantPart(plan, matrix, entitlements))];
        expect(part.findings).toEqual(whole.findings);
        expect(part.proposals).toEqual(whole.proposals);
      }),
      { numRuns: 150 },
    );
  });
});
