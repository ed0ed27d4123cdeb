/** What a role definition means, and what it is called. */

import { describe, expect, test } from "vitest";
import { readAzureRoles } from "../../../src/access/azure/roles.ts";
import { actAs, changeRoles, grantAccess, readVault } from "../../../src/catalogue/azure-capabilities.ts";
import { azureRoleIdByName } from "../../../src/catalogue/azure-role-actions.ts";
import type { ArmResource } from "../../../src/tenant/snapshot.ts";

const guid = "3f0c2d4e-0000-4000-8000-0000000000aa";
const definitionId = `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${guid}`;

function definition(properties?: Record<string, unknown>, more: Partial<ArmResource> = {}): ArmResource {
  const type = "Microsoft.Authorization/roleDefinitions";
  return { id: definitionId, name: guid, type, ...(properties && { properties }), ...more };
}

describe("a built-in role", () => {
  // Its tier is that of the worst it does; its own tier leaves out that it gives roles to others.
  test.each<[string, 0 | 1 | 2, 0 | 1 | 2]>([
    ["Owner", 0, 0],
    ["Role Based Access Control Administrator", 0, 1],
    ["User Access Administrator", 0, 0],
    ["Contributor", 0, 0],
    ["Reader", 1, 1],
    ["Monitoring Contributor", 2, 2],
    // Nobody publishes its actions, so beside giving roles it may do anything.
    ["Reservations Administrator", 0, 0],
    // Only its actions are known, nobody judged it.
    ["AcrImageSigner", 1, 1],
  ])("%s is of tier %i, its own tier is %i", (name, tier, ownTier) => {
    const id = azureRoleIdByName(name) ?? "";
    const { permits, ...role } = readAzureRoles([]).role(id.toUpperCase());
    expect(role).toEqual({ id, name, kind: "built-in", tier, ownTier });
  });

  test("is what Azure says, whatever a definition with its id says", () => {
    const id = azureRoleIdByName("Reader") ?? "";
    const own = definition({ roleName: "Mine", permissions: [{ actions: ["*"] }] }, { id: `/x/${id}` });
    expect(readAzureRoles([own]).role(id)).toMatchObject({ name: "Reader", kind: "built-in", tier: 1 });
  });

  test.each<[string, boolean, boolean, boolean]>([
    ["Owner", true, true, false],
    ["Key Vault Secrets User", false, false, true],
    // Its definition limits by a condition which roles it gives.
    ["Defender for Storage Scanner Operator", false, false, false],
    ["Reservations Administrator", true, true, true],
  ])("%s gives roles: %s, rewrites roles: %s, reads vaults: %s", (name, gives, rewrites, reads) => {
    const role = readAzureRoles([]).role(azureRoleIdByName(name) ?? "");
    expect([role.permits(grantAccess), role.permits(changeRoles), role.permits(readVault)]).toEqual([
      gives,
      rewrites,
      reads,
    ]);
    // Asked again, it says the same.
    expect(role.permits(grantAccess)).toBe(gives);
  });
});

describe("a definition of the tenant", () => {
  const permissions = [{ actions: ["Microsoft.Compute/virtualMachines/write"] }];
  const worst = { kind: "unknown", tier: 0, ownTier: 0 };
  test.each<[string, readonly ArmResource[], Record<string, unknown>]>([
    [
      "means what its permissions say",
      [definition({ roleName: "Patcher", permissions })],
      { name: "Patcher", kind: "custom", tier: 0, ownTier: 0, definedBy: definitionId },
    ],
    [
      "may be named by its resource alone",
      [definition({ name: "Patcher", permissions })],
      { name: "Patcher", kind: "custom", tier: 0, ownTier: 0, definedBy: definitionId },
    ],
    [
      "may have no name",
      [definition({ permissions: [{ actions: ["*/read"] }] })],
      { name: `role ${guid}`, kind: "custom", tier: 1, ownTier: 1, definedBy: definitionId },
    ],
    [
      "gives roles and does nothing else of harm",
      [definition({ permissions: [{ actions: ["Microsoft.Authorization/roleAssignments/write"] }] })],
      { name: `role ${guid}`, kind: "custom", tier: 0, ownTier: 1, definedBy: definitionId },
    ],
    [
      "in whatever case ARM writes its type",
      [definition({ roleName: "Patcher", permissions }, { type: "MICROSOFT.AUTHORIZATION/ROLEDEFINITIONS" })],
      { name: "Patcher", kind: "custom", tier: 0, ownTier: 0, definedBy: definitionId },
    ],
    [
      "may be anything while its permissions are not known",
      [definition({ roleName: "Later", permissions: [] })],
      { name: "Later", ...worst, definedBy: definitionId },
    ],
    [
      "may be anything while only its id is in sight",
      [definition()],
      { name: `role ${guid}`, ...worst, definedBy: definitionId },
    ],
    ["may be anything when it is not in sight", [], { name: `role ${guid}`, ...worst }],
    [
      "is not what something else of that name says",
      [definition({ roleName: "Lock", permissions }, { type: "Microsoft.Authorization/locks" })],
      { name: `role ${guid}`, ...worst },
    ],
  ])("%s", (_name, resources, expected) => {
    const { permits, ...role } = readAzureRoles(resources).role(definitionId.toUpperCase());
    expect(role).toEqual({ id: guid, ...expected });
  });

  test("that nobody knows permits everything", () => {
    const role = readAzureRoles([]).role(guid);
    expect([grantAccess, readVault, actAs("Microsoft.Web/sites")].map(role.permits)).toEqual([true, true, true]);
  });

  test("that has no data actions permits none", () => {
    const role = readAzureRoles([definition({ permissions: [{ actions: ["*"] }] })]).role(guid);
    expect([grantAccess, readVault].map(role.permits)).toEqual([true, false]);
  });
});

test("every role that can be told apart: those that are judged, those that are listed, the tenant's own", () => {
  const { known } = readAzureRoles([definition({ roleName: "Patcher" })]);
  const named = ["Reservations Administrator", "AcrImageSigner", "Reader"].map(azureRoleIdByName);
  expect(known).toEqual(expect.arrayContaining([...named, guid]));
  expect(new Set(known).size).toBe(known.length);
});

test("a role that is asked for twice is one", () => {
  const roles = readAzureRoles([]);
  expect(roles.role(guid)).toBe(roles.role(definitionId));
});
