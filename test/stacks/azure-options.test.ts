/** Everything that the Azure section knows, in one matrix: what is declared is what Azure asks for. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadMatrix } from "../../src/matrix/load.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { companySeed } from "../../src/tenant/seed/company.ts";
import { projectRoot, temporaryFolder } from "../support/demarc.ts";
import { kestrelFile } from "../support/matrices.ts";
import { armRequirements } from "./arm-requirements.ts";
import { kestrelPlan, typeOf } from "./kestrel-plan.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const subscription = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";

const other = "00000000-0000-4000-8000-000000000007";
const policy = "0f9d2c3b-6a1e-4f57-9b08-2d4c6e8a1b37";
let plan: Plan;
beforeAll(async () => {
  plan = await kestrelPlan(folder.path, companySeed(loadMatrix(kestrelFile).matrix), "everything", [
    [
      "        - { role: erp-machine-operator, scope: erp,",
      [
        `        - { role: Backup Operator, scope: whole, activation: role, policy: ${policy}, maximumHours: 1.5, eligibleDays: 30 }`,
        "        - { role: Reader, scope: estate, maximumHours: 0.5 }",
        "        - { role: Backup Reader, scope: vaults }",
        "        - { role: erp-machine-operator, scope: erp,",
      ].join("\n"),
    ],
    [
      "    erp: { resourceGroup: rg-erp }",
      `    erp: { resourceGroup: rg-erp }\n    estate: { managementGroup: estate }\n    whole: { subscriptionId: ${other} }`,
    ],
    [
      "        - Microsoft.Resources/subscriptions/resourceGroups/read",
      "        - Microsoft.Resources/subscriptions/resourceGroups/read\n      dataActions: [Microsoft.Compute/virtualMachines/login/action]",
    ],
    ["      approvers: [", "      maximumHours: 8\n      approvers: ["],
    [
      "      kestrel-servers: {",
      [
        "      beside-the-logs: { resourceGroup: RG-access-monitoring, softDeleteDays: 180, redundancy: zone }",
        // As the guard is named: two names to Azure, and to Pulumi.
        `      backup-guard: { subscriptionId: ${other}, resourceGroup: rg-backup, softDeleteDays: 14, redundancy: local, immutability: locked }`,
        "      kestrel-servers: {",
      ].join("\n"),
    ],
    [
      "    from: 2027-01-02\n",
      "    from: 2027-01-02\n    resourceGroup: rg-windows\n    reboot: always\n    ringTag: Ring\n",
    ],
    [
      "      servers: { scope: servers }",
      [
        "      servers: { scope: servers }",
        '      workstations: { scope: whole, window: { start: "21:30", hours: 1.5, every: "2Weeks Monday,Friday" } }',
        '      infrastructure: { scope: servers, window: { start: "02:00", hours: 3.9, every: Month Last Sunday Offset-3 } }',
      ].join("\n"),
    ],
    ["  retentionDays: 365", "  retentionDays: 730"],
  ]);
});

it("and each resource group is made once, whoever asks for it, and once in each subscription", () => {
  const made = (type: string) =>
    plan.resources
      .filter((resource) => typeOf(resource) === type)
      .map(({ id }) =>
        id
          .replace(/\/providers\/.*/, "")
          .replace(subscription, "own")
          .replace(`/subscriptions/${other}`, "other"),
      )
      .toSorted();
  expect(made("ResourceGroup")).toEqual(
    ["own/rg-access-monitoring", "own/rg-backup", "own/rg-backup-guard", "own/rg-windows", "other/rg-backup"]
      .map((id) => id.replace("/", "/resourceGroups/"))
      .toSorted(),
  );
  expect(made("Vault")).toEqual([
    "other/resourceGroups/rg-backup",
    "own/resourceGroups/rg-access-monitoring",
    "own/resourceGroups/rg-backup",
  ]);
  expect(new Set(made("MaintenanceConfiguration"))).toEqual(new Set(["own/resourceGroups/rg-windows"]));
});

it("is what Azure asks for, at the version that the SDK speaks", () => {
  const declared = plan.resources.filter(({ type, read }) => type.startsWith("azure-native:") && !read);
  const tokens = new Set(declared.map(({ type }) => type.slice("azure-native:".length)));
  // What is declared is in the table, and what is in the table is declared.
  expect([...tokens].toSorted()).toEqual(Object.keys(armRequirements).toSorted());
  const wrong = declared.flatMap(({ type, name, inputs }) => {
    const { required = [], allowed = {} } = armRequirements[type.slice("azure-native:".length)] ?? {};
    const missing = required.filter((path) => {
      const found = valuesAt(inputs, path);
      return found.length === 0 || found.some((value) => value === undefined || value === "");
    });
    const refused = Object.entries(allowed).flatMap(([path, { source, flags }]) =>
      valuesAt(inputs, path)
        .filter((value) => value !== undefined && !new RegExp(`^(?:${source})$`, flags).test(String(value)))
        .map((value) => `${path} is ${String(value)}`),
    );
    return [...missing.map((path) => `${path} is missing`), ...refused].map((what) => `${type} ${name}: ${what}`);
  });
  expect(wrong).toEqual([]);
  const spoken = Object.values(armRequirements).map(({ file }) => {
    const types = readFileSync(join(projectRoot, `node_modules/@pulumi/azure-native/${file}.d.ts`), "utf8");
    return [file, /Uses Azure REST API version ([\d-]+(?:-preview)?)\./.exec(types)?.[1] ?? ""];
  });
  expect(spoken).toEqual(Object.values(armRequirements).map(({ file, api }) => [file, api]));
});

/** Every value at a path of inputs: `a.b[].c`. */
function valuesAt(value: unknown, path: string): unknown[] {
  const [, name = "", list = "", rest = ""] = /^([^.[]+)(\[\])?\.?(.*)$/.exec(path) ?? [];
  const inner: unknown = Object(value)[name];
  const each: unknown[] = list === "" ? [inner] : Array.isArray(inner) ? inner : [];
  if (rest === "") return each;
  return each.flatMap((item) => (item === undefined ? [undefined] : valuesAt(item, rest)));
}
