/**
 * The policy pack under the real Pulumi engine with the real azuread provider, against the embedded tenant. Needs `pulumi` (and
 * the azuread plugin) on the PATH. What is created is created in that tenant.
 */

import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { companySeed } from "../../src/tenant/seed/company.ts";
import { type ServedTenant, serveTenant } from "../../src/tenant/server.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { demarcProcess, projectRoot, temporaryFolder } from "../support/demarc.ts";
import { harbour } from "../support/matrices.ts";
import { waiving } from "../support/waivers.ts";

const isInstalled = spawnSync("pulumi", ["version"], { timeout: 30_000 }).status === 0;

/** Without the engine there is nothing to run; the report says that these were skipped, and here is why. */
describe.skipIf(!isInstalled)("the policy pack under the real engine (skipped where `pulumi` does not answer)", () => {
  const folder = temporaryFolder();
  let served: ServedTenant;

  beforeAll(async () => {
    const tenant = EmbeddedTenant.fromSnapshot(companySeed(harbour().matrix));
    served = await serveTenant({ tenant, port: 0, certificateDirectory: join(folder.path, "certificate") });
    for (const program of ["refused", "passes", "tricks", "remedied", "remedied-sign-in"]) {
      await pulumi(program, "stack", "init", "harbour", "--no-select");
    }
  }, 60_000);
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

  /** What the engine's state says that resources were made of, by their names. */
  async function inputsOf(program: string): Promise<(name: string) => Readonly<Record<string, unknown>> | undefined> {
    const { output } = await pulumi(program, "stack", "export", "--stack", "harbour");
    const { deployment } = JSON.parse(output) as {
      deployment: { resources: { urn: string; inputs?: Record<string, unknown> }[] };
    };
    return (name) => deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs;
  }

  const pack = ["--policy-pack", join(projectRoot, "policies")];

  /** Arguments that give the pack this configuration. */
  function configured(name: string, policies: Readonly<Record<string, unknown>>): string[] {
    const config = join(folder.path, `${name}.json`);
    writeFileSync(config, JSON.stringify(policies));
    return ["--policy-pack-config", config];
  }

  it("preview refuses a path to Global Administrator of which every id is unknown", { timeout: 180_000 }, async () => {
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
    ["inside an apply", /provider-no-standing-global-admin[\s\S]*With grant, [\s\S]*made-inside-apply/],
  ])("what an apply hides is seen: %s", { timeout: 180_000 }, async (trick, expected) => {
    const { status, output } = await pulumiWith({ PACK_TRICK: trick }, "tricks", "preview", ...pack);
    expect(output).toMatch(expected);
    expect(status).not.toBe(0);
  });

  it("the matrix of the policy configuration holds for every policy: without one nothing passes", {
    timeout: 180_000,
  }, async () => {
    const none = configured("none", { "judged-before-created": { matrix: join(folder.path, "none.yaml") } });
    const { status, output } = await pulumi("passes", "preview", ...pack, ...none);
    expect(output.match(/Nothing could be judged.*none\.yaml does not exist/g)?.length).toBeGreaterThan(10);
    expect(status).not.toBe(0);
  });

  const remedies = [
    "remedy-activation-length",
    "remedy-activation-demands",
    "remedy-eligibility-end",
    "remedy-emergency-account-enabled",
    "remedy-sign-in-session",
  ];

  it("a remedy takes the matrix's values before anything is judged, in preview and update alike", {
    timeout: 600_000,
  }, async () => {
    const without = await pulumi("remedied", "preview", ...pack);
    expect(without.output).toMatch(/\[mandatory\].*provider-activation-approved.*rules/);
    expect(without.output).toMatch(/\[mandatory\].*provider-access-expires.*dana-helpdesk/);
    expect(without.status).not.toBe(0);

    const remediate = configured("remediate", Object.fromEntries(remedies.map((name) => [name, "remediate"])));
    const preview = await pulumi("remedied", "preview", ...pack, ...remediate);
    expect(preview.output).toMatch(/\[remediate\].*remedy-activation-length.*\(1 resource\)/);
    expect(preview.output).toMatch(/\[remediate\].*remedy-eligibility-end.*\(1 resource\)/);
    expect(preview.status).toBe(0);

    // What was judged with the remedies may not be created without them.
    const unremedied = await pulumi("remedied", "up", "--yes", "--skip-preview", ...pack);
    expect(unremedied.output).toContain(
      "Not created: this resource has changed since the last preview (activationRules)",
    );
    expect(unremedied.status).not.toBe(0);

    const update = await pulumi("remedied", "up", "--yes", "--skip-preview", ...pack, ...remediate);
    expect(update.status, update.output).toBe(0);
    const inputs = await inputsOf("remedied");
    expect(inputs("rules")?.["activationRules"]).toMatchObject({
      maximumDuration: "PT8H",
      requireJustification: true,
      requireMultifactorAuthentication: true,
      requireTicketInfo: true,
      requireApproval: true,
    });
    expect(inputs("dana-helpdesk")).toMatchObject({ duration: "P180D", permanentAssignment: false });

    // Once it is so, nothing is left to do.
    const again = await pulumi("remedied", "up", "--yes", ...pack, ...remediate);
    expect(again.output).toMatch(/\d+ unchanged/);
    expect(again.output).not.toMatch(/~ +\d+ (to update|updated)/);
    expect(again.status).toBe(0);
  });

  it("a remedy keeps secrets secret, and sets what has no unknown id", { timeout: 600_000 }, async () => {
    const config = configured("sign-in", {
      ...Object.fromEntries(remedies.map((name) => [name, "remediate"])),
      // The program declares one account and nothing else of emergency access.
      "emergency-accounts-intact": "advisory",
      "emergency-accounts-never-locked-out": "advisory",
    });
    const update = await pulumi("remedied-sign-in", "up", "--yes", ...pack, ...config);
    expect(update.status, update.output).toBe(0);
    const inputs = await inputsOf("remedied-sign-in");
    expect(inputs("emergency")).toMatchObject({ accountEnabled: true });
    expect(inputs("emergency")?.["password"]).toHaveProperty("ciphertext");
    expect(inputs("tideway")?.["sessionControls"]).toMatchObject({
      signInFrequency: 4,
      signInFrequencyPeriod: "hours",
      persistentBrowserMode: "never",
    });
  });

  it("set to mandatory, a remedy refuses what it would change", { timeout: 180_000 }, async () => {
    const mandatory = configured("mandatory", { "remedy-eligibility-end": "mandatory" });
    const { status, output } = await pulumi("remedied", "preview", ...pack, ...mandatory);
    expect(output).toMatch(/\[mandatory\].*remedy-eligibility-end.*dana-helpdesk/);
    expect(output).toContain('duration should be "P180D".');
    expect(status).not.toBe(0);
  });

  const refusing = ["provider-no-standing-global-admin", "provider-access-in-matrix", "provider-access-expires"];

  it("what the matrix waives is shown and passes, tier 0 for an emergency", { timeout: 180_000 }, async () => {
    const day = new Date().toISOString().slice(0, 10);
    const { source } = waiving(
      [
        ["provider-no-standing-global-admin", "grant"],
        ["provider-access-in-matrix", "grant"],
        ["provider-access-in-matrix", "engineer"],
        ["provider-access-expires", "engineers"],
      ].map(([rule = "", resource = ""]) => ({
        rule,
        resource,
        reason: "Forest recovery; the internal team is on the phone.",
        approvedBy: "miriam.okafor@harbourdental.example",
        from: day,
        until: day,
      })),
    );
    writeFileSync(join(folder.path, "waiving.yaml"), source);
    const waived = configured("waived", { "judged-before-created": { matrix: join(folder.path, "waiving.yaml") } });
    const { status, output } = await pulumi("refused", "preview", ...pack, ...waived);
    expect(output).toMatch(/\[advisory\].*waived.*grant/);
    expect(output).toContain(`Waived by miriam.okafor@harbourdental.example until ${day}: Forest recovery`);
    expect(output).not.toContain("[mandatory]");
    expect(status).toBe(0);
  });

  it("an update goes by the levels that policy configuration sets, and only by its own", {
    timeout: 600_000,
  }, async () => {
    const advisory = configured("advisory", Object.fromEntries(refusing.map((name) => [name, "advisory"])));
    const preview = await pulumi("refused", "preview", ...pack, ...advisory);
    expect(preview.output).toMatch(/\[advisory\].*provider-no-standing-global-admin.*grant/);
    expect(preview.status).toBe(0);

    const strict = await pulumi("refused", "up", "--yes", "--skip-preview", ...pack);
    expect(strict.output).toMatch(/Not created: the last preview was refused by .*provider-no-standing-global-admin/);
    expect(strict.status).not.toBe(0);

    const update = await pulumi("refused", "up", "--yes", "--skip-preview", ...pack, ...advisory);
    expect(update.output).toContain("[advisory]");
    expect(update.status, update.output).toBe(0);
  });

  it("an update demands an answer of each rule that it has, disabled before or not", {
    timeout: 180_000,
  }, async () => {
    const disabled = configured("disabled", { "provider-role-scope": "disabled" });
    expect((await pulumi("passes", "preview", ...pack, ...disabled)).status).toBe(0);
    const { status, output } = await pulumi("passes", "up", "--yes", "--skip-preview", ...pack);
    expect(output).toContain(
      "the last preview was not asked about provider-role-scope, which policy configuration demands",
    );
    expect(status).not.toBe(0);
  });

  it("preview passes the example stack", { timeout: 180_000 }, async () => {
    const { status, stdout, stderr } = await demarcProcess(
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
