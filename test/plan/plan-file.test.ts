import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { type Plan, PlanError, type PlannedResource } from "../../src/plan/plan.ts";
import { readPlanFile, readPreview, readStackExport } from "../../src/plan/plan-file.ts";
import { planProgram } from "../../src/plan/program.ts";

// Written by the Pulumi CLI; machine paths replaced, nothing else.
const files = fileURLToPath(new URL("../fixtures/plan-files/", import.meta.url));
const programs = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "demarc-plan-file-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function file(name: string, content: string): string {
  writeFileSync(join(scratch, name), content);
  return join(scratch, name);
}

function resource(plan: Plan, end: string): PlannedResource {
  const found = plan.resources.find(({ urn }) => urn.endsWith(end));
  if (found === undefined) throw new Error(`${end} is not in the plan`);
  return found;
}

function refused(read: (path: string) => Plan, path: string): PlanError {
  try {
    read(path);
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
  throw new Error(`${path} was read`);
}

describe("a preview", () => {
  const preview = readPlanFile(join(files, "preview.json"), { projectDirectory: "/workspace" });

  test("names the ids behind unknowns, list by list and output by output", () => {
    expect(preview).toMatchObject({ origin: "preview", project: "harbour-preview", stack: "harbour", output: [] });
    const team = resource(preview, "Group::msp-engineers");
    expect(resource(preview, "::grant").inputs).toEqual({
      principalObjectId: team.id,
      roleId: "62e90394-69f5-4237-9190-012177145e10",
    });
    expect(resource(preview, "AdministrativeUnit::au").inputs["members"]).toEqual([
      resource(preview, "User::u").id,
      resource(preview, "Group::other").id,
    ]);
    expect(JSON.stringify(preview)).not.toContain("demarc:unknown");
  });

  test("hides secrets and keeps options and positions", () => {
    expect(resource(preview, "User::u").inputs["password"]).toEqual({ "demarc:secret": true });
    expect(resource(preview, "::grant").options).toMatchObject({ protect: true, retainOnDelete: true });
    expect(resource(preview, "::scoped").options.ignoreChanges).toEqual(["roleId"]);
    expect(resource(preview, "Group::msp-engineers").source).toEqual({
      file: "/workspace/index.ts",
      line: 8,
      column: 18,
    });
    expect(preview.resources[0]?.source).toBeUndefined();
  });

  test("gives what the program itself gives when it is run offline", async () => {
    const run = await planProgram({
      directory: join(programs, "previewed"),
      project: "harbour-preview",
      stack: "harbour",
    });
    const comparable = ({
      urn,
      type,
      name,
      custom,
      read,
      parent,
      id,
      inputs,
      propertyDependencies,
    }: PlannedResource) => ({
      ...{ urn, type, name, custom, read, parent, id, propertyDependencies },
      inputs: Object.fromEntries(
        Object.keys(inputs).map((property) => [property, resource(preview, urn).inputs[property]]),
      ),
    });
    const byUrn = (left: PlannedResource, right: PlannedResource) => (left.urn < right.urn ? -1 : 1);
    const fromRun = [...run.resources].sort(byUrn);
    expect(fromRun.map((one) => ({ ...comparable(one), inputs: one.inputs }))).toEqual(
      [...preview.resources].sort(byUrn).map((one, index) => ({
        ...comparable(one),
        // The provider's defaults are in the preview only.
        inputs: comparable(fromRun[index] ?? one).inputs,
      })),
    );
  });

  test("of a change: what stays keeps its id, what is replaced gets another", () => {
    const change = readPreview(join(files, "preview-of-change.json"));
    const team = resource(change, "Group::msp-engineers");
    expect(team.id).toBe("7f113376-6eaf-432c-b732-10456691be1e");
    expect(resource(change, "Group::other").id).not.toBe("acf779eb-670b-4b47-849f-5b2bac227ea7");
    expect(resource(change, "GroupMember::m").inputs).toEqual({
      groupObjectId: resource(change, "Group::fresh").id,
      memberObjectId: team.id,
    });
  });

  test("without unchanged resources says so", () => {
    const digest = JSON.parse(readFileSync(join(files, "preview-of-change.json"), "utf8")) as {
      steps: { op: string }[];
    };
    const path = file(
      "changes.json",
      JSON.stringify({ ...digest, steps: digest.steps.filter(({ op }) => op !== "same") }),
    );
    expect(readPreview(path).output).toEqual([
      {
        channel: "log",
        severity: "warning",
        text: `${path} leaves out 3 unchanged resources; "pulumi preview --json --show-sames" writes them, too.`,
      },
    ]);
  });

  test("that leaves scopes in Azure open says what is assumed", () => {
    const urn = "urn:pulumi:s::p::azure-native:authorization:RoleAssignment::grant";
    const inputs = { scope: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    const step = { op: "create", urn, newState: { urn, custom: true, inputs } };
    const preview = file("scope.json", JSON.stringify({ steps: [step] }));
    expect(readPreview(preview).output.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Of 1 scope in Azure .* the whole subscription is assumed/),
    ]);
    // Who has the program, too, is told by that.
    const open = readPlanFile(preview, { keepUnknowns: true });
    expect([open.output, open.resources[0]?.inputs["scope"]]).toEqual([[], { "demarc:unknown": true, from: [] }]);
  });

  test("that failed is no plan", () => {
    expect(refused(readPlanFile, join(files, "preview-that-failed.json"))).toMatchObject({
      reason: "threw",
      message: expect.stringContaining(
        "is of a preview that failed: error: azuread:index/group:Group resource 'fresh'",
      ),
    });
  });

  test("in its streamed form has no dependencies: unknowns stay unknown", () => {
    const streamed = readPlanFile(join(files, "preview-events.jsonl"));
    expect(streamed.resources).toHaveLength(preview.resources.length);
    expect(resource(streamed, "::grant")).toMatchObject({
      inputs: { principalObjectId: { "demarc:unknown": true, from: [] } },
      options: { protect: true },
    });
  });

  test("leaves out what will be deleted", () => {
    const step = (op: string, name: string) => {
      const state = {
        urn: `urn:pulumi:s::p::azuread:index/group:Group::${name}`,
        type: "azuread:index/group:Group",
        custom: true,
      };
      return {
        op,
        urn: state.urn,
        ...(op === "delete" ? { oldState: { ...state, id: "/groups/x" } } : { newState: state }),
      };
    };
    const plan = readPreview(
      file("delete.json", JSON.stringify({ steps: [step("create", "new"), step("delete", "gone")] })),
    );
    expect(plan.resources.map(({ name }) => name)).toEqual(["new"]);
  });
});

