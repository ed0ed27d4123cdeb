import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { explainResultSchema } from "../../src/cli/explain-result.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";
import { harbourFile } from "../support/matrices.ts";
import {
  activation,
  approved,
  common,
  dana,
  itGroup,
  member,
  nora,
  providerAdmins,
  readers,
  tenantOf,
} from "../support/tenant-resources.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function file(name: string, content: unknown): string {
  const path = join(folder.path, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** What `pulumi stack export` writes of resources. */
function stateOf(name: string, ...resources: readonly PlannedResource[]): string {
  return file(name, {
    version: 3,
    deployment: {
      resources: resources.map(({ urn, type, id, inputs }) => ({ urn, type, id, custom: true, inputs, outputs: {} })),
    },
  });
}

const snapshot = file("tenant.json", tenantOf([...common, ...approved]));
const tenant = ["--snapshot", snapshot, "--matrix", harbourFile];
const address = "dana.reyes@tideway.example";

async function explained(...args: readonly string[]) {
  const { status, stdout, stderr } = await demarc("explain", ...args, "--format", "json");
  return { status, stderr, result: explainResultSchema.parse(JSON.parse(stdout)) };
}

describe.concurrent("demarc explain", () => {
  it("says of a tenant what somebody can get, under which condition, and by which steps", async () => {
    const { status, stdout } = await demarc("explain", address, ...tenant);
    expect(status).toBe(0);
    expect(stdout).toContain(`dana.reyes (${address}), of Tideway IT: the matrix lists it as the provider's`);
    expect(stdout).toContain("Global Administrator with the internal team's approval, and so to tier 0");
    expect(stdout).toContain(
      `    1. dana.reyes (${address}) — can become a member of, by internal approval → group "Tideway IT admins"`,
    );
    expect(stdout).toMatch(/^assumed: the tenant is as it was at /m);
  });

  it("says that there is no path, and what that rests on", async () => {
    const { status, stdout } = await demarc("explain", "nora@harbourdental.example", "--to", "tier 0", ...tenant);
    expect(status).toBe(0);
    expect(stdout).toContain("No path to Global Administrator or an equivalent is in sight.");
  });

  it("names what could not be read of the tenant", async () => {
    const unreadable = [
      { collection: "roleAssignments", status: 403, code: "Authorization_RequestDenied", message: "no" },
    ];
    const partial = file("partial.json", { ...tenantOf(common), unreadable });
    const { result } = await explained(
      "provider",
      "--to",
      "Global Administrator",
      "--snapshot",
      partial,
      "--matrix",
      harbourFile,
    );
    expect(result.assumptions).toContain(
      "roleAssignments: not in the snapshot, or not all of it, so nobody can see who holds which role, Global Administrator included",
    );
  });

  it("objects to a provider who gets to tier 0 on top of the tenant, and marks what is new with the plan", async () => {
    const plan = stateOf("open.json", activation("rules", providerAdmins, { requireApproval: false }));
    const { status, result } = await explained(address, "--to", "Global Administrator", "--plan", plan, ...tenant);
    expect(status).toBe(1);
    expect(result.ok).toBe(false);
    expect(result.to?.ways.map(({ condition, path, new: isNew }) => [condition, path.length, isNew])).toEqual([
      ["self-activation", 3, true],
    ]);
  });

  it("marks nothing as new that the tenant has already", async () => {
    const plan = stateOf("harmless.json", member("add", readers, dana));
    const { status, result } = await explained(address, "--plan", plan, ...tenant);
    expect(status).toBe(0);
    const news = result.reaches?.map(({ what, new: isNew }) => [what, isNew]);
    expect(news).toContainEqual(['group "Readers"', true]);
    expect(news).toContainEqual(["Directory Readers", true]);
    expect(news).toContainEqual(["Global Administrator", false]);
  });

  it("does not object to the internal team", async () => {
    const plan = stateOf("internal.json", member("add", itGroup, nora));
    const { status, result } = await explained(
      "nora@harbourdental.example",
      "--to",
      "tier 0",
      "--plan",
      plan,
      ...tenant,
    );
    expect(status).toBe(0);
    expect(result.to?.ways.map(({ condition, new: isNew }) => [condition, isNew])).toEqual([["standing", true]]);
  });

  it("explains a stack's own plan", async () => {
    const { status, result } = await explained("tideway", "--to", "Helpdesk Administrator", "--stack", "harbour");
    expect(status).toBe(0);
    expect(result.to?.ways[0]?.path[0]?.file).toMatch(/^stacks\//);
  });

  it.each([
    ["danna", tenant, /nobody and nothing in sight is called "danna" \(did you mean "dana.reyes@tideway.example"\?\)/],
    [address, ["--snapshot", snapshot], /--matrix is missing/],
    [address, ["--matrix", harbourFile], /nothing to look at is given/],
    [address, [...tenant, "--to", "Helpdesk Administratr"], /did you mean "Helpdesk Administrator"/],
  ] as const)("is told apart from an answer: %s %s", async (who, args, said) => {
    const { status, stdout, stderr } = await demarc("explain", who, ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(said);
  });
});

describe.concurrent("demarc check on top of a snapshot", () => {
  const check = (plan: string) => demarc("check", "--plan", plan, ...tenant, "--format", "json");

  it("refuses a harmless membership in a group that holds the role already", async () => {
    const { status, stdout } = await check(stateOf("member.json", member("add", itGroup, dana)));
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings[0]).toMatchObject({ rule: "provider-no-standing-global-admin" });
  });

  it("refuses rules that no longer ask for an approval", async () => {
    const { status, stdout } = await check(
      stateOf("rules.json", activation("rules", providerAdmins, { requireApproval: false })),
    );
    expect(status).toBe(1);
    const rules = (JSON.parse(stdout).findings as { rule: string }[]).map(({ rule }) => rule);
    expect(rules).toContain("provider-no-path-to-global-admin");
  });

  it("has nothing to say of what the tenant has already", async () => {
    const { status, stdout } = await check(stateOf("nora.json", member("add", readers, nora)));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, findings: [] });
  });
});
