/** What a review says of the past needs the log: who gave what, who activated, what was called otherwise. */

import { describe, expect, test } from "vitest";
import { graphClient } from "../../../src/review/collect/client.ts";
import { auditsBefore } from "../../../src/review/collect/collect.ts";
import { collectSnapshot } from "../../../src/review/collect/collect-snapshot.ts";
import { seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import { EmbeddedTenant } from "../../../src/tenant/tenant.ts";
import { tenantFetch } from "../../../src/tenant/tenant-fetch.ts";

const now = "2026-11-21T10:00:00Z";
const group = "90000000-0000-4000-8000-000000000077";
const plain = "90000000-0000-4000-8000-000000000078";

function entry(
  name: string,
  category: string,
  activityDisplayName: string,
  options: { readonly on?: string; readonly of?: string; readonly changed?: string } = {},
) {
  const { on = "2026-11-01T00:00:00Z", of = "a0000000-0000-4000-8000-000000000001", changed } = options;
  return {
    id: name,
    category,
    activityDisplayName,
    activityDateTime: on,
    result: "success" as const,
    targetResources: [
      {
        id: of,
        ...(changed !== undefined && {
          modifiedProperties: [{ displayName: changed, oldValue: '["A"]', newValue: '["B"]' }],
        }),
      },
    ],
  };
}

async function collected(auditsFrom?: string): Promise<string[]> {
  const seed = seedHarbour();
  seed.collections.groups.push(
    { id: group, displayName: "Holders", securityEnabled: true, isAssignableToRole: true },
    { id: plain, displayName: "Lunch", securityEnabled: true },
  );
  seed.collections.directoryAudits.splice(
    0,
    Number.POSITIVE_INFINITY,
    entry("role-long-ago", "RoleManagement", "Add member to role", { on: "2024-01-01T00:00:00Z" }),
    entry("consent", "ApplicationManagement", "Consent to application"),
    entry("consent-long-ago", "ApplicationManagement", "Consent to application", { on: "2026-02-01T00:00:00Z" }),
    entry("unit", "AdministrativeUnit", "Add member to administrative unit"),
    entry("policy", "Policy", "Update conditional access policy", { changed: "displayName" }),
    entry("invited", "UserManagement", "Invite external user"),
    entry("renamed", "UserManagement", "Update user", { changed: "userPrincipalName" }),
    entry("moved", "UserManagement", "Update user", { changed: "Department" }),
    entry("password", "UserManagement", "Change user password"),
    entry("joined", "GroupManagement", "Add member to group", { of: group }),
    entry("lunch", "GroupManagement", "Add member to group", { of: plain }),
  );
  const tenant = EmbeddedTenant.fromSnapshot(seed);
  const client = graphClient({
    baseUrl: "https://graph.microsoft.com",
    token: async () => "t",
    fetch: tenantFetch(tenant),
  });
  const { tenantId } = tenant.facts;
  const { collections } = await collectSnapshot(client, {
    tenantId,
    source: "embedded",
    now,
    ...(auditsFrom !== undefined && { auditsFrom }),
  });
  return collections.directoryAudits.map(({ id }) => id);
}

describe("the audit log", () => {
  test("is read as far as a review reads it: every kind of grant and new name, and nobody's other business", async () => {
    expect((await collected()).toSorted()).toEqual([
      "consent",
      "invited",
      "joined",
      "policy",
      "renamed",
      "role-long-ago",
      "unit",
    ]);
  });

  test("is read from where the review before ended", async () => {
    expect(await collected("2026-01-01T00:00:00Z")).toContain("consent-long-ago");
    expect(await collected("2026-11-02T00:00:00Z")).not.toContain("consent");
  });

  test("goes back a quarter, to the beginning of a day", () => {
    expect(auditsBefore("2026-11-21T10:00:00Z")).toBe("2026-08-23T00:00:00Z");
  });
});