describe("a stack export", () => {
  test("has real ids and encrypted secrets", () => {
    const plan = readPlanFile(join(files, "stack-export.json"));
    expect(plan).toMatchObject({ origin: "state", project: "harbour-state", stack: "harbour" });
    expect(resource(plan, "Group::msp-engineers")).toMatchObject({
      id: "7f113376-6eaf-432c-b732-10456691be1e",
      inputs: { description: { "demarc:secret": true }, assignableToRole: true },
      options: { protect: true },
    });
    expect(resource(plan, "Group::other").inputs["members"]).toEqual(["7f113376-6eaf-432c-b732-10456691be1e"]);
    expect(JSON.stringify(plan)).not.toContain("ciphertext");
    expect(JSON.stringify(plan)).not.toContain("__defaults");
  });

  test("of the local backend, and older ones", () => {
    const { deployment } = JSON.parse(readFileSync(join(files, "stack-export.json"), "utf8")) as {
      deployment: unknown;
    };
    const checkpoint = file(
      "checkpoint.json",
      JSON.stringify({ version: 3, checkpoint: { stack: "s", latest: deployment } }),
    );
    expect(readStackExport(checkpoint).resources).toEqual(readStackExport(join(files, "stack-export.json")).resources);
    const urn = "urn:pulumi:s::p::azuread:index/invitation:Invitation::i";
    const old = {
      urn,
      type: "azuread:index/invitation:Invitation",
      custom: true,
      id: "i-1",
      outputs: { userId: "u-1" },
    };
    const first = file("v1.json", JSON.stringify({ version: 1, deployment: { manifest: {}, resources: [old] } }));
    expect(readStackExport(first).resources[0]).toMatchObject({ id: "u-1", propertyDependencies: {} });
    const gone = file("gone.json", JSON.stringify({ deployment: { resources: [{ ...old, delete: true }] } }));
    expect(readStackExport(gone).resources).toEqual([]);
  });

  test("with secrets shown still shows none", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"hunter2"' };
    const inputs = {
      password: secret,
      nested: { list: [secret] },
      role: { ...secret, plaintext: '"62e90394-69f5-4237-9190-012177145e10"' },
    };
    const urn = "urn:pulumi:s::p::azuread:index/user:User::u";
    const path = file(
      "shown.json",
      JSON.stringify({ deployment: { resources: [{ urn, type: "azuread:index/user:User", inputs }] } }),
    );
    const plan = readStackExport(path);
    expect(JSON.stringify(plan)).not.toContain("hunter2");
    // The id of a built-in role is no secret, and hiding it would hide the grant.
    expect(plan.resources[0]?.inputs["role"]).toBe("62e90394-69f5-4237-9190-012177145e10");
  });
});

