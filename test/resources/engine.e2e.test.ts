/**
 * The resources with the real Pulumi engine, in a program that has nothing of this repository but the package, as `npm pack` makes it. Needs
 * `pulumi` on the PATH.
 */

import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ResourceName } from "../../src/resources/tokens.ts";
import { type ServedTenant, serveTenant } from "../../src/tenant/server.ts";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";

const isInstalled = spawnSync("pulumi", ["version"], { timeout: 30_000 }).status === 0;
const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../", import.meta.url));
const minutes = 60_000;

const first = "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21";
const second = "c7f1b6de-1d3a-4a0e-9f64-5b2d0a9e6c88";
const partners = "/v1.0/policies/crossTenantAccessPolicy/partners";
const units = "/v1.0/directory/administrativeUnits";

const program = (tenantId: string) => `
import { CrossTenantAccessPartner, DirectoryRoleManagementPolicy, RestrictedAdministrativeUnit } from "demarc/resources";

interface Names { readonly unit: string }
const names: Names = { unit: "Sensitive people" };
const unit = new RestrictedAdministrativeUnit("unit", { displayName: names.unit });
new DirectoryRoleManagementPolicy("role", {
  roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
  activationRules: { maximumDuration: "PT60M", requireApproval: true },
});
new CrossTenantAccessPartner("partner", { tenantId: "${tenantId}" });
export const unitId = unit.objectId;
`;
const importing = (unit: string) => `
const { CrossTenantAccessPartner, RestrictedAdministrativeUnit } = require("demarc/resources");
new CrossTenantAccessPartner("partner", { tenantId: "${first}" }, { import: "${first}" });
new RestrictedAdministrativeUnit("unit", { displayName: "Renamed" }, { import: "${unit}" });
`;

