/**
 * What the real Pulumi engine with the real azuread provider leaves in the tenant, against what the embedded engine leaves there, object
 * by object. Needs `pulumi` (and the azuread plugin) on the PATH and takes minutes: the provider waits for several agreeing reads after
 * every write.
 */

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { deploy } from "../../src/engine/deploy.ts";
import { planProgram } from "../../src/plan/program.ts";
import { serveTenant } from "../../src/tenant/server.ts";
import { comparable } from "../support/comparable.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";

const program = fileURLToPath(new URL("./program", import.meta.url));
const minutes = 60_000;
const isInstalled = spawnSync("pulumi", ["version"], { timeout: 30_000 }).status === 0;

const run = promisify(execFile);

async function withRealEngine(work: (pulumi: (...args: string[]) => Promise<string>) => Promise<void>) {
  const directory = mkdtempSync(join(tmpdir(), "demarc-parity-"));
  const tenant = harbourTenant();
  const served = await serveTenant({ tenant, port: 0, certificateDirectory: join(directory, "certificate") });
  try {
    const env = {
      ...process.env,
      ...served.environment,
      PULUMI_BACKEND_URL: pathToFileURL(directory).href,
      PULUMI_CONFIG_PASSPHRASE: "parity",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    await work(async (...args) => {
      const { stdout } = await run("pulumi", [...args, "--cwd", program, "--non-interactive"], { env, maxBuffer: 2e7 });
      return stdout;
    });
    return tenant;
  } finally {
    await served.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (isInstalled) {
  test("the embedded engine leaves what the real engine and provider leave", { timeout: 20 * minutes }, async () => {
    const plan = await planProgram({ directory: program });
    const stateFile = join(mkdtempSync(join(tmpdir(), "demarc-parity-state-")), "state.json");
    const embedded = harbourTenant();
    deploy({ plan, tenant: embedded, stateFile });
    const deployed = comparable(embedded.toSnapshot());
    deploy({ plan, tenant: embedded, stateFile, destroy: true });
    const destroyed = comparable(embedded.toSnapshot());

    const real = await withRealEngine(async (pulumi) => {
      await pulumi("stack", "init", "dev");
      await pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    });
    expect(comparable(real.toSnapshot())).toEqual(deployed);
    expect(destroyed).not.toEqual(deployed);
  });
} else {
  test("is left out: no `pulumi` answers on the PATH, so there is nothing to compare with", () => {
    expect(isInstalled).toBe(false);
  });
}
