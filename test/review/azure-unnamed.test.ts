/** Azure in a snapshot, of a matrix that names no subscription: nothing is declared there, and what is held there is judged all the same. */

import { expect, it } from "vitest";
import { declaredTenant } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { reviewTenant } from "../../src/review/review.ts";
import type { Review } from "../../src/review/schema.ts";
import { planOf } from "../support/plans.ts";
import { harbourWorld, TenantBuilder, today } from "../support/tenant-builder.ts";

const subscription = "/subscriptions/8dd3f501-4a24-5b43-aa53-295f5af425be";
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

it("an owner of a provider is critical, one of the company's own is none of the review's business", () => {
  const { matrix } = harbourWorld;
  expect(matrix.azure).toBeUndefined();
  const tenant = new TenantBuilder();
  tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
  tenant.user("nora@harbourdental.example");
  for (const [number, { id }] of tenant.collections.users.entries()) {
    const name = `aaaaaaaa-0000-4000-8000-00000000000${number}`;
    const type = "Microsoft.Authorization/roleAssignments";
    tenant.collections.armResources.push({
      id: `${subscription}/providers/${type}/${name}`,
      name,
      type,
      properties: {
        principalId: id,
        scope: subscription,
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${owner}`,
      },
    });
  }
  const inAzure = azureDifferences(tenant);
  expect(
    inAzure.map(({ severity, title, rules: refused }) => [severity, title, refused.map(({ rule }) => rule)]),
  ).toEqual([
    [
      "critical",
      `Dana Reyes holds the Azure role Owner at ${subscription}, and the matrix does not say so.`,
      ["provider-azure-no-owner"],
    ],
  ]);
});

it("a delegation of which the snapshot holds nothing is told as that", () => {
  const tenant = new TenantBuilder();
  const type = "Microsoft.ManagedServices/registrationAssignments";
  tenant.collections.armResources.push({
    id: `${subscription}/providers/${type}/x`,
    name: "x",
    type,
    properties: { scope: "", registrationDefinition: { properties: { authorizations: [{}] } } },
  });
  const [difference] = azureDifferences(tenant);
  expect(difference?.severity).toBe("critical");
  expect(difference?.title).toBe(
    `foreign principal (not in the snapshot) holds the Azure role (not in the snapshot) at ${subscription}, and the matrix does not say so.`,
  );
  expect(JSON.stringify(difference)).not.toMatch(/role {2}|role role|at ["\s]/);
});

function azureDifferences(tenant: TenantBuilder): Review["differences"] {
  const { matrix, entitlements } = harbourWorld;
  const plan = planOf([]);
  const review = reviewTenant({
    matrix,
    entitlements,
    stack: "harbour",
    plan,
    declared: declaredTenant({ matrix, plan }),
    actual: tenant.snapshot,
    rules,
    today,
    versions: {},
  });
  return review.differences.filter(({ access }) => access.kind === "azure-role");
}