describe.skipIf(!isInstalled)("with the real engine (skipped where `pulumi` does not answer)", () => {
  let root: string;
  let served: ServedTenant;
  let tenant: EmbeddedTenant;

  /**
   * A program of its own, beside the installed package.
   * @param environment what it is deployed in; undefined takes a variable away
   */
  async function project(
    name: string,
    file: string,
    text: string,
    { tsconfig, environment = {} }: { tsconfig?: object; environment?: Readonly<Record<string, undefined>> } = {},
  ) {
    const directory = join(root, name);
    mkdirSync(directory);
    if (tsconfig !== undefined) writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(tsconfig));
    writeFileSync(
      join(directory, "package.json"),
      JSON.stringify({ name, ...(tsconfig === undefined && { type: file.endsWith(".ts") ? "module" : "commonjs" }) }),
    );
    writeFileSync(
      join(directory, "Pulumi.yaml"),
      `name: ${name}\nmain: ${file}\nruntime: { name: nodejs, options: { typescript: ${tsconfig !== undefined} } }\n`,
    );
    writeFileSync(join(directory, file), text);
    const env = {
      ...process.env,
      ...served.environment,
      ...environment,
      PULUMI_BACKEND_URL: pathToFileURL(root).href,
      PULUMI_CONFIG_PASSPHRASE: "own",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumi = async (...args: readonly string[]) => {
      const { stdout, stderr } = await run("pulumi", [...args, "--cwd", directory, "--non-interactive"], { env });
      return stdout + stderr;
    };
    await pulumi("stack", "init", "dev");
    return { pulumi, write: (changed: string) => writeFileSync(join(directory, file), changed) };
  }

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "demarc-own-"));
    tenant = harbourTenant();
    served = await serveTenant({ tenant, port: 0, certificateDirectory: join(root, "certificate") });
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", root], {
      cwd: repository,
      maxBuffer: 2e7,
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    const modules = join(root, "node_modules");
    mkdirSync(join(modules, "demarc"), { recursive: true });
    await run("tar", ["xzf", join(root, filename), "-C", join(modules, "demarc"), "--strip-components", "1"]);
    for (const dependency of ["@pulumi", "@azure"])
      symlinkSync(join(repository, "node_modules", dependency), join(modules, dependency));
  }, 2 * minutes);
  afterAll(async () => {
    await served.close();
    rmSync(root, { recursive: true, force: true });
  });

  const found = (path: string) => tenant.handle({ method: "GET", path });
  const longest = () => {
    const rules = tenant.toSnapshot().collections.roleManagementPolicies.flatMap((policy) => policy.rules ?? []);
    return rules.flatMap((rule) =>
      rule.id === "Expiration_EndUser_Assignment" && "maximumDuration" in rule ? [rule.maximumDuration] : [],
    );
  };

  test("create, show nothing, see and repair what was done by hand, replace, delete", {
    timeout: 10 * minutes,
  }, async () => {
    const { pulumi, write } = await project("outside", "index.ts", program(first));
    await pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(found(`${partners}/${first}`).body).toMatchObject({ inboundTrust: { isMfaAccepted: false } });
    expect(tenant.toSnapshot().collections.administrativeUnits).toMatchObject([
      { displayName: "Sensitive people", isMemberManagementRestricted: true },
    ]);
    expect(longest()).toContain("PT1H");

    await pulumi("preview", "--expect-no-changes", "--stack", "dev");
    await pulumi("preview", "--refresh", "--expect-no-changes", "--stack", "dev");

    const trust = { isMfaAccepted: true, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: false };
    tenant.handle({ method: "PATCH", path: `${partners}/${first}`, body: { inboundTrust: trust } });
    await expect(pulumi("preview", "--refresh", "--expect-no-changes", "--stack", "dev")).rejects.toThrow();
    await pulumi("up", "--refresh", "--yes", "--skip-preview", "--stack", "dev");
    expect(found(`${partners}/${first}`).body).toMatchObject({ inboundTrust: { isMfaAccepted: false } });

    write(program(second));
    await pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect([found(`${partners}/${first}`).status, found(`${partners}/${second}`).status]).toEqual([404, 200]);

    await pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev");
    const { collections } = tenant.toSnapshot();
    expect([collections.crossTenantPartners, collections.administrativeUnits]).toEqual([[], []]);
    expect(longest()).not.toContain("PT1H");
  });

  test("take over what exists, in a program that requires them", { timeout: 5 * minutes }, async () => {
    tenant.handle({ method: "POST", path: partners, body: { tenantId: first } });
    const unit = tenant.handle({
      method: "POST",
      path: units,
      body: { displayName: "Old", isMemberManagementRestricted: true },
    }).body as { id: string };
    const { pulumi } = await project("importing", "index.js", importing(unit.id));
    await pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(found(`${units}/${unit.id}`).body).toMatchObject({ displayName: "Renamed" });
    expect(found(`${partners}/${first}`).body).toMatchObject({ inboundTrust: { isMfaAccepted: false } });
    await pulumi("preview", "--refresh", "--expect-no-changes", "--stack", "dev");
  });

  test("are imported by a file as the page has it", { timeout: 5 * minutes }, async () => {
    const post = (path: string, body: object) => tenant.handle({ method: "POST", path, body }).body as { id: string };
    const inboundTrust = {
      isMfaAccepted: true,
      isCompliantDeviceAccepted: false,
      isHybridAzureADJoinedDeviceAccepted: false,
    };
    post(partners, { tenantId: second, inboundTrust });
    const unit = post(units, { displayName: "Kept", isMemberManagementRestricted: true });
    const role = "62e90394-69f5-4237-9190-012177145e10";
    const page = readFileSync(join(repository, "src/resources/README.md"), "utf8");
    const [, example = ""] = /<!-- example: import\.json -->\n```json\n([\s\S]*?)```/.exec(page) ?? [];
    const entry = (type: ResourceName, key: string, id: string, value: string) => {
      const text = example.replaceAll("CrossTenantAccessPartner", type).replaceAll("tenantId", key);
      const [made] = (JSON.parse(text) as { resources: [{ inputs: object; outputs: object }] }).resources;
      const named = {
        name: type,
        id,
        inputs: { ...made.inputs, [key]: value },
        outputs: { ...made.outputs, [key]: value },
      };
      return { ...made, ...named };
    };
    const { pulumi, write } = await project("filed", "index.ts", "");
    const file = join(root, "import.json");
    const resources = [
      entry("CrossTenantAccessPartner", "tenantId", second, second),
      entry("DirectoryRoleManagementPolicy", "roleDefinitionId", role, role),
      entry("RestrictedAdministrativeUnit", "displayName", unit.id, "Kept"),
    ];
    writeFileSync(file, JSON.stringify({ resources }));
    await pulumi("import", "--file", file, "--yes", "--generate-code=false", "--protect=false", "--stack", "dev");
    await pulumi("refresh", "--yes", "--skip-preview", "--stack", "dev");
    write(`
import { CrossTenantAccessPartner, DirectoryRoleManagementPolicy, RestrictedAdministrativeUnit } from "demarc/resources";
new CrossTenantAccessPartner("CrossTenantAccessPartner", {
  tenantId: "${second}", inboundTrust: { isMfaAccepted: true },
});
new DirectoryRoleManagementPolicy("DirectoryRoleManagementPolicy", { roleDefinitionId: "${role}" });
new RestrictedAdministrativeUnit("RestrictedAdministrativeUnit", { displayName: "Kept" });
`);
    await pulumi("preview", "--expect-no-changes", "--stack", "dev");
    await pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev");
    expect([found(`${partners}/${second}`).status, found(`${units}/${unit.id}`).status]).toEqual([404, 404]);
  });

  test("serve a project as `pulumi new` makes it, that signs in by azuread's configuration", {
    timeout: 5 * minutes,
  }, async () => {
    const { pulumi } = await project(
      "template",
      "index.ts",
      `import { RestrictedAdministrativeUnit } from "demarc/resources";
      export const unit: unknown = new RestrictedAdministrativeUnit("unit", { displayName: "Of a template" }).objectId;`,
      {
        tsconfig: {
          compilerOptions: {
            strict: true,
            target: "es2020",
            module: "commonjs",
            moduleResolution: "node",
            ignoreDeprecations: "6.0",
          },
          files: ["index.ts"],
        },
        environment: { ARM_TENANT_ID: undefined, ARM_CLIENT_ID: undefined, ARM_CLIENT_SECRET: undefined },
      },
    );
    const { environment } = served;
    const set = (key: string, value = "", ...more: string[]) =>
      pulumi("config", "set", `azuread:${key}`, value, ...more, "--stack", "dev");
    await set("tenantId", environment["ARM_TENANT_ID"]);
    await set("clientId", environment["ARM_CLIENT_ID"]);
    await set("clientSecret", environment["ARM_CLIENT_SECRET"], "--secret");
    await pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    const named = () => tenant.toSnapshot().collections.administrativeUnits.map(({ displayName }) => displayName);
    expect(named()).toContain("Of a template");
    await pulumi("preview", "--refresh", "--expect-no-changes", "--stack", "dev");
    await pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev");
    expect(named()).not.toContain("Of a template");
  });

  test("refuse in a preview what Graph would refuse in the middle of the deployment", {
    timeout: 5 * minutes,
  }, async () => {
    const wrong = program(first).replace("PT60M", "PT99H");
    const { pulumi } = await project("wrong", "index.ts", wrong);
    const output = await pulumi("preview", "--stack", "dev").catch((error: { stdout: string }) => error.stdout);
    expect(output).toContain("It must be a length between PT30M and PT24H");
  });
});
