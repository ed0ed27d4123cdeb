import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessAlerts } from "../../src/catalogue/access-logs.ts";
import { deploy } from "../../src/engine/deploy.ts";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { projectRoot, temporaryFolder } from "../support/demarc.ts";
import { edited, harbourFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** The plan of the example stack, with its matrix changed. */
function planWith(name: string, ...replacements: readonly (readonly [string, string])[]): Promise<Plan> {
  const matrix = join(folder.path, `${name}.yaml`);
  writeFileSync(matrix, edited(harbourFile, ...replacements));
  return planProgram({ directory: projectRoot, stack: "harbour", config: { matrix }, snapshot: seedHarbour() });
}

const typeOf = (resource: PlannedResource) => resource.type.slice(resource.type.lastIndexOf(":") + 1);
const namesOf = (plan: Plan) => plan.resources.map((resource) => `${typeOf(resource)} ${resource.name}`);
const custom = (plan: Plan) =>
  plan.resources.filter((resource) => resource.custom && !resource.type.startsWith("pulumi:"));

describe("the example stack", () => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await planWith("as-it-is");
  });

  it("has one component per concern, and every resource in one of them", () => {
    const components = plan.resources.filter((resource) => resource.type.startsWith("demarc:"));
    expect(components.map((component) => component.type).sort()).toEqual([
      "demarc:index:ConditionalAccess",
      "demarc:index:DelegatedAdministration",
      "demarc:index:EmergencyAccess",
      "demarc:index:ProviderPeople",
    ]);
    const parents = new Set(components.map((component) => component.urn));
    expect(custom(plan).filter((resource) => resource.parent === undefined || !parents.has(resource.parent))).toEqual(
      [],
    );
  });

  it("protects the emergency accounts, their group and their role, and nothing else", () => {
    const isProtected = plan.resources.filter((resource) => resource.options.protect).map((resource) => resource.name);
    expect(isProtected.sort()).toEqual([
      "emergency-1",
      "emergency-1-global-administrator",
      "emergency-2",
      "emergency-2-global-administrator",
      "emergency-accounts",
    ]);
  });

  it("makes passwords secrets that later runs leave alone", () => {
    const users = custom(plan).filter((resource) => typeOf(resource) === "User");
    expect(users).toHaveLength(2);
    for (const user of users) {
      expect(user.inputs["password"]).toEqual({ "demarc:secret": true });
      expect(user.options.ignoreChanges).toContain("password");
    }
  });

  it("makes nobody an active member of a group that holds a role, but the emergency accounts and approvers", () => {
    const groups = custom(plan).filter(
      (resource) => typeOf(resource) === "Group" && resource.inputs["assignableToRole"],
    );
    const filled = groups.filter(
      (group) => Array.isArray(group.inputs["members"]) && group.inputs["members"].length > 0,
    );
    expect(filled.map((group) => group.name).sort()).toEqual(["approvers", "emergency-accounts"]);
  });

  it("leaves the approvers out of the unit that providers administer", () => {
    const membersOf = (name: string) => {
      const members = plan.resources.find((resource) => resource.name === name)?.inputs["members"];
      return Array.isArray(members) ? members : [];
    };
    const [unit, approvers] = [membersOf("staff-users"), membersOf("approvers")];
    expect(unit.length).toBeGreaterThan(50);
    expect(approvers).toHaveLength(2);
    expect(unit.filter((member) => approvers.includes(member))).toEqual([]);
  });

  it("names resources by stable keys: two plans have the same URNs", async () => {
    expect(namesOf(await planWith("again"))).toEqual(namesOf(plan));
  });
});

