import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkResultSchema } from "../../src/cli/check-result.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { demarc, demarcInto, start, temporaryFolder } from "../support/demarc.ts";
import { edited, harbourFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function file(name: string, content: string): string {
  const path = join(folder.path, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Checks a program of one file; the document it prints has to be what its schema says. */
async function checked(program: string) {
  const directory = join(program, "..");
  const { status, stdout, stderr } = await demarc(
    "check",
    "--program",
    directory,
    "--matrix",
    harbourFile,
    "--format",
    "json",
  );
  return { status, stderr, result: checkResultSchema.parse(JSON.parse(stdout)) };
}

describe.concurrent("demarc check", () => {
  it("passes what the example matrix declares, as one JSON document and nothing else", async () => {
    const { status, stdout } = await demarc("check", "--stack", "harbour", "--format", "json");
    expect(status).toBe(0);
    // Harbour's matrix names no Azure subscription.
    const findings = [{ rule: "access-is-logged", severity: "note" }];
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, findings, resources: 73 });
  });

  it("refuses Global Administrator for a provider's group, with rule, URN, file, line and path", async () => {
    const program = file(
      "shadow/index.ts",
      `import * as azuread from "@pulumi/azuread";
const dana = azuread.getUserOutput({ userPrincipalName: "dana.reyes@tideway.example" });
const group = new azuread.Group("helpers", { displayName: "Helpers", securityEnabled: true, assignableToRole: true, members: [dana.objectId] });
new azuread.DirectoryRoleAssignment("all", { roleId: "62e90394-69f5-4237-9190-012177145e10", principalObjectId: group.objectId });
`,
    );
    const { status, result } = await checked(program);
    expect(status).toBe(1);
    expect(result.ok).toBe(false);
    expect(result.findings[0]).toMatchObject({
      rule: "provider-no-standing-global-admin",
      severity: "error",
      resource: "urn:pulumi:dev::shadow::azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::all",
      file: program,
      line: 4,
    });
    expect(result.findings[0]?.path?.map((step) => step.edge)).toEqual([
      "member-of",
      "holds-role",
      "equals-global-administrator",
    ]);
  });

  it("passes the same for one of the client's own people; what a program prints does not get into the result", async () => {
    const program = file(
      "internal/index.js",
      `const azuread = require("@pulumi/azuread");
const miriam = azuread.getUserOutput({ userPrincipalName: "miriam.okafor@harbourdental.example" });
new azuread.DirectoryRoleAssignment("all", { roleId: "62e90394-69f5-4237-9190-012177145e10", principalObjectId: miriam.objectId });
console.log(JSON.stringify({ ok: false }));
`,
    );
    const { status, result, stderr } = await checked(program);
    expect({ status, ok: result.ok, findings: result.findings }).toEqual({ status: 0, ok: true, findings: [] });
    expect(result).toMatchObject({ resources: expect.any(Number) });
    expect(stderr).toContain('program: {"ok":false}');
  });

  it.each([
    ["throws", "throw new Error('no subscription today');", "threw"],
    ["exits", "process.exit(0);", "exited"],
  ])("a program that %s is reported as that, with status 2", async (name, source, reason) => {
    const program = file(`${name}/index.ts`, source);
    const { status, result } = await checked(program);
    expect(status).toBe(2);
    expect(result).toMatchObject({ ok: false, findings: [], error: { reason } });
  });
});

describe.concurrent("whoever reads the result", () => {
  const refused = () => [
    ...[
      "explain",
      "provider",
      "--matrix",
      harbourFile,
      "--snapshot",
      file("harbour.json", JSON.stringify(seedHarbour())),
    ],
  ];

  it("may stop early: the status is that of the whole result, and nothing is said", async () => {
    const run = start(...refused());
    run.stopReading();
    const { status, stderr } = await run.ended;
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });

  it.skipIf(!existsSync("/dev/full"))("is told when it cannot be written", async () => {
    const { status, stderr } = await demarcInto("/dev/full", ...refused());
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("the result cannot be written") });
  });

  it("can ask for the version, and for help that says what the status means", async () => {
    const [version, help] = await Promise.all([demarc("--version"), demarc("whatif", "--help")]);
    expect(version).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
    expect(help.stdout).toContain("Exit status: 0 nothing to say, 1 findings or differences, 2 bad input or usage.");
  });
});

