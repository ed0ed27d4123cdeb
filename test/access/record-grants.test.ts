import { describe, expect, test } from "vitest";
import { accessRecords } from "../../src/access/records.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const since = "2026-11-02T00:00:00Z";
const reader = "5d6b6bb7-de71-4623-b4af-96380a352509";

/** The directory roles that somebody of the provider holds. */
const rolesIn = (tenant: TenantBuilder) =>
  accessRecords(tenant.snapshot, tenant.attribution()).filter(({ kind }) => kind === "directory-role");

function tenantWithKim(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.guest("kim@tideway.example", "Kim");
  return tenant;
}

describe("who granted it and when", () => {
  type Audit = TenantBuilder["collections"]["directoryAudits"][number];
  const by = (userPrincipalName: string) => ({ user: { userPrincipalName } });
  const audit: Audit = {
    ...{ id: "a", activityDisplayName: "Add eligible member to role", activityDateTime: "2025-05-05T05:05:05Z" },
    initiatedBy: by("joel@harbourdental.example"),
    targetResources: [{ id: "KIM", displayName: "Kim" }, { displayName: "Security Reader" }],
  };
  const { initiatedBy: _, ...unsigned } = audit;
  const when = "2025-05-05T05:05:05Z";
  const joel = "joel@harbourdental.example";
  test.each<[string, Audit[], object]>([
    ["the log says it by the names of the targets", [audit], { since: when, grantedBy: joel }],
    [
      "by their changed properties",
      [
        {
          ...audit,
          targetResources: [{ id: "kim", modifiedProperties: [{ newValue: null }, { newValue: '"Security Reader"' }] }],
        },
      ],
      { since: when, grantedBy: joel },
    ],
    [
      "by an application",
      [{ ...audit, initiatedBy: { app: { displayName: "Governance" } } }],
      { since: when, grantedBy: "Governance" },
    ],
    ["by nobody that has a name", [{ ...audit, initiatedBy: {} }], { since: when }],
    ["by nobody that is said", [unsigned], { since: when }],
    [
      "the last entry counts",
      [audit, { ...audit, initiatedBy: by("nora@harbourdental.example") }],
      { grantedBy: "nora@harbourdental.example" },
    ],
    ["a removal says nothing", [{ ...audit, activityDisplayName: "Remove member: add it again" }], {}],
    ["an activity without a name says nothing", [{ ...audit, activityDisplayName: "" }], {}],
    ["one without a time says nothing", [{ ...audit, activityDateTime: "" }], {}],
    ["one without targets says nothing", [{ ...audit, targetResources: null }], {}],
    [
      "one of another role says nothing",
      [{ ...audit, targetResources: [{ id: "kim" }, { displayName: "Reader" }] }],
      {},
    ],
    ["one of nobody says nothing", [{ ...audit, targetResources: [{ displayName: "Security Reader" }] }], {}],
  ])("%s", (_name, audits, expected) => {
    const tenant = tenantWithKim();
    tenant.role("kim", "Security Reader");
    tenant.collections.directoryAudits.push(...audits);
    const [record] = rolesIn(tenant);
    const { since: from, grantedBy } = record ?? {};
    expect({ ...(from && { since: from }), ...(grantedBy && { grantedBy }) }).toMatchObject(expected);
    if (Object.keys(expected).length === 0) {
      expect(Object.keys(record ?? {})).toEqual(expect.not.arrayContaining(["since", "grantedBy"]));
    }
  });

  test("what an access says of its own time comes first", () => {
    const tenant = tenantWithKim();
    tenant.collections.roleEligibilitySchedules.push({
      ...{ id: "e", principalId: "kim", roleDefinitionId: reader, createdDateTime: since },
    });
    tenant.collections.directoryAudits.push(audit);
    expect(rolesIn(tenant)).toMatchObject([{ since, grantedBy: joel }]);
  });
});