describe("a file of another kind is said to be one", () => {
  const whole = readFileSync(join(files, "preview.json"), "utf8");

  test.each([
    ["empty", "", "is empty"],
    ["text", "Previewing update (dev)\n", "is not JSON"],
    ["list", "[1]", "is a JSON list"],
    ["null", "null", "is a JSON null"],
    ["object", '{"name":"x","version":"1"}', 'is a JSON object with "name", "version"'],
    ["terraform", '{"format_version":"1.2","planned_values":{}}', "is a Terraform plan or state"],
    ["snapshot", '{"format":"demarc-snapshot/1"}', "is a snapshot of a tenant"],
    ["save-plan", '{"resourcePlans":{}}', 'is a plan of "pulumi preview --save-plan"'],
    ["bad-resources", '{"deployment":{"manifest":{},"resources":[{"name":"x"}]}}', 'every entry needs a "urn"'],
  ])("%s", (name, content, message) => {
    expect(refused(readPlanFile, file(`${name}.json`, content))).toMatchObject({
      reason: "not-a-plan-file",
      message: expect.stringContaining(message),
    });
  });

  test.each([0.25, 0.5, 0.9])("truncated at %d of its length, with the position", (share) => {
    const cut = whole.slice(0, Math.floor(whole.length * share));
    const error = refused(readPlanFile, file("cut.json", cut));
    expect(error).toMatchObject({ reason: "not-a-plan-file", source: { line: cut.trimEnd().split("\n").length } });
    expect(error.message).toContain("truncated");
  });

  test("a file in UTF-16, as Windows PowerShell redirects it, is read", () => {
    const path = join(scratch, "utf16.json");
    writeFileSync(path, Buffer.from(`\uFEFF${whole}`, "utf16le"));
    expect(readPlanFile(path).resources).toEqual(readPlanFile(file("utf8.json", whole)).resources);
  });

  test("broken in the middle, missing, a directory, the other kind", () => {
    const broken = refused(readPlanFile, file("broken.json", whole.replace('"op": "create",\n', '"op" "create",\n')));
    expect(broken.message).toMatch(/is not valid JSON at line 4, column/);
    expect(refused(readPlanFile, join(scratch, "absent.json")).message).toContain("does not exist");
    expect(refused(readPlanFile, scratch).message).toContain("cannot be read: it is a folder");
    expect(refused(readPreview, join(files, "stack-export.json")).message).toContain(
      'not the output of "pulumi preview --json"',
    );
    expect(refused(readStackExport, join(files, "preview.json")).message).toContain(
      'not the output of "pulumi stack export"',
    );
  });
});