describe("how a provider's people sign in follows the matrix", () => {
  it("local accounts are users of the tenant, with a password that is a secret", async () => {
    const plan = await planWith("local", [
      "    accounts: guests\n    networks: [203.0.113.0/26]",
      "    accounts: local-accounts\n    networks: [203.0.113.0/26]",
    ]);
    expect(namesOf(plan)).toContain("User tideway-dana-reyes");
    expect(namesOf(plan)).toContain("Invitation nightwatch-lena-fischer");
    const dana = plan.resources.find((resource) => resource.name === "tideway-dana-reyes");
    expect(dana?.inputs).toMatchObject({
      userPrincipalName: "tideway-dana-reyes@harbourdental.onmicrosoft.com",
      password: { "demarc:secret": true },
    });
  });

  it("people who are there already are looked up by a name that nobody shares, and the tenant has each", async () => {
    const [dana, tomasz] = ["dana.reyes@tideway.example", "tomasz.wilk@tideway.example"];
    const plan = await planWith(
      "existing",
      [`email: ${dana}`, `email: ${dana}, existing: true`],
      // The seed has a local account of this address, and no guest.
      [
        `email: ${tomasz}`,
        `email: ${tomasz}, existing: true, userPrincipalName: tideway-tomasz@harbourdental.onmicrosoft.com`,
      ],
    );
    const asked = ["dana.reyes_tideway.example#EXT#", "tideway-tomasz"].map(
      (name) => `${name}@harbourdental.onmicrosoft.com`,
    );
    const answers = plan.lookups
      .filter((each) => asked.includes(String(each.asked["userPrincipalName"])))
      .map(({ answeredBy, isAmbiguous }) => [answeredBy, isAmbiguous]);
    expect(answers).toEqual([
      ["placeholder", undefined],
      ["snapshot", undefined],
    ]);
    expect(namesOf(plan)).toContain("Invitation tideway-aisha-bello");
    expect(namesOf(plan)).not.toContain("Invitation tideway-dana-reyes");
  });

  it("GDAP technicians are no objects of the tenant: only conditional access speaks of them", async () => {
    const plan = await planWith("gdap", [
      "    accounts: guests\n    networks: [203.0.113.0/26]",
      "    accounts: gdap-technicians\n    networks: [203.0.113.0/26]",
    ]);
    const tideway = custom(plan).filter((resource) => resource.name.startsWith("tideway"));
    expect(new Set(tideway.map(typeOf))).toEqual(new Set(["NamedLocation", "ConditionalAccessPolicy"]));
  });
});

describe("the matrix decides what is in the tenant", () => {
  it("a row taken out of the matrix takes exactly its access out of the tenant", async () => {
    const tenant = EmbeddedTenant.fromSnapshot(seedHarbour());
    const stateFile = join(folder.path, "state.json");
    const full = await planWith("full");
    deploy({ plan: full, tenant, stateFile });
    const less = await planWith("less", ["  edr-response:\n    owner: provider\n    by: nightwatch\n", ""]);
    const { steps } = deploy({ plan: less, tenant, stateFile });
    const changed = steps.filter((step) => step.action !== "same").map((step) => `${step.action} ${step.name}`);
    expect(changed.sort()).toEqual([
      "delete nightwatch-edr-response",
      "delete nightwatch-edr-response-activation",
      "delete nightwatch-edr-response-nightwatch-lena-fischer",
      "delete nightwatch-edr-response-nightwatch-omar-haddad",
      "delete nightwatch-edr-response-security-reader",
      // The team's group was among those that these are written for.
      "update nightwatch-compliant-device",
      "update nightwatch-no-legacy-authentication",
      "update nightwatch-phishing-resistant",
    ]);
    expect(deploy({ plan: less, tenant, stateFile }).steps.every((step) => step.action === "same")).toBe(true);
  });

  it("the second example declares monitoring in its subscription", async () => {
    const plan = await planProgram({ directory: projectRoot, stack: "kestrel" });
    const monitoring = plan.resources.find(({ type }) => type === "demarc:index:AccessMonitoring");
    const azure = custom(plan).filter(
      ({ type, parent }) => type.startsWith("azure-native:") && parent === monitoring?.urn,
    );
    expect(azure.map(typeOf).sort()).toEqual([
      "ActionGroup",
      "DiagnosticSetting",
      "ManagementLockByScope",
      "ResourceGroup",
      ...accessAlerts.map(() => "ScheduledQueryRule"),
      "SubscriptionDiagnosticSetting",
      "Workspace",
    ]);
    const workspace = azure.find((resource) => typeOf(resource) === "Workspace");
    expect(workspace?.id).toMatch(/^\/subscriptions\/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90\//);
    const alert = azure.find((resource) => resource.name === "emergency-account-sign-in");
    const accounts = plan.resources.filter(
      (resource) => typeOf(resource) === "User" && resource.name.startsWith("rescue"),
    );
    expect(accounts).toHaveLength(2);
    for (const { id } of accounts) expect(JSON.stringify(alert?.inputs["criteria"])).toContain(id);
    const logs = azure.find((resource) => typeOf(resource) === "DiagnosticSetting")?.inputs["logs"];
    expect(logs).toEqual(
      expect.arrayContaining([
        { category: "AuditLogs", enabled: true },
        { category: "SignInLogs", enabled: true },
        { category: "ServicePrincipalSignInLogs", enabled: true },
      ]),
    );
  });
});
