/** The emergency accounts as rules see them. */

import { describe, expect, test } from "vitest";
import { emergencyAccounts, emergencyGroups, emergencyPrincipal } from "../../policies/emergency.ts";
import type { RuleContext } from "../../policies/rule.ts";
import { globalAdministratorId } from "../../src/catalogue/entra-roles.ts";
import { lookup } from "../support/plans.ts";
import { emergencyGroup, goodTenant, harbourWorld, TenantBuilder } from "../support/tenant-builder.ts";

const [first, second] = harbourWorld.entitlements.emergency.accounts;

describe("emergency accounts", () => {
  test("are shown as far as they are there", () => {
    const tenant = goodTenant();
    tenant.collections.users = tenant.collections.users.filter(({ id }) => id !== "emergency-2");
    const [user] = tenant.collections.users.filter(({ id }) => id === "emergency-1");
    expect(emergencyAccounts(tenant.context())).toEqual([
      { account: first, user, assumed: false },
      { account: second, assumed: false },
    ]);
  });

  test("are shown with the resource that declares them, or as found by a lookup", () => {
    const tenant = goodTenant();
    const urn = tenant.declare("emergency-1", "first");
    tenant.assumed.set("emergency-2", lookup("getUser", { userPrincipalName: second?.userPrincipalName }));
    const shown = emergencyAccounts(tenant.programContext());
    expect(shown.map(({ declaredBy, assumed }) => [declaredBy, assumed])).toEqual([
      [urn, false],
      [undefined, true],
    ]);
  });

  test("have their group", () => {
    expect(emergencyGroups(goodTenant().context())).toEqual([emergencyGroup]);
  });
});

describe("to conditional access an emergency account", () => {
  const principals = (context: RuleContext) =>
    emergencyAccounts(context).map((account) => emergencyPrincipal(account, context));
  const roles = [globalAdministratorId];

  test("is in its groups", () => {
    expect(principals(goodTenant().context())).toEqual(
      [1, 2].map((number) => ({
        label: `Emergency access ${number} (emergency-${number}@harbourdental.onmicrosoft.com)`,
        ids: [`emergency-${number}`],
        groups: [emergencyGroup],
        roles,
      })),
    );
  });

  test("is in the one that the matrix names, where nothing shows who is in it", () => {
    const tenant = new TenantBuilder();
    tenant.group(emergencyGroup);
    const unseen = { label: first?.userPrincipalName, ids: [], roles };
    expect(principals(tenant.programContext())[0]).toEqual({ ...unseen, groups: [emergencyGroup] });
    expect(principals(tenant.context())[0]).toEqual({ ...unseen, groups: [] });
  });
});