describe.concurrent("bad input is answered with a sentence and status 2", () => {
  it.each<[string, () => string[], string]>([
    ["nothing to check", () => ["check"], "nothing to check is given"],
    [
      "two things to check",
      () => ["check", "--stack", "harbour", "--program", "x"],
      "--stack and --program are both given",
    ],
    ["a misspelt stack", () => ["check", "--stack", "harbor"], 'did you mean "harbour"?'],
    ["a program without a matrix", () => ["check", "--program", "."], "--matrix is missing"],
    [
      "a matrix that is not there",
      () => ["check", "--program", ".", "--matrix", "nowhere.yaml"],
      "there is no such file",
    ],
    [
      "a plan file that is not one",
      () => ["check", "--plan", file("no-plan.json", '{"a": 1}'), "--matrix", harbourFile],
      "no-plan.json",
    ],
    [
      "a truncated plan file",
      () => ["check", "--plan", file("cut.json", '{"steps": [{'), "--matrix", harbourFile],
      "cut.json",
    ],
    [
      "a snapshot that is not one",
      () => ["check", "--stack", "harbour", "--snapshot", file("s.json", "[]")],
      "s.json:1:1: not a snapshot: it is a list as Graph answers",
    ],
    [
      "a snapshot of another tenant",
      () => [
        ...["check", "--stack", "harbour", "--snapshot"],
        file("other.json", JSON.stringify({ ...seedHarbour(), tenantId: "a" })),
      ],
      "other.json is of tenant a, the matrix of tenant",
    ],
    [
      "a sign-in to a tenant whose policies are not in the snapshot",
      () => {
        const { tenantId } = seedHarbour();
        const users = file(
          "users.json",
          JSON.stringify({ format: "demarc-snapshot/1", tenantId, collections: { users: [] } }),
        );
        return ["whatif", "--guest-of", "tideway", "--snapshot", users, "--matrix", harbourFile];
      },
      "the snapshot does not hold the conditional access policies, so nobody knows what becomes of a sign-in",
    ],
    [
      "a program that is a file",
      () => ["explain", "provider", "--program", file("program.yaml", "name: a"), "--matrix", harbourFile],
      "program.yaml is no Pulumi program; give the directory that it is in",
    ],
    [
      "a plan file that is YAML",
      () => ["check", "--plan", file("plan.yaml", "# a plan\nname: a\n"), "--matrix", harbourFile],
      "plan.yaml:1:1: ",
    ],
    [
      "nothing to explain",
      () => ["explain", "provider"],
      "(--snapshot FILE with --matrix FILE, or one of --stack NAME",
    ],
    [
      "a workspace that is a file",
      () => ["review", "--stack", "harbour", "--workspace", file("no-folder", "")],
      "harbour cannot be used: a file is where a folder should be",
    ],
    [
      "a snapshot into a folder",
      () => ["snapshot", "--stack", "harbour", "--workspace", join(folder.path, "w"), "--out", folder.path],
      `${folder.path} cannot be used: it is a folder with something in it`,
    ],
    [
      "the result of a check that is none",
      () => ["comment", "--result", file("result.json", "[1,\n oops]")],
      "result.json:2:2: no result of a check: it is no JSON",
    ],
    ["an unknown command", () => ["chekc"], "Did you mean check?"],
    ["an unknown option", () => ["check", "--stak", "harbour"], "--stak"],
    ["an argument that is missing, with a way out", () => ["init"], "--help"],
    ["an unknown format", () => ["check", "--stack", "harbour", "--format", "xml"], "xml"],
    ["a port that is none", () => ["tenant", "--port", "eighty", "--memory"], '"eighty" is no port'],
  ])("%s", async (_, args, sentence) => {
    const { status, stdout, stderr } = await demarc(...args());
    expect(stderr).toContain(sentence);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it("an occupied port", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((ready) => server.once("listening", ready));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { status, stderr } = await demarc(
      "tenant",
      "--memory",
      "--port",
      String(port),
      "--workspace",
      join(folder.path, "port"),
    );
    server.close();
    expect(status).toBe(2);
    expect(stderr).toContain(String(port));
  });
});

describe.concurrent("demarc lint", () => {
  it("reports ten mistakes in one run", async () => {
    const matrix = file(
      "ten.yaml",
      edited(
        harbourFile,
        ["version: 1", "version: one"],
        ["tenantId: 3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975", "tenantId: 3f6c1d52"],
        ["  employees: 75", "  employes: 75"],
        ["duty: it-lead", "duty: lead"],
        ["    kind: mssp", "    kind: mspp"],
        ["networks: [203.0.113.0/26]", "networks: [203.0.113.0/99]"],
        ["support: { by: tideway, when: overflow-only }", "support: { by: tidewy, when: overflow }"],
        ["systems: [ninjaone]", "systems: [ninja-one]"],
        ["credential: passkey", "credential: password"],
        ["respondWithinMinutes: 15", "respondWithinMinutes: -15"],
      ),
    );
    const { status, stdout } = await demarc("lint", matrix);
    const errors = stdout.split("\n").filter((line) => line.startsWith("error: "));
    expect(status).toBe(2);
    expect(errors.length).toBeGreaterThanOrEqual(10);
    for (const error of errors) expect(error).toMatch(/ten\.yaml:\d+:\d+: /);
  });

  it("prints JSON for tools", async () => {
    const { status, stdout } = await demarc("lint", "--stack", "kestrel", "--format", "json");
    expect(status).toBeLessThanOrEqual(1);
    expect(JSON.parse(stdout)).toMatchObject({ errors: [] });
  });
});

describe("the main job on the embedded tenant", () => {
  const workspace = join(folder.path, "workspace");
  const stack = ["--stack", "harbour", "--workspace", workspace];

  it("up applies the matrix; a second up changes nothing; review finds what is not managed", async () => {
    const up = await demarc("up", ...stack, "--engine", "embedded");
    expect(up.stderr).toContain("Engine: embedded");
    expect(up.stdout).toContain("68 created");
    expect(up.status).toBe(0);

    const again = await demarc("up", ...stack, "--engine", "embedded");
    expect(again.stdout).toContain("Nothing changed; 68 as they were.");
    expect((await demarc("preview", ...stack, "--engine", "embedded")).status).toBe(0);

    const after = await demarc("review", ...stack, "--format", "json", "--out", join(folder.path, "report"));
    const rest = JSON.parse(after.stdout);
    expect(rest.summary.asDeclared).toBe(rest.summary.declared);
    expect(
      rest.differences.every(({ kind }: { kind: string }) => ["undeclared", "refused", "noticed"].includes(kind)),
    ).toBe(true);
    expect(readdirSync(join(folder.path, "report")).sort()).toEqual([
      ".gitattributes",
      "access.csv",
      "review.csv",
      "review.html",
      "review.json",
      "review.md",
    ]);
    const html = readFileSync(join(folder.path, "report", "review.html"), "utf8");
    expect(html).not.toMatch(/(?:src|href)="https?:/);

    const snapshot = join(folder.path, "snapshot.json");
    expect((await demarc("snapshot", ...stack, "--out", snapshot)).status).toBe(0);
    const fromFile = await demarc("review", ...stack, "--snapshot", snapshot, "--format", "json");
    expect(JSON.parse(fromFile.stdout).summary).toEqual(rest.summary);
  });

  it("destroy keeps the emergency accounts unless it is told otherwise", async () => {
    const refused = await demarc("destroy", ...stack, "--engine", "embedded");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("protected");
    const done = await demarc("destroy", ...stack, "--engine", "embedded", "--unprotect");
    expect(done.stdout).toContain("68 deleted");
    expect(done.status).toBe(0);
  });

  it("review finds the sins of a tenant while it is served, over HTTPS; the embedded engine leaves it alone", async () => {
    const served = ["--stack", "harbour", "--workspace", join(folder.path, "served")];
    const tenant = start("tenant", ...served, "--port", "0");
    await tenant.said("Ctrl-C stops it.");
    const review = await demarc("review", ...served, "--format", "json");
    const up = await demarc("up", ...served, "--engine", "embedded");
    tenant.stop();
    expect((await tenant.ended).status).toBe(0);
    expect(review.status).toBe(1);
    expect(JSON.parse(review.stdout)).toMatchObject({
      verdict: "act-now",
      summary: { asDeclared: 0, unreadable: 0 },
    });
    expect(up.status).toBe(2);
    expect(up.stderr).toContain("is open in another process");
  });

  it("an engine does not go on where the other one was", async () => {
    const apart = join(folder.path, "other-engine");
    const state = join(apart, "harbour", "pulumi-state", ".pulumi", "stacks", "demarc");
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, "harbour.json"), JSON.stringify({ checkpoint: { latest: { resources: [{}] } } }));
    const { status, stderr } = await demarc("up", "--stack", "harbour", "--workspace", apart, "--engine", "embedded");
    expect(status).toBe(2);
    expect(stderr).toContain('the stack "harbour" has been applied with the Pulumi CLI');
  });

  it("a truncated state file is an error, and stays as it is", async () => {
    const stateFile = join(folder.path, "cut", "harbour", "state.json");
    mkdirSync(join(stateFile, ".."), { recursive: true });
    writeFileSync(stateFile, '{"format": "dem');
    const { status, stderr } = await demarc(
      "up",
      "--stack",
      "harbour",
      "--workspace",
      join(folder.path, "cut"),
      "--engine",
      "embedded",
    );
    expect(status).toBe(2);
    expect(stderr).toContain("state.json");
    expect(readFileSync(stateFile, "utf8")).toBe('{"format": "dem');
    expect(existsSync(`${stateFile}.new`)).toBe(false);
  });
});
