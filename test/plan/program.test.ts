import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { PlanError } from "../../src/plan/plan.ts";
import { type ProgramOptions, planProgram } from "../../src/plan/program.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";

const programs = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

/** Each program runs in a process of its own: all start at once, a few at a time, and each test waits for its own. */
const queue: (() => void)[] = [];
let running = 0;
const atOnce = 3;

async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resume) => queue.push(resume));
  running++;
  try {
    return await work();
  } finally {
    running--;
    queue.shift()?.();
  }
}

const planned = new Map<string, Promise<Plan>>();

function plan(name: string, options: Partial<ProgramOptions> = {}): Promise<Plan> {
  const key = `${name} ${JSON.stringify(options)}`;
  const existing = planned.get(key);
  if (existing !== undefined) return existing;
  const made = limited(() => planProgram({ directory: join(programs, name), ...options }));
  made.catch(() => undefined);
  planned.set(key, made);
  return made;
}

async function failure(name: string, options: Partial<ProgramOptions> = {}): Promise<PlanError> {
  const error = await plan(name, options).then(
    (result) => result,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PlanError)) throw new Error(`${name}: expected a PlanError, got ${JSON.stringify(error)}`);
  return error;
}

function resource(of: Plan, typeAndName: string): PlannedResource {
  const found = of.resources.find(({ urn }) => urn.endsWith(typeAndName));
  if (found === undefined)
    throw new Error(`${typeAndName} is not among ${of.resources.map(({ urn }) => urn).join(", ")}`);
  return found;
}

const position = (of: Plan, typeAndName: string) => {
  const { source } = resource(of, typeAndName);
  return source && `${source.file.slice(programs.length)}:${source.line}:${source.column}`;
};

// Started together, so that they run side by side.
const spins = { timeoutMs: 3000 };
const outOfMemory = { environment: { NODE_OPTIONS: "--max-old-space-size=64" } };
beforeAll(() => {
  plan("failing/spins.js", spins);
  for (const name of ["esm-ts", "cjs-js", "cjs-ts", "component", "apply", "dynamic-import", "stack-reference"])
    plan(name);
  for (const name of ["automation", "lookups", "default-export", "other-providers", "prints"]) plan(name);
});

