import { describe, expect, it } from "vitest";
import { globalAdministratorId } from "../../src/catalogue/entra-roles.ts";
import { unlistedEmergencyAccounts } from "../../src/review/emergency.ts";
import { goodTenant } from "../support/tenant-builder.ts";

describe("an account that looks like an emergency account", () => {
  const tenant = goodTenant();
  tenant.user("breakglass@harbourdental.onmicrosoft.com", { displayName: "Break glass" });
  tenant.role("breakglass", globalAdministratorId);
  const caught = (unreadable: typeof tenant.snapshot.unreadable) => {
    const { attribution, records } = tenant.context({ snapshot: { ...tenant.snapshot, unreadable } });
    return unlistedEmergencyAccounts(attribution, records).map(({ message }) => message);
  };

  it("is in no policy only where all policies could be read", () => {
    expect(caught([])).toEqual([expect.stringContaining("No conditional access policy applies to it.")]);
    const unread = { collection: "conditionalAccessPolicies" as const, status: 403, code: "Forbidden", message: "no" };
    expect(caught([unread])).toEqual([
      expect.stringContaining("Whether a conditional access policy applies to it is not known"),
    ]);
  });
});
