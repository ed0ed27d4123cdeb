import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { readPlanFile } from "../../src/plan/plan-file.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { harbour } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const engineer = "10000000-0000-4000-8000-000000000001";
const identity = "10000000-0000-4000-8000-000000000002";
const subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";
const group = `${subscription}/resourceGroups/apps`;
const contributor = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c`;

function state(type: string, name: string, id: string, inputs: object, outputs: object = {}) {
  const urn = `urn:pulumi:prod::estate::${type}::${name}`;
  return { urn, type, custom: true, id, inputs, outputs: { ...inputs, ...outputs, id } };
}

const provider = state("azuread:index/user:User", "engineer", `/users/${engineer}`, {
  userPrincipalName: "engineer@tideway.example",
  displayName: "Engineer",
});
const works = state(
  "azure-native:authorization:RoleAssignment",
  "works",
  `${group}/providers/Microsoft.Authorization/roleAssignments/10000000-0000-4000-8000-000000000003`,
  { scope: group, principalId: engineer, principalType: "User", roleDefinitionId: contributor },
);
const machine = (outputs: object) =>
  state(
    "azure-native:compute:VirtualMachine",
    "build",
    `${group}/providers/Microsoft.Compute/virtualMachines/build`,
    { resourceGroupName: "apps", vmName: "build", identity: { type: "SystemAssigned" } },
    outputs,
  );
const runner = (outputs: object) =>
  state(
    "azure-native:managedidentity:UserAssignedIdentity",
    "build",
    `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/build`,
    { resourceGroupName: "apps", resourceName: "build" },
    outputs,
  );
const site = state("azure-native:web:WebApp", "site", `${group}/providers/Microsoft.Web/sites/site`, {
  resourceGroupName: "apps",
  name: "site",
  identity: {
    type: "UserAssigned",
    userAssignedIdentities: [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/build`],
  },
});
const administers = (principalObjectId: string) =>
  state(
    "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
    "administers",
    "10000000-0000-4000-8000-000000000004",
    { principalObjectId, roleId: "62e90394-69f5-4237-9190-012177145e10" },
  );

/** Edges of the ways that the gate refuses, in a deployed stack with these resources. */
function refusedWays(...resources: readonly object[]): string[][] {
  const file = join(folder.path, "stack.json");
  writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources } }));
  const plan = readPlanFile(file);
  const { findings } = judge({ matrix: harbour().matrix, plan, scope: "partial", rules, today: "2026-11-21" });
  return findings
    .filter(({ rule }) => rule === "provider-no-path-to-global-admin")
    .map(({ path = [] }) => path.map(({ edge }) => edge));
}

describe("in a deployed stack an identity is known by the id that Azure gave it", () => {
  it("of a machine", () => {
    const shown = { identity: { type: "SystemAssigned", principalId: identity } };
    const ways = refusedWays(provider, works, machine(shown), administers(identity));
    expect(ways).toHaveLength(1);
    expect(ways[0]?.at(-1)).toBe("equals-global-administrator");
  });

  it("that stands by itself, through what runs as it", () => {
    const ways = refusedWays(provider, works, runner({ principalId: identity }), site, administers(identity));
    expect(ways).toHaveLength(1);
  });

  it.each([
    ["somebody else's", machine({ identity: { type: "SystemAssigned", principalId: engineer.replace(/1$/, "9") } })],
    ["one that the state does not say", machine({})],
    ["a text that is no id", machine({ identity: { principalId: "" } })],
  ])("not %s", (_, host) => {
    expect(refusedWays(provider, works, host, administers(identity))).toEqual([]);
  });
});
