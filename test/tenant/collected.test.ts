/**
 * A tenant made from a snapshot that Microsoft Graph gave, where schedules have ids of their own and parts may be
 * missing.
 */

import { expect, test } from "vitest";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { Contoso, roles, start, tenantId } from "./contoso.ts";

const person = "aaaaaaaa-0000-4000-8000-000000000001";
const grant = { principalId: person, roleDefinitionId: roles.securityReader, directoryScopeId: "/" };
const strength = {
  id: "bbbbbbbb-0000-4000-8000-000000000001",
  displayName: "Keys",
  allowedCombinations: ["fido2" as const],
};

function collected() {
  const snapshot = emptySnapshot(tenantId, "microsoft-graph", start);
  Object.assign(snapshot.collections, {
    domains: [{ id: "contoso.onmicrosoft.com", isInitial: true, isVerified: true }],
    users: [{ id: person, displayName: "Person", userPrincipalName: "person@contoso.onmicrosoft.com" }],
    roleAssignments: [{ id: "lAPpYvVpN0KRkAEhdxReEJC2sEqbR-1", ...grant }],
    roleAssignmentSchedules: [
      {
        id: "cccccccc-0000-4000-8000-000000000001",
        ...grant,
        assignmentType: "Activated",
        scheduleInfo: {
          startDateTime: start,
          expiration: { type: "afterDateTime", endDateTime: "2026-11-01T17:00:00Z" },
        },
      },
    ],
    conditionalAccessPolicies: [
      {
        id: "p",
        displayName: "P",
        state: "enabled",
        conditions: {},
        grantControls: { operator: "OR", authenticationStrength: strength },
      },
    ],
  });
  return snapshot;
}

test("an activated role does not become a standing one, and ends with its schedule", () => {
  const tenant = EmbeddedTenant.fromSnapshot(collected());
  const count = (now: string) => {
    const { roleAssignments, roleAssignmentSchedules } = tenant.toSnapshot(now).collections;
    return [roleAssignments.length, roleAssignmentSchedules.length];
  };
  expect(count(start)).toEqual([1, 1]);
  expect(count("2026-11-01T17:00:00Z")).toEqual([0, 0]);
});

test("deleting an assignment ends its schedule too", () => {
  const contoso = new Contoso(EmbeddedTenant.fromSnapshot(collected(), { clock: () => start }));
  contoso.ok("DELETE", "/v1.0/roleManagement/directory/roleAssignments/lAPpYvVpN0KRkAEhdxReEJC2sEqbR-1");
  expect(contoso.tenant.toSnapshot(start).collections.roleAssignmentSchedules).toEqual([]);
});

test("an assignment without a schedule is taken for permanent", () => {
  const snapshot = collected();
  snapshot.collections.roleAssignmentSchedules = [];
  const [schedule] = EmbeddedTenant.fromSnapshot(snapshot).toSnapshot(start).collections.roleAssignmentSchedules;
  expect(schedule).toMatchObject({
    assignmentType: "Assigned",
    scheduleInfo: { expiration: { type: "noExpiration" } },
  });
});

test("a strength that only the policy describes is not lost; what could not be read stays unread", () => {
  const unreadable = [
    {
      collection: "authenticationStrengthPolicies" as const,
      status: 403,
      code: "Authorization_RequestDenied",
      message: "no",
    },
  ];
  const again = EmbeddedTenant.fromSnapshot({ ...collected(), unreadable }).toSnapshot(start);
  expect(again.collections.conditionalAccessPolicies[0]?.grantControls?.authenticationStrength).toEqual(strength);
  expect(again.unreadable).toEqual(unreadable);
});
