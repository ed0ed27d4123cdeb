/**
 * The policy pack under the real Pulumi engine with the real azuread provider, against the embedded tenant. Needs `pulumi` (and
 * the azuread plugin) on the PATH. Nothing is created: previews, and an update that is refused before its first resource.
 */

import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { companySeed } from "../../src/tenant/seed/company.ts";
import { type ServedTenant, serveTenant } from "../../src/tenant/server.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";
import { harbour } from "../support/matrices.ts";

const isInstalled = spawnSync("pulumi", ["version"], { timeout: 30_000 }).status === 0;

/** Without the engine there is nothing to run; the report says that these were skipped, and here is why. */
describe.skipIf(!isInstalled)("the policy pack under the real engine (skipped where `pulumi` does not answer)", () => {
  const folder = temporaryFolder();
  let served: ServedTenant;

  beforeAll(async () => {
    const tenant = EmbeddedTenant.fromSnapshot(companySeed(harbour().matrix));
    served = await serveTenant({ tenant, port: 0, certificateDirectory: join(folder.path, "certificate") });
  });
  afterAll(async () => {
    await served?.close();
    folder.remove();
  });

  interface Run {
    readonly status: number;
    readonly output: string;
  }
  const pulumi = (program: string, ...args: readonly string[]): Promise<Run> => pulumiWith({}, program, ...args);

  function pulumiWith(variables: NodeJS.ProcessEnv, program: string, ...args: readonly string[]): Promise<Run> {
    const directory = join(import.meta.dirname, "pack-programs", program);
    const env = {
      ...process.env,
      ...served.environment,
      PWD: directory,
      PATH: `${join(projectRoot, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`,
      PULUMI_BACKEND_URL: pathToFileURL(folder.path).href,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      DEMARC_VERDICTS: join(folder.path, "verdicts"),
      NO_COLOR: "1",
      ...variables,
    };
    const config = ["--config-file", join(folder.path, `${program}.yaml`)];
    const all = args[0] === "stack" ? args : [...args, ...config, "--stack", "harbour", "--non-interactive"];
    return new Promise((done) => {
      execFile("pulumi", all, { cwd: directory, env, maxBuffer: 2e7 }, (error, stdout, stderr) => {
        done({ status: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
      });
    });
  }

  const pack = ["--policy-pack", join(projectRoot, "policies")];

  it("preview refuses a path to Global Administrator of which every id is unknown", { timeout: 180_000 }, async () => {
    await pulumi("refused", "stack", "init", "harbour", "--no-select");
    const { status, output } = await pulumi("refused", "preview", ...pack);
    expect(output).toMatch(/\[mandatory\].*provider-no-standing-global-admin.*grant/);
    expect(output).toContain("hold");
    expect(status).not.toBe(0);
  });

  it("an update that skips the preview is refused before anything exists, with what to run", {
    timeout: 180_000,
  }, async () => {
    const { status, output } = await pulumi("refused", "up", "--yes", "--skip-preview", ...pack);
    expect(output).toMatch(/Not created: .*Run `pulumi up` without --skip-preview/);
    expect(status).not.toBe(0);
  });

  it("preview passes what is legitimate, unknown ids and all; the update creates nothing else", {
    timeout: 180_000,
  }, async () => {
    await pulumi("passes", "stack", "init", "harbour", "--no-select");
    const { status, output } = await pulumi("passes", "preview", ...pack);
    expect(output).toContain("✅ demarc");
    expect(status).toBe(0);
    for (const [edit, expected] of [
      ["changed", /Not created: this resource has changed since the last preview \((description|displayName)\)/],
      ["removed", /Not created: the program no longer declares administrators, which the last preview had/],
    ] as const) {
      const update = await pulumiWith({ PACK_EDIT: edit }, "passes", "up", "--yes", "--skip-preview", ...pack);
      expect(update.output).toMatch(expected);
      expect(update.output).not.toMatch(/azuread\S+ \S+ created/);
      expect(update.status).not.toBe(0);
    }
  });

  it.each<[string, RegExp]>([
    ["another principal", /tier-zero-principal-known.*grant[\s\S]*99999999-1111-4111-9111-999999999999/],
    ["another role", /provider-no-standing-global-admin.*grant/],
    ["one of two", /provider-no-standing-global-admin.*grant[\s\S]*picked from several objects/],
  ])("what an apply hides is seen: %s", { timeout: 180_000 }, async (trick, expected) => {
    await pulumi("tricks", "stack", "init", "harbour", "--no-select");
    const { status, output } = await pulumiWith({ PACK_TRICK: trick }, "tricks", "preview", ...pack);
    expect(output).toMatch(expected);
    expect(status).not.toBe(0);
  });

  it("the matrix of the policy configuration holds for every policy: without one nothing passes", {
    timeout: 180_000,
  }, async () => {
    const config = join(folder.path, "policies.json");
    writeFileSync(config, JSON.stringify({ "judged-before-created": { matrix: join(folder.path, "none.yaml") } }));
    const { status, output } = await pulumi("passes", "preview", ...pack, "--policy-pack-config", config);
    expect(output.match(/Nothing could be judged.*none\.yaml does not exist/g)?.length).toBeGreaterThan(10);
    expect(status).not.toBe(0);
  });

  it("preview passes the example stack", { timeout: 180_000 }, async () => {
    const { status, stdout, stderr } = await demarc(
      "preview",
      "--stack",
      "harbour",
      "--engine",
      "pulumi",
      "--workspace",
      folder.path,
    );
    expect(stderr).toContain("Engine: Pulumi v");
    expect(stdout).toContain("73 to create");
    expect(status).toBe(0);
  });
});