describe("programs of every style", () => {
  test("TypeScript, ES modules, a loop", async () => {
    const result = await plan("esm-ts");
    expect(result).toMatchObject({ origin: "program", project: "esm-ts", stack: "dev", output: [] });
    expect(result.resources.map(({ urn }) => urn)).toEqual(
      expect.arrayContaining([
        "urn:pulumi:dev::esm-ts::pulumi:pulumi:Stack::esm-ts-dev",
        "urn:pulumi:dev::esm-ts::azuread:index/group:Group::engineers",
        "urn:pulumi:dev::esm-ts::azuread:index/groupMember:GroupMember::bob",
      ]),
    );
    const group = resource(result, "Group::engineers");
    const user = resource(result, "User::ann");
    expect(resource(result, "GroupMember::ann")).toMatchObject({
      inputs: { groupObjectId: group.id, memberObjectId: user.id },
      propertyDependencies: { groupObjectId: [group.urn], memberObjectId: [user.urn] },
    });
    expect(position(result, "Group::engineers")).toBe("esm-ts/index.ts:4:15");
    expect(position(result, "GroupMember::bob")).toBe("esm-ts/index.ts:16:3");
    expect(JSON.stringify(result)).not.toContain("battery");
    expect(user.inputs["password"]).toEqual({ "demarc:secret": true });
  });

  test("a program that drives the engine itself: what it would deploy, and no engine", async () => {
    const result = await plan("automation");
    const group = resource(result, "Group::admins");
    expect(group.inputs["displayName"]).toBe("Cloud administrators prod");
    expect(position(result, "Group::admins")).toBe("automation/index.ts:7:17");
  });

  test("sees what it is given, and nothing that reads the rosters of systems", async () => {
    const directory = mkdtempSync(join(tmpdir(), "demarc-environment-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: environment\nruntime: nodejs\n");
    writeFileSync(
      join(directory, "index.js"),
      'const own = Object.keys(process.env).filter((name) => /^(DEMARC|MY)_/.test(name));\nconsole.log("names", own.join(" "));\n',
    );
    vi.stubEnv("DEMARC_OKTA_TOKEN", "token");
    vi.stubEnv("MY_SETTING", "1");
    try {
      const { output } = await limited(() => planProgram({ directory }));
      expect(output.map(({ text }) => text).join("")).toMatch(/^names MY_SETTING\s*$/);
    } finally {
      vi.unstubAllEnvs();
      rmSync(directory, { recursive: true });
    }
  });

  test("ids are the same in every run", async () => {
    const again = await limited(() => planProgram({ directory: join(programs, "esm-ts") }));
    expect(again).toEqual(await plan("esm-ts"));
  });

  test("JavaScript, CommonJS, every option; a secret does not hide who gets the role", async () => {
    const result = await plan("cjs-js");
    const role = resource(result, "DirectoryRole::global-administrator");
    const group = resource(result, "Group::admins");
    const grant = resource(result, "DirectoryRoleAssignment::grant");
    expect(grant).toMatchObject({
      type: "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
      custom: true,
      read: false,
      inputs: { roleId: globalAdministrator, principalObjectId: group.id },
      propertyDependencies: { roleId: [role.urn], principalObjectId: [group.urn] },
      options: { protect: true, ignoreChanges: ["roleId"], retainOnDelete: true, deleteBeforeReplace: true },
      parent: "urn:pulumi:dev::cjs-js::pulumi:pulumi:Stack::cjs-js-dev",
    });
    expect(grant.options.dependsOn).toContain(role.urn);
    expect(position(result, "DirectoryRoleAssignment::grant")).toBe("cjs-js/index.js:7:1");
  });

  test("TypeScript for CommonJS: enum, namespace, import-require, export-assign, paths, JSON, __dirname, no extensions", async () => {
    const result = await plan("cjs-ts");
    expect(resource(result, "Group::helpdesk").inputs["displayName"]).toBe("sg-tier-1-helpdesk");
    expect(resource(result, "Group::network").inputs["displayName"]).toBe("sg-tier-1-network");
    expect(position(result, "Group::network")).toBe("cjs-ts/teams/team.ts:5:10");
  });

  test("nested components, inheritance, transforms, an explicit provider", async () => {
    const result = await plan("component");
    const group = resource(result, "acme:index:Outer$acme:index:Inner$azuread:index/group:Group::outer-inner");
    const provider = resource(result, "pulumi:providers:azuread::customer");
    expect(group).toMatchObject({
      parent: expect.stringMatching(/::acme:index:Outer\$acme:index:Inner::outer-inner$/),
      inputs: { displayName: "outer-inner", assignableToRole: true, description: "transformed" },
      options: { protect: true, retainOnDelete: true, provider: `${provider.urn}::${provider.id}` },
    });
    expect(position(result, "Group::outer-inner")).toBe("component/index.ts:14:10");
    expect(resource(result, "Inner::outer-inner").custom).toBe(false);
    expect(resource(result, "GroupMember::member").inputs["groupObjectId"]).toBe(group.id);
  });

  test("apply, all, interpolate; what providers compute", async () => {
    const result = await plan("apply");
    expect(resource(result, "DirectoryRoleAssignment::in-apply-second").inputs).toEqual({
      roleId: globalAdministrator,
      principalObjectId: resource(result, "Group::first").id,
    });
    expect(position(result, "DirectoryRoleAssignment::in-apply-second")).toBe("apply/index.ts:9:3");
    expect(resource(result, "DirectoryRoleAssignment::scoped").inputs["directoryScopeId"]).toBe(
      `/administrativeUnits/${resource(result, "AdministrativeUnit::clinics").id}`,
    );
    expect(resource(result, "ServicePrincipal::graph").inputs["clientId"]).toBe("00000003-0000-0000-c000-000000000000");
    // RoleManagement.ReadWrite.Directory
    expect(resource(result, "AppRoleAssignment::graph").inputs["appRoleId"]).toBe(
      "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
    );
    expect(resource(result, "AppRoleAssignment::own").inputs["appRoleId"]).toBe("11111111-2222-4333-8444-555555555555");
    expect(resource(result, "ApplicationPassword::rmm").inputs["applicationId"]).toBe(
      `/applications/${resource(result, "Application::rmm").id}`,
    );
    expect(resource(result, "Application::leaky").inputs["notes"]).toEqual({ "demarc:secret": true });
  });

  test("top-level await, dynamic import, what the SDK loads late, a late timer; an interval that never stops", async () => {
    const result = await plan("dynamic-import");
    expect(position(result, "Group::late")).toBe("dynamic-import/groups.mjs:4:10");
    expect(resource(result, "Group::later").inputs["displayName"]).toBe("later");
    expect(result.output).toEqual([
      { channel: "log", severity: "warning", text: expect.stringContaining("left timers or connections open") },
    ]);
  });

  test("an exported function that is the default export is run", async () => {
    expect(resource(await plan("default-export"), "Group::from-default").id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("configuration: stack file, project defaults, objects, secrets, another directory for main", async () => {
    const result = await plan("config");
    expect(result).toMatchObject({ project: "clinic", stack: "prod" });
    expect(resource(result, "Group::clinic-prod").inputs["displayName"]).toBe(
      "Harbour Dental / tideway.example / westeurope / 75",
    );
    expect(resource(result, "User::user").inputs).toMatchObject({
      password: { "demarc:secret": true },
      jobTitle: "none",
    });
    const given = await plan("config", { config: { title: "dentist", "clinic:name": "Kestrel" }, stack: "prod" });
    expect(resource(given, "User::user").inputs["jobTitle"]).toBe("dentist");
    expect(resource(given, "Group::clinic-prod").inputs["displayName"]).toMatch(/^Kestrel /);
  });

  test("other providers, remote components, dynamic resources, unknown lookups", async () => {
    const result = await plan("other-providers");
    expect(resource(result, "eks:index:Cluster::cluster")).toMatchObject({ custom: false, inputs: { roles: ["a"] } });
    expect(resource(result, "aws:s3/bucket:Bucket::copy-5").inputs).toEqual({ tags: { a: "b" } });
    expect(resource(result, "Bucket::from-lookup").inputs["tags"]).toEqual({
      name: expect.stringMatching(/^[0-9a-f-]{36}$/),
      id: result.lookups[0]?.id,
    });
    expect(resource(result, "dynamic:Resource::dynamic").inputs["__provider"]).toEqual({ "demarc:secret": true });
    const { inputs, id } = resource(result, "RoleAssignment::owner");
    expect(inputs).toMatchObject({
      principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: expect.stringMatching(/^\/subscriptions\/[0-9a-f-]{36}$/),
    });
    expect(id).toBe(`${inputs["scope"]}/providers/Microsoft.Authorization/roleAssignments/${id.split("/").at(-1)}`);
  });

  test("what it prints stays apart from what it declares", async () => {
    const result = await plan("prints");
    expect(result.resources).toHaveLength(2);
    expect(result.output).toEqual([
      { channel: "log", severity: "info", text: "to the log" },
      { channel: "stdout", severity: "info", text: '{"kind":"planned","resources":[],"lookups":[]}\n' },
      { channel: "stderr", severity: "info", text: "to standard error\n" },
    ]);
  });
});

describe("lookups", () => {
  const reference = { stack: "organization/shared/prod" };

  test("stack references", async () => {
    const result = await plan("stack-reference");
    const principal = (name: string) =>
      resource(result, `DirectoryRoleAssignment::${name}`).inputs["principalObjectId"];
    const found = (output: string) => result.lookups.find(({ asked }) => asked["output"] === output);
    expect(found("adminGroupId")).toMatchObject({
      token: "pulumi:pulumi:StackReference",
      asked: { ...reference, output: "adminGroupId" },
      answeredBy: "placeholder",
      source: { line: 9 },
    });
    for (const name of ["get", "require", "value", "details", "text", "all"]) {
      expect(principal(name), name).toBe(found("adminGroupId")?.id);
    }
    expect(principal("nested")).toBe(found("shared.groups.admins")?.id);
    expect(principal("lifted")).toBe(found("shared.groups.admins")?.id);
    expect(principal("member-0")).toBe(found("memberIds.0")?.id);
    expect(resource(result, "StackReference::organization/shared/prod").read).toBe(true);
  });

  test("stack references whose outputs are given", async () => {
    const id = "0e5a3f4e-7d43-4f4e-9d5b-7a2f4a4b1c01";
    const stackOutputs = { prod: { adminGroupId: id, shared: { groups: { admins: id } }, memberIds: [id, id] } };
    const result = await plan("stack-reference", { stackOutputs });
    expect(resource(result, "DirectoryRoleAssignment::member-1").inputs["principalObjectId"]).toBe(id);
    expect(resource(result, "DirectoryRoleAssignment::nested").inputs["principalObjectId"]).toBe(id);
    expect(result.lookups).toEqual([]);
  });

  test("without a tenant: placeholders that keep what was asked", async () => {
    const result = await plan("lookups");
    const asked = (token: string, value: string) =>
      result.lookups.find((lookup) => lookup.token.endsWith(token) && Object.values(lookup.asked).includes(value));
    const bob = asked("getUser", "bob@tideway.example");
    expect(bob).toMatchObject({
      asked: { userPrincipalName: "bob@tideway.example" },
      answeredBy: "placeholder",
      source: { line: 6, column: 21 },
    });
    expect(resource(result, "DirectoryRoleAssignment::bob").inputs).toEqual({
      principalObjectId: bob?.id,
      roleId: globalAdministrator,
    });
    // The same person by another function is the same person.
    expect(asked("getUsers", "bob@tideway.example")?.id).toBe(bob?.id);
    // A loop over members nobody knows runs once.
    expect(resource(result, "DirectoryRoleAssignment::member").inputs["principalObjectId"]).toBe(
      asked("getGroup", "members")?.id,
    );
    expect(asked("getGroup", "owners")).toBeUndefined();
    // AppRoleAssignment.ReadWrite.All, from the catalogue.
    expect(resource(result, "AppRoleAssignment::graph").inputs["appRoleId"]).toBe(
      "06b708a9-e830-4db3-a914-8e69da51d44f",
    );
    expect(resource(result, "Group::read")).toMatchObject({ read: true, id: "0e5a3f4e-7d43-4f4e-9d5b-7a2f4a4b1c01" });
  });

  test("with a snapshot: its objects, and placeholders for the rest", async () => {
    const snapshot = emptySnapshot("7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01", "embedded", "2026-11-01T00:00:00Z");
    const bob = {
      id: "b0b00000-0000-4000-8000-000000000001",
      userPrincipalName: "Bob@tideway.example",
      displayName: "Bob",
    };
    const ann = {
      id: "a0000000-0000-4000-8000-000000000001",
      mail: "ann@harbourdental.example",
      displayName: "Ann Lind",
    };
    snapshot.collections.users.push(bob, ann);
    snapshot.collections.groups.push(
      { id: "90000000-0000-4000-8000-000000000001", displayName: "MSP Engineers", securityEnabled: false },
      {
        id: "90000000-0000-4000-8000-000000000002",
        displayName: "MSP Engineers",
        securityEnabled: true,
        members: [{ id: bob.id }],
      },
    );
    snapshot.collections.domains.push(
      { id: "harbourdental.example", isDefault: true, isVerified: true },
      { id: "harbourdental.onmicrosoft.com", isInitial: true, isVerified: true },
    );
    const result = await plan("lookups", { snapshot });
    expect(resource(result, "DirectoryRoleAssignment::bob").inputs["principalObjectId"]).toBe(bob.id);
    expect(resource(result, "DirectoryRoleAssignment::ann").inputs["principalObjectId"]).toBe(ann.id);
    expect(resource(result, "DirectoryRoleAssignment::member").inputs["principalObjectId"]).toBe(bob.id);
    expect(resource(result, "GroupMember::m-0").inputs).toEqual({
      groupObjectId: "90000000-0000-4000-8000-000000000002",
      memberObjectId: bob.id,
    });
    expect(resource(result, "User::local").inputs).toMatchObject({
      displayName: "Ann Lind",
      userPrincipalName: "local@harbourdental.onmicrosoft.com",
    });
    expect(result.lookups.filter(({ answeredBy }) => answeredBy === "placeholder").map(({ asked }) => asked)).toEqual(
      expect.arrayContaining([{ userPrincipalName: "eve@tideway.example" }]),
    );
  });
});

describe("a program that does not come to an end is no empty plan", () => {
  const inFile = (name: string, line: number) => ({ file: join(programs, "failing", name), line });

  test.each<[string, Partial<PlanError>]>([
    [
      "throws.ts",
      {
        reason: "threw",
        message: expect.stringContaining("the roster is empty"),
        source: inFile("throws.ts", 6) as never,
      },
    ],
    ["throws-in-apply.ts", { reason: "threw", source: inFile("throws-in-apply.ts", 6) as never }],
    [
      "rejects.ts",
      {
        reason: "threw",
        message: expect.stringContaining("the directory said no"),
        source: inFile("rejects.ts", 3) as never,
      },
    ],
    [
      "exits-0.js",
      {
        reason: "exited",
        message: expect.stringContaining("process.exit(0)"),
        source: inFile("exits-0.js", 3) as never,
      },
    ],
    [
      "exits-3.js",
      {
        reason: "exited",
        message: expect.stringContaining("process.exit(3)"),
        source: inFile("exits-3.js", 1) as never,
      },
    ],
    ["kills-itself.js", { reason: "exited", message: expect.stringContaining("was ended by SIGKILL") }],
    ["waits.ts", { reason: "never-ended", detail: expect.stringContaining('"group" [azuread:index/group:Group]') }],
    ["waits-at-top.mjs", { reason: "never-ended" }],
    ["syntax-error.ts", { reason: "does-not-load", source: inFile("syntax-error.ts", 3) as never }],
    [
      "missing-module.ts",
      {
        reason: "does-not-load",
        message: expect.stringContaining("@harbour/roster is not installed"),
        source: inFile("missing-module.ts", 2) as never,
      },
    ],
    [
      "missing-file.mjs",
      {
        reason: "does-not-load",
        message: expect.stringContaining("people.mjs"),
        source: inFile("missing-file.mjs", 2) as never,
      },
    ],
    [
      "missing-config.ts",
      { reason: "threw", message: expect.stringContaining("Missing required configuration variable 'clinic:domain'") },
    ],
    [
      "duplicate.ts",
      {
        reason: "threw",
        message: expect.stringContaining("Duplicate resource URN"),
        source: inFile("duplicate.ts", 4) as never,
      },
    ],
    ["logs-error.ts", { reason: "threw", detail: expect.stringContaining("this is wrong") }],
  ])("%s", async (name, expected) => {
    expect(await failure(`failing/${name}`)).toMatchObject(expected);
  });

  test("spins.js: ended at the time limit, with what it had printed", async () => {
    expect(await failure("failing/spins.js", spins)).toMatchObject({
      reason: "never-ended",
      message: expect.stringContaining("did not end within 3 s"),
      detail: "about to spin\n",
    });
  });

  test("runs-out-of-memory.js", async () => {
    expect(await failure("failing/runs-out-of-memory.js", outOfMemory)).toMatchObject({
      reason: "exited",
      message: expect.stringContaining("ran out of memory"),
    });
  });

  test.each([
    ["no-program", "holds no Pulumi program"],
    ["not-there", "does not exist"],
    ["python", "its runtime is python"],
  ])("%s", async (name, message) => {
    expect(await failure(name)).toMatchObject({ reason: "not-a-program", message: expect.stringContaining(message) });
  });
});

describe("a program outside this repository", () => {
  const directory = mkdtempSync(join(tmpdir(), "demarc-program-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("a class field that the base class sets keeps its value, however it is written", async () => {
    const oneLine = join(directory, "fields");
    mkdirSync(oneLine);
    writeFileSync(
      join(oneLine, "index.ts"),
      `import * as pulumi from "@pulumi/pulumi";
      class Made extends pulumi.dynamic.Resource { path!: pulumi.Output<string>; constructor() { super({}, "made", { path: "a" }); } }
      new pulumi.CustomResource("acme:index:Thing", "thing", { path: new Made().path });`,
    );
    const { resources } = await limited(() => planProgram({ directory: oneLine }));
    expect(resources.find(({ name }) => name === "thing")?.inputs).toEqual({ path: "a" });
  });

  test("without node_modules and package.json, then with an SDK of its own", async () => {
    writeFileSync(
      join(directory, "index.ts"),
      'import { Group } from "@pulumi/azuread";\nexport const id = new Group("g", { displayName: "g" }).objectId;\n',
    );
    const bare = await limited(() => planProgram({ directory, project: "stranger" }));
    expect(bare.resources.map(({ urn }) => urn)).toContain("urn:pulumi:dev::stranger::azuread:index/group:Group::g");

    const modules = join(directory, "node_modules", "@pulumi");
    mkdirSync(join(modules, "pulumi"), { recursive: true });
    writeFileSync(join(modules, "pulumi", "package.json"), '{ "name": "@pulumi/pulumi", "version": "3.1.0" }');
    writeFileSync(join(modules, "pulumi", "index.js"), 'throw new Error("the wrong copy");');
    mkdirSync(join(modules, "random"));
    writeFileSync(
      join(modules, "random", "index.js"),
      `const pulumi = require("@pulumi/pulumi");
      exports.RandomUuid = class extends pulumi.CustomResource {
        constructor(name, args, opts) {
          const resourceInputs = {};
          resourceInputs["result"] = undefined /*out*/;
          super("random:index/randomUuid:RandomUuid", name, resourceInputs, opts);
        }
      };`,
    );
    writeFileSync(
      join(directory, "index.ts"),
      `import { Group } from "@pulumi/azuread";
      import * as random from "@pulumi/random";
      const uuid = new random.RandomUuid("u");
      new Group("g", { displayName: uuid.result });`,
    );
    const own = await limited(() => planProgram({ directory: join(directory, "index.ts"), project: "stranger" }));
    expect(resource(own, "Group::g").inputs["displayName"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});
