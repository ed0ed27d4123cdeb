/** What Azure roles allow: the tables are whole, and agree with the tiers. */

import { describe, expect, test } from "vitest";
import { silenceMonitoring } from "../../src/catalogue/access-logs.ts";
import {
  actAs,
  codeHostTypes,
  generalCapabilities,
  hostWord,
  userAssignedIdentity,
  userAssignedIdentityType,
} from "../../src/catalogue/azure-capabilities.ts";
import {
  changeLocks,
  destroyBackups,
  destroyVaultedBackups,
  operateGuard,
} from "../../src/catalogue/azure-protection.ts";
import {
  azureRoleActionSources,
  azureRoleIdByName,
  builtInAzureRoles,
} from "../../src/catalogue/azure-role-actions.ts";
import { azureRoles } from "../../src/catalogue/azure-roles.ts";
import { permanentRoles } from "../../src/catalogue/lighthouse-roles.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const page = /^https:\/\/[a-z.]+\/\S+$/;
/** `*`, `Microsoft.Web/sites/*`, `Microsoft.Compute/virtualMachines/write`. */
const pattern = /^(\*|[A-Za-z0-9.]+(\/[A-Za-z0-9.*_{}-]+)+)$/;
const all = [...builtInAzureRoles().values()];
const protections = [destroyBackups, destroyVaultedBackups, operateGuard, changeLocks, silenceMonitoring];
const askedToDelete = protections.flatMap(({ actions }) => actions.map((action) => action.toLowerCase()));
const capabilities = [
  ...Object.values(generalCapabilities),
  ...codeHostTypes.map(actAs),
  userAssignedIdentity,
  ...protections,
];

describe("built-in roles", () => {
  test("there are 928, no id or name twice", () => {
    expect(all).toHaveLength(928);
    expect(new Set(all.map(({ name }) => name.toLowerCase())).size).toBe(928);
  });

  test("every row is well formed", () => {
    for (const { roleDefinitionId, name, permissions } of all) {
      expect(roleDefinitionId, name).toMatch(guid);
      expect(name).not.toBe("");
      for (const action of Object.values(permissions).flat()) expect(action, name).toMatch(pattern);
      // What reads conveys nothing that is asked for, and of what deletes only some does.
      for (const action of permissions.actions) {
        expect(action, name).not.toMatch(/\/read$/i);
        if (/\/delete$/i.test(action)) expect(askedToDelete, `${name}: ${action}`).toContain(action.toLowerCase());
      }
    }
  });

  test("what Lighthouse may give permanently has no data actions, and what has some says so", () => {
    const ofData = all.filter(({ hasDataActions }) => hasDataActions).map(({ roleDefinitionId }) => roleDefinitionId);
    expect(ofData).toHaveLength(316);
    expect(ofData.filter((id) => permanentRoles.has(id))).toEqual([]);
    const listed = all.filter(({ permissions }) => permissions.dataActions.length > 0);
    expect(listed.filter(({ hasDataActions }) => !hasDataActions)).toEqual([]);
  });

  test("every role that has a tier has its actions, but one that is only seen on reservations", () => {
    const without = [...azureRoles.values()].filter(
      ({ roleDefinitionId }) => !builtInAzureRoles().has(roleDefinitionId),
    );
    expect(without.map(({ name }) => name)).toEqual(["Reservations Administrator"]);
  });

  test("both tables call a role the same, but those that Microsoft renamed in between", () => {
    const different = all.filter(({ roleDefinitionId, name }) => {
      const judged = azureRoles.get(roleDefinitionId);
      return judged !== undefined && judged.name !== name;
    });
    expect(different.map(({ name }) => name)).toEqual([
      "Defender Agentless VM Scan",
      "Defender Containers Sensor",
      "Defender Kubernetes API Access",
      "Logic Apps Standard Contributor",
      "Logic Apps Standard Developer",
      "Logic Apps Standard Operator",
      "Logic Apps Standard Reader",
    ]);
  });

  test("a role that has all actions gives access, unless they are taken back", () => {
    const everything = all.filter(({ permissions }) => permissions.actions.includes("*"));
    expect(everything.map(({ name }) => name)).toEqual(["Contributor", "Owner"]);
    expect(builtInAzureRoles().get("b24988ac-6180-42a0-ab88-20f7382dd24c")?.permissions.notActions).toContain(
      "Microsoft.Authorization/*/Write",
    );
  });

  test("are found by name, whatever the case", () => {
    expect(azureRoleIdByName(" website CONTRIBUTOR")).toBe("de139f84-1756-47ae-9be6-808fbbe84772");
    expect(azureRoleIdByName("Azure Maps Data Reader")).toMatch(guid);
    expect(azureRoleIdByName("Our own")).toBeUndefined();
  });
});

describe("capabilities", () => {
  test("each has actions in Azure's words, and a page", () => {
    for (const { actions, dataActions, source } of capabilities) {
      expect(actions.length + dataActions.length).toBeGreaterThan(0);
      for (const action of [...actions, ...dataActions]) expect(action).toMatch(pattern);
      expect(source).toMatch(page);
    }
    expect(Object.values(azureRoleActionSources).every((source) => page.test(source))).toBe(true);
  });

  test("a type is one capability, known or not", () => {
    expect(actAs("Microsoft.Logic/workflows")).toBe(actAs("microsoft.logic/WORKFLOWS"));
    expect(actAs("Contoso.Robots/arms").actions).toEqual(["Contoso.Robots/arms/write"]);
    expect(actAs(userAssignedIdentityType)).toBe(userAssignedIdentity);
  });

  test("a type has a word, or is called by its name", () => {
    expect(
      ["Microsoft.Compute/virtualMachines", "Microsoft.KeyVault/vaults", "Contoso.Robots/arms"].map(hostWord),
    ).toEqual(["virtual machine", "key vault", "Contoso.Robots/arms"]);
  });
});
