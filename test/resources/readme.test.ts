/** The page of the resources: every example in it is run as it stands there. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/engine/deploy.ts";
import { planProgram } from "../../src/plan/program.ts";
import { providerText, resourceNames, tokenOf } from "../../src/resources/tokens.ts";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { EmbeddedTenant as Tenant } from "../../src/tenant/tenant.ts";
import { harbour } from "../support/harbour-tenant.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(repository, "src/resources/README.md"), "utf8");
const examples = new Map(
  [...page.matchAll(/<!-- example: (\w+) -->\n```ts\n([\s\S]*?)```/g)].map(([, name = "", text = ""]) => [name, text]),
);

const partners = "/v1.0/policies/crossTenantAccessPolicy/partners";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "demarc-page-"));
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(repository, join(directory, "node_modules", "demarc"));
  symlinkSync(join(repository, "node_modules", "@pulumi"), join(directory, "node_modules", "@pulumi"));
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "page", type: "module" }));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function run(name: string): Promise<EmbeddedTenant> {
  const file = join(directory, `${name}.ts`);
  writeFileSync(file, examples.get(name) ?? "");
  const tenant = Tenant.create({
    ...harbour,
    domains: [...harbour.domains, "example.com"],
    createdDateTime: "2026-01-05T08:00:00Z",
  });
  if (name === "import") {
    const body = { tenantId: "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21", isServiceProvider: true };
    tenant.handle({ method: "POST", path: partners, body });
  }
  const plan = await planProgram({ directory: file });
  deploy({ plan, tenant, stateFile: join(directory, `${name}.json`), destroy: false });
  return tenant;
}

test.each<[string, (tenant: EmbeddedTenant) => unknown, object]>([
  [
    "role",
    (tenant) => tenant.toSnapshot().collections.roleManagementPolicies.flatMap(({ rules }) => rules ?? []),
    expect.arrayContaining([
      expect.objectContaining({ id: "Expiration_EndUser_Assignment", maximumDuration: "PT2H" }),
      expect.objectContaining({
        id: "Notification_Admin_EndUser_Assignment",
        notificationRecipients: ["security@example.com"],
      }),
    ]),
  ],
  [
    "unit",
    (tenant) => tenant.toSnapshot().collections,
    {
      administrativeUnits: [{ displayName: "Sensitive people", isMemberManagementRestricted: true, members: [{}] }],
      roleAssignments: [{ directoryScopeId: expect.stringMatching(/^\/administrativeUnits\//) }],
    },
  ],
  [
    "partner",
    (tenant) => tenant.toSnapshot().collections.crossTenantPartners,
    [{ inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false } }],
  ],
  [
    "import",
    (tenant) => tenant.toSnapshot().collections.crossTenantPartners,
    [{ inboundTrust: { isMfaAccepted: false }, isServiceProvider: true }],
  ],
])("example %s does what the page says", async (name, read, expected) => {
  expect(examples.has(name)).toBe(true);
  expect(read(await run(name))).toMatchObject(expected);
});

test("the page has no other examples, and names every resource", () => {
  expect([...examples.keys()]).toEqual(["role", "unit", "partner", "import"]);
  for (const name of resourceNames) expect(page).toContain(`\`${name}\``);
});

test("a program that uses them is planned before anything is installed", async () => {
  const bare = mkdtempSync(join(tmpdir(), "demarc-bare-"));
  try {
    writeFileSync(join(bare, "Pulumi.yaml"), "name: bare\nruntime: nodejs\n");
    writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", type: "module", main: "index.ts" }));
    writeFileSync(join(bare, "index.ts"), examples.get("partner") ?? "");
    const plan = await planProgram({ directory: bare, stack: "dev" });
    expect(plan.resources.map(({ name }) => name)).toContain("provider");
  } finally {
    rmSync(bare, { recursive: true, force: true });
  }
});

test("the file to import has the provider's code as the resource sends it", () => {
  const [, text = ""] = /<!-- example: import\.json -->\n```json\n([\s\S]*?)```/.exec(page) ?? [];
  const type = "CrossTenantAccessPartner";
  expect(JSON.parse(text)).toMatchObject({
    resources: [
      { type: tokenOf(type), inputs: { __provider: providerText(type) }, outputs: { __provider: providerText(type) } },
    ],
  });
});
