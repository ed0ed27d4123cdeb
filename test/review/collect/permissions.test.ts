import { describe, expect, test } from "vitest";
import {
  heldPermissions,
  permissionReport,
  permissionsNeeded,
  requiredResourceAccess,
  tenantOf,
} from "../../../src/review/collect/permissions.ts";
import { readers } from "../../../src/review/collect/readers.ts";

const token = (claims: object) => ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "x"].join(".");
const sku = (plans: readonly string[], capabilityStatus = "Enabled") => ({
  capabilityStatus,
  servicePlans: plans.map((servicePlanName) => ({ servicePlanName })),
});
const everything = heldPermissions(token({ roles: permissionsNeeded() }));

describe("what is missing", () => {
  test("nothing with all permissions and P2", () => {
    const report = permissionReport(everything, [sku(["AAD_PREMIUM_P2"])]);
    expect(report.notForApplications.map(({ needs }) => needs)).toEqual(["OnPremDirectorySynchronization.Read.All"]);
    expect(report).toMatchObject({
      missing: [],
      licencesUnknown: false,
    });
  });

  test.each(permissionsNeeded())("without %s: what cannot be read, and what nobody sees then", (name) => {
    const held = heldPermissions(token({ roles: permissionsNeeded().filter((each) => each !== name) }));
    const { missing } = permissionReport(held, [sku(["AAD_PREMIUM_P2"])]);
    // Some are covered by another one of the list, such as User.Read.All by Directory.Read.All.
    for (const lack of missing) expect(lack).toMatchObject({ needs: name, kind: "permission" });
    for (const { reads, blind } of missing) expect([reads.length > 0, blind.length > 0]).toEqual([true, true]);
  });

  test("without any, everything", () => {
    const { missing, notForApplications } = permissionReport(heldPermissions(token({ roles: [] })), []);
    expect(missing.filter(({ kind }) => kind === "permission").map(({ needs }) => needs)).toEqual(
      expect.arrayContaining(permissionsNeeded()),
    );
    const read = new Set([...missing, ...notForApplications].flatMap(({ reads }) => reads));
    expect(readers.filter(({ collection }) => !read.has(collection))).toEqual([]);
  });

  test.each<[string, readonly string[], string, boolean]>([
    ["one that also writes", ["User.ReadWrite.All"], "User.Read.All", false],
    ["a broader one", ["Directory.Read.All"], "Application.Read.All", false],
    ["another one", ["Directory.Read.All"], "Policy.Read.All", true],
    ["one whose name begins alike", ["User.ReadBasic.All"], "User.Read.All", true],
  ])("is told with %s", (_, roles, needed, isMissing) => {
    const { missing } = permissionReport(heldPermissions(token({ roles })), []);
    expect(missing.some(({ needs }) => needs === needed)).toBe(isMissing);
  });

  test.each<[string, readonly object[] | undefined, readonly string[]]>([
    ["no licence", [], ["Microsoft Entra ID P1", "Microsoft Entra ID P2 or ID Governance"]],
    ["P1", [sku(["AAD_PREMIUM"])], ["Microsoft Entra ID P2 or ID Governance"]],
    ["P2", [sku(["EXCHANGE_S", "AAD_PREMIUM_P2"])], []],
    [
      "P2 that was suspended",
      [sku(["AAD_PREMIUM_P2"], "Suspended")],
      ["Microsoft Entra ID P1", "Microsoft Entra ID P2 or ID Governance"],
    ],
    ["licences that nobody may see", undefined, []],
  ])("with %s", (_, skus, licences) => {
    const { missing, licencesUnknown } = permissionReport(everything, skus as never);
    expect(missing.map(({ needs }) => needs)).toEqual(licences);
    expect(licencesUnknown).toBe(skus === undefined);
  });
});

test("a token says what it is good for: as an application, as a person, or not at all", () => {
  expect(heldPermissions(token({ roles: ["User.Read.All"] }))).toEqual({
    kind: "application",
    permissions: new Set(["User.Read.All"]),
  });
  expect(heldPermissions(token({ scp: "User.Read.All openid" }))?.kind).toBe("delegated");
  expect(heldPermissions(token({}))).toBeUndefined();
  expect(heldPermissions("opaque")).toBeUndefined();
  expect(tenantOf(token({ tid: "ABC" }))).toBe("abc");
});

test("what no application can be given is asked of people only", () => {
  expect(permissionsNeeded("delegated")).toContain("OnPremDirectorySynchronization.Read.All");
  expect(permissionsNeeded()).not.toContain("OnPremDirectorySynchronization.Read.All");
});

test("the list to consent to has an id for every permission, and every one of them only reads", () => {
  const { resourceAccess } = requiredResourceAccess() as { resourceAccess: { id: string; type: string }[] };
  expect(resourceAccess).toHaveLength(permissionsNeeded().length);
  expect(new Set(resourceAccess.map(({ id }) => id)).size).toBe(resourceAccess.length);
  for (const name of permissionsNeeded("delegated")) expect(name).toMatch(/\.Read\./);
});
