import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DeploymentResult, deploy, previewDeployment } from "../../src/engine/deploy.ts";
import { EngineError } from "../../src/engine/error.ts";
import { appliedResources, readState } from "../../src/engine/state.ts";
import { placeholderId } from "../../src/plan/placeholder-id.ts";
import type { Plan, PlannedLookup, PlannedResource } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { materialise } from "../../src/tenant/materialise.ts";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { comparable } from "../support/comparable.ts";
import { harbour, harbourTenant } from "../support/harbour-tenant.ts";
import { lookup, planned, planOf } from "../support/plans.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

let directory: string;
let stateFile: string;
let tenant: EmbeddedTenant;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "demarc-engine-"));
  stateFile = join(directory, "state", "dev.json");
  tenant = harbourTenant();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function up(plan: Plan): DeploymentResult {
  return deploy({ plan, tenant, stateFile });
}

function upOf(...resources: PlannedResource[]): DeploymentResult {
  return up(planOf(resources));
}

function counts({ created, imported, updated, replaced, deleted, same }: DeploymentResult) {
  return { created, imported, updated, replaced, deleted, same };
}

const none = { created: 0, imported: 0, updated: 0, replaced: 0, deleted: 0, same: 0 };

function failure(action: () => unknown): EngineError {
  try {
    action();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

function group(name: string, inputs: Record<string, unknown> = {}, options: PlannedResource["options"] | object = {}) {
  return planned("Group", name, { displayName: name, securityEnabled: true, ...inputs }, { options });
}

function person(name: string, inputs: Record<string, unknown> = {}, options = {}) {
  const inputsOf = { displayName: name, userPrincipalName: `${name}@harbourdental.example`, ...inputs };
  return planned("User", name, inputsOf, { options });
}

function member(of: { id: string }, who: { id: string }) {
  return planned("GroupMember", "member", { groupObjectId: of.id, memberObjectId: who.id });
}

const contents = () => tenant.toSnapshot().collections;
const content = () => comparable(tenant.toSnapshot());

describe("deploy", () => {
  test("creates what is declared with references to real ids, and a second run changes nothing", () => {
    const [team, anna] = [group("team"), person("anna")];
    expect(counts(upOf(team, anna, member(team, anna)))).toEqual({ ...none, created: 3 });
    const [made] = contents().groups;
    expect(made?.id).not.toBe(team.id);
    expect(made?.members).toMatchObject([{ id: contents().users[0]?.id }]);
    const before = tenant.toSnapshot();
    expect(counts(upOf(team, anna, member(team, anna)))).toEqual({ ...none, same: 3 });
    expect(tenant.toSnapshot().collections).toEqual(before.collections);
  });

  test("changes in place, and removes exactly what is no longer declared", () => {
    const [team, anna] = [group("team"), person("anna")];
    upOf(team, anna, member(team, anna));
    const id = contents().groups[0]?.id;
    const result = upOf(group("team", { description: "now with words" }), anna);
    expect(counts(result)).toEqual({ ...none, updated: 1, same: 1, deleted: 1 });
    expect(result.steps).toMatchObject([
      { action: "update", name: "team", changed: ["description"] },
      { action: "same", name: "anna" },
      { action: "delete", name: "member" },
    ]);
    expect(contents().groups).toMatchObject([{ id, description: "now with words", members: [] }]);
    expect(contents().users).toHaveLength(1);
  });

  test("replaces what cannot be changed, and what refers to it follows", () => {
    const [team, anna] = [group("team"), person("anna")];
    upOf(team, anna, member(team, anna));
    const old = contents().groups[0]?.id;
    const result = upOf(group("team", { assignableToRole: true }), anna, member(team, anna));
    expect(counts(result)).toEqual({ ...none, replaced: 2, same: 1 });
    expect(contents().groups).toMatchObject([{ isAssignableToRole: true, members: [{ id: contents().users[0]?.id }] }]);
    expect(contents().groups[0]?.id).not.toBe(old);
  });

  test.each([
    ["after", {}, ["POST", "DELETE"]],
    ["before", { deleteBeforeReplace: true }, ["DELETE", "POST"]],
  ])("the old object goes %s the new one comes", (_, options, order) => {
    upOf(group("team", {}, options));
    const requests: string[] = [];
    const watched = {
      facts: tenant.facts,
      deploymentPrincipal: () => tenant.deploymentPrincipal(),
      handle: (request: Parameters<EmbeddedTenant["handle"]>[0]) => {
        if (/groups(\/[^/]+)?$/.test(request.path) && request.method !== "GET") requests.push(request.method);
        return tenant.handle(request);
      },
    };
    const plan = planOf([group("team", { assignableToRole: true }, options)]);
    deploy({ plan, tenant: watched, stateFile });
    expect(requests).toEqual(order);
  });

  test("shows in a preview what it would do, and does nothing", () => {
    upOf(group("a"), group("b"));
    const [state, before] = [readFileSync(stateFile, "utf8"), content()];
    const plan = planOf([group("a", { description: "x" }), group("c")]);
    expect(previewDeployment({ plan, tenant, stateFile }).map(({ action, name }) => `${action} ${name}`)).toEqual([
      "update a",
      "create c",
      "delete b",
    ]);
    expect(readFileSync(stateFile, "utf8")).toBe(state);
    expect(content()).toEqual(before);
  });

  test("says when a step begins and when it is done", () => {
    const seen: string[] = [];
    const plan = planOf([group("a")]);
    deploy({ plan, tenant, stateFile, onStep: ({ action, name }, phase) => seen.push(`${phase} ${action} ${name}`) });
    expect(seen).toEqual(["start create a", "done create a"]);
  });

  test("applies any program twice without a change, and what is left is what is declared", () => {
    const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), (versions) => {
        rmSync(stateFile, { force: true });
        tenant = harbourTenant();
        for (const version of versions) {
          const plan = planOf(version.map((name, index) => group(name, { description: `${index}` })));
          up(plan);
          expect(counts(up(plan))).toEqual({ ...none, same: version.length });
          expect(
            contents()
              .groups.map(({ displayName }) => displayName)
              .toSorted(),
          ).toEqual(version.toSorted());
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("options", () => {
  test("a protected resource is neither deleted nor replaced, and nothing else happens before that is said", () => {
    upOf(person("emergency", {}, { protect: true }), group("team", {}, { protect: true }));
    const before = content();
    for (const plan of [
      planOf([group("new")]),
      planOf([group("new"), person("emergency"), group("team", { assignableToRole: true }, { protect: true })]),
    ]) {
      const error = failure(() => up(plan));
      expect(error.reason).toBe("protected");
      expect(error.message).toMatch(/Nothing was changed\..*set protect: false/);
    }
    expect(failure(() => deploy({ plan: planOf([]), tenant, stateFile, destroy: true })).reason).toBe("protected");
    expect(content()).toEqual(before);
  });

  test("a resource that is no longer protected can go", () => {
    upOf(person("emergency", {}, { protect: true }));
    expect(counts(upOf(person("emergency")))).toEqual({ ...none, same: 1 });
    expect(counts(upOf())).toEqual({ ...none, deleted: 1 });
  });

  test("what is protected goes when that is asked for", () => {
    upOf(person("emergency", {}, { protect: true }));
    deploy({ plan: planOf([]), tenant, stateFile, destroy: true, unprotect: true });
    expect(contents().users).toEqual([]);
  });

  test("ignored changes stay as they were applied", () => {
    upOf(group("team", { description: "first" }));
    const ignoring = (inputs: object) =>
      group("team", inputs as Record<string, unknown>, { ignoreChanges: ["description"] });
    expect(counts(upOf(ignoring({ description: "second" })))).toEqual({ ...none, same: 1 });
    expect(counts(upOf(ignoring({ description: "second", mailEnabled: false, displayName: "renamed" })))).toMatchObject(
      { updated: 1 },
    );
    expect(contents().groups).toMatchObject([{ displayName: "renamed", description: "first" }]);
  });

  test("what is to be retained stays in the tenant", () => {
    upOf(group("team", {}, { retainOnDelete: true }));
    const result = upOf();
    expect(result.steps).toMatchObject([{ action: "forget" }]);
    expect(contents().groups).toHaveLength(1);
    expect(readState(stateFile)?.resources).toEqual([]);
  });

  test("an imported object is taken over, not made", () => {
    const id = "11111111-2222-4333-8444-555555555555";
    const body = { displayName: "before", mailEnabled: false, mailNickname: "x", securityEnabled: true };
    tenant.handle({ method: "POST", path: "/v1.0/groups", body, assignId: id });
    expect(counts(upOf(group("team", {}, { import: `/groups/${id}` })))).toEqual({ ...none, imported: 1 });
    expect(contents().groups).toMatchObject([{ id, displayName: "team" }]);
    expect(counts(upOf(group("team", {}, { import: `/groups/${id}` })))).toEqual({ ...none, same: 1 });
  });
});

describe("lookups", () => {
  const found = lookup("getUser", { userPrincipalName: "anna@harbourdental.example" });

  test("are asked of the tenant when the plan is applied", () => {
    upOf(person("anna"));
    const team = group("team");
    up(planOf([person("anna"), team, member(team, found)], [found]));
    expect(contents().groups[0]?.members).toMatchObject([{ id: contents().users[0]?.id }]);
  });

  test("that find nothing are said before anything is changed", () => {
    const before = content();
    const error = failure(() => up(planOf([group("team")], [found])));
    expect(error.reason).toBe("lookup");
    expect(error.message).toBe(
      'getUser(userPrincipalName "anna@harbourdental.example") finds nothing in the tenant. Nothing was changed. Create the object first, or declare it in the program.',
    );
    expect(content()).toEqual(before);
    expect(existsSync(stateFile)).toBe(false);
  });

  test("of what the same plan makes are that object", () => {
    const application = planned("Application", "a", { displayName: "a" });
    const clientId = placeholderId(`${application.urn}#clientId`);
    const looked = lookup("getServicePrincipal", { clientId });
    const principal = planned("ServicePrincipal", "a", { clientId });
    const team = group("team");
    up(planOf([application, principal, team, member(team, looked)], [looked]));
    expect(contents().groups[0]?.members).toMatchObject([
      { id: contents().servicePrincipals.find(({ displayName }) => displayName === "a")?.id },
    ]);
  });

  test("that only another engine could answer are refused where they are used", () => {
    const reference: PlannedLookup = {
      token: "pulumi:pulumi:StackReference",
      asked: { stack: "other", output: "team" },
      id: placeholderId("other"),
      answeredBy: "placeholder",
    };
    expect(counts(up(planOf([group("team")], [reference])))).toMatchObject({ created: 1 });
    const error = failure(() => up(planOf([group("team"), member(group("team"), reference)], [reference])));
    expect(error.message).toContain('StackReference(stack "other", output "team")');
  });
});

describe("what cannot be applied is refused before anything is changed", () => {
  test.each([
    ["a type it does not know", planned("command:local:Command", "x", {})],
    ["a value that the plan does not know", group("x", { displayName: { "demarc:unknown": true, from: [] } })],
  ])("%s", (_, resource) => {
    expect(failure(() => upOf(group("team"), resource)).reason).toBe("unsupported");
    expect(contents().groups).toEqual([]);
  });

  test("a refusal of the tenant names the resource and keeps what was done before", () => {
    const foreign = person("foreign", { userPrincipalName: "f@elsewhere.example" });
    const error = failure(() => upOf(group("team"), foreign));
    expect(error).toMatchObject({ reason: "refused", urn: foreign.urn });
    expect(contents().groups).toHaveLength(1);
    expect(counts(upOf(group("team"), person("foreign")))).toEqual({ ...none, created: 1, same: 1 });
  });
});

describe("the state file", () => {
  test.each([
    ["cut off", (text: string) => text.slice(0, text.length / 2), "cut off"],
    ["empty", () => "", "it is empty"],
    ["of another program", () => '{"version": 3, "deployment": {}}', "not a state file of this engine"],
    ["of a later version", (text: string) => text.replace("demarc-state/1", "demarc-state/9"), "demarc-state/9"],
    ["without its resources", () => '{"format": "demarc-state/1"}', "parts of it are missing"],
  ])("that is %s is refused and kept", (_, spoil, said) => {
    upOf(group("team"));
    const spoilt = spoil(readFileSync(stateFile, "utf8"));
    writeFileSync(stateFile, spoilt);
    const before = content();
    const error = failure(() => upOf(group("other")));
    expect(error.reason).toBe("state-unreadable");
    expect(error.message).toContain(said);
    expect(readFileSync(stateFile, "utf8")).toBe(spoilt);
    expect(content()).toEqual(before);
  });

  test("of another stack or tenant is refused", () => {
    upOf(group("team"));
    const elsewhere = { ...planOf([]), stack: "prod" };
    expect(failure(() => up(elsewhere))).toMatchObject({ reason: "state-foreign" });
  });

  test("is used by one run at a time; the lock of a run that is gone does not count", () => {
    upOf(group("team"));
    writeFileSync(`${stateFile}.lock`, `${process.ppid}\n`);
    const error = failure(() => upOf(group("team")));
    expect(error.reason).toBe("locked");
    expect(error.message).toContain(`process ${process.ppid}`);
    writeFileSync(`${stateFile}.lock`, "999999999\n");
    expect(counts(upOf(group("team")))).toEqual({ ...none, same: 1 });
    expect(existsSync(`${stateFile}.lock`)).toBe(false);
  });

  test("never holds a secret, and nor does the tenant", () => {
    const password = { "demarc:secret": true };
    const application = planned("Application", "a", { displayName: "a", password: { displayName: "p" } });
    const secret = planned("ApplicationPassword", "s", { applicationId: application.id, displayName: "s" });
    upOf(person("anna", { password }), application, secret);
    const [state, snapshot] = [readFileSync(stateFile, "utf8"), JSON.stringify(tenant.toSnapshot())];
    expect(state).toContain('"demarc:secret"');
    for (const text of [state, snapshot]) expect(text).not.toMatch(/Aa1!|"secretText": ?"/);
    expect(counts(upOf(person("anna", { password }), application, secret))).toEqual({ ...none, same: 3 });
  });

  test("lets the plan be read with real ids", () => {
    const team = group("team", { assignableToRole: true });
    const grant = planned("DirectoryRoleAssignment", "a", { roleId: globalAdministrator, principalObjectId: team.id });
    upOf(team, grant);
    const applied = appliedResources(readState(stateFile));
    const declared = materialise(planOf([team, grant]), { ...harbour, applied });
    expect(declared.snapshot.collections.roleAssignments).toEqual(contents().roleAssignments);
  });
});

describe("Azure resources", () => {
  const scope = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
  const resourceGroup = planned(
    "azure-native:resources:ResourceGroup",
    "logs",
    { resourceGroupName: "logs", location: "westeurope" },
    { id: `${scope}/resourceGroups/logs` },
  );
  const workspace = (name: string, inputs: object = {}) =>
    planned(
      "azure-native:operationalinsights:Workspace",
      "logs",
      { resourceGroupName: "logs", workspaceName: name, location: "westeurope", sku: { name: "PerGB2018" }, ...inputs },
      { id: `${scope}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/${name}` },
    );
  const workspaces = () => contents().armResources.filter(({ type }) => type.endsWith("/workspaces"));

  test("are made, changed, replaced under another name, and deleted", () => {
    expect(counts(upOf(resourceGroup, workspace("one")))).toEqual({ ...none, created: 2 });
    expect(workspaces()).toMatchObject([
      { name: "one", location: "westeurope", properties: { sku: { name: "PerGB2018" } } },
    ]);
    expect(counts(upOf(resourceGroup, workspace("one")))).toEqual({ ...none, same: 2 });
    expect(counts(upOf(resourceGroup, workspace("one", { retentionInDays: 90 })))).toEqual({
      ...none,
      updated: 1,
      same: 1,
    });
    expect(counts(upOf(resourceGroup, workspace("two")))).toEqual({ ...none, replaced: 1, same: 1 });
    expect(workspaces()).toMatchObject([{ name: "two" }]);
    upOf();
    expect(contents().armResources).toEqual([]);
  });

  test("need a tenant with a control plane", () => {
    const without = {
      facts: tenant.facts,
      deploymentPrincipal: () => tenant.deploymentPrincipal(),
      handle: (request: Parameters<EmbeddedTenant["handle"]>[0]) =>
        request.path.startsWith("/subscriptions") ? { status: 400, body: {} } : tenant.handle(request),
    };
    const plan = planOf([group("team"), resourceGroup]);
    expect(failure(() => deploy({ plan, tenant: without, stateFile })).reason).toBe("unsupported");
    expect(contents().groups).toEqual([]);
  });
});

describe("a whole program", () => {
  test("is deployed as it is declared, stays so, and is destroyed without a trace", async () => {
    const plan = await planProgram({ directory: join(import.meta.dirname, "program") });
    tenant.deploymentPrincipal();
    const before = content();
    expect(counts(up(plan))).toEqual({ ...none, created: plan.resources.filter(({ custom }) => custom).length });
    expect(counts(up(plan))).toMatchObject({ created: 0, updated: 0, replaced: 0, deleted: 0 });
    expect(comparable(materialise(plan, harbour).snapshot)).toEqual(content());
    const applied = appliedResources(readState(stateFile));
    const again = materialise(plan, { ...harbour, applied, base: tenant.toSnapshot() });
    expect(again.refused).toEqual([]);
    expect(comparable(again.snapshot)).toEqual(content());
    deploy({ plan, tenant, stateFile, destroy: true });
    // Entra has no way to deactivate a directory role.
    expect({ ...content(), directoryRoles: [] }).toEqual(before);
    expect(readState(stateFile)?.resources).toEqual([]);
  });
});
