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
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploy } from "../../src/engine/deploy.ts";
import { planProgram } from "../../src/plan/program.ts";
import { type ServedTenant, serveTenant } from "../../src/tenant/server.ts";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { comparable } from "../support/comparable.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";

const minutes = 60_000;
const isInstalled = spawnSync("pulumi", ["version"], { timeout: 30_000 }).status === 0;
const run = promisify(execFile);

interface Engine {
  readonly tenant: EmbeddedTenant;
  /** Deploys a version of the program. */
  up(version: string): Promise<void>;
  destroy(): Promise<void>;
}

let directory: string;
let served: ServedTenant | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "demarc-parity-"));
});
afterEach(async () => {
  await served?.close();
  rmSync(directory, { recursive: true, force: true });
});

function embeddedEngine(program: string): Engine {
  const tenant = harbourTenant();
  const apply = async (version: string, destroy: boolean) => {
    const plan = await planProgram({ directory: program, environment: { PARITY_VERSION: version } });
    deploy({ plan, tenant, stateFile: join(directory, "state.json"), destroy });
  };
  return { tenant, up: (version) => apply(version, false), destroy: () => apply("1", true) };
}

async function realEngine(program: string): Promise<Engine> {
  const tenant = harbourTenant();
  served = await serveTenant({ tenant, port: 0, certificateDirectory: join(directory, "certificate") });
  const environment = {
    ...process.env,
    ...served.environment,
    PULUMI_BACKEND_URL: pathToFileURL(directory).href,
    PULUMI_CONFIG_PASSPHRASE: "parity",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const pulumi = async (version: string, ...args: readonly string[]) => {
    const env = { ...environment, PARITY_VERSION: version };
    await run("pulumi", [...args, "--cwd", program, "--non-interactive"], { env, maxBuffer: 2e7 });
  };
  await pulumi("1", "stack", "init", "dev");
  return {
    tenant,
    up: (version) => pulumi(version, "up", "--yes", "--skip-preview", "--stack", "dev"),
    destroy: () => pulumi("1", "destroy", "--yes", "--skip-preview", "--stack", "dev"),
  };
}

describe.skipIf(!isInstalled)("both engines (skipped where `pulumi` does not answer)", () => {
  test.each([
    ["program", ["1"]],
    ["wide-program", ["1", "2"]],
    ["own-program", ["1", "2"]],
  ])(
    "the embedded engine leaves what the real engine leaves: %s",
    { timeout: 30 * minutes },
    async (name, versions) => {
      const program = fileURLToPath(new URL(`./${name}`, import.meta.url));
      const [embedded, real] = [embeddedEngine(program), await realEngine(program)];
      for (const version of versions) {
        await embedded.up(version);
        await real.up(version);
        expect(comparable(real.tenant.toSnapshot()), `version ${version}`).toEqual(
          comparable(embedded.tenant.toSnapshot()),
        );
      }
      await embedded.destroy();
      await real.destroy();
      expect(comparable(real.tenant.toSnapshot()), "destroyed").toEqual(comparable(embedded.tenant.toSnapshot()));
    },
  );
});
