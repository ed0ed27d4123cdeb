/** A tenant of any size: the same for the same seed, in the shares of larger companies, with what is planted in it. */

import { beforeAll, describe, expect, test } from "vitest";
import { loadMatrix } from "../../../src/matrix/load.ts";
import { asObject, type Entity, referencesOf } from "../../../src/tenant/entity.ts";
import { harbourToday, seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import { type ScaledTenant, scaledTenant, scaleProviders } from "../../../src/tenant/seed/scale/scale.ts";
import { type TableName, tableNames } from "../../../src/tenant/store.ts";
import { type Body, Contoso } from "../contoso.ts";

const base = seedHarbour();
const { matrix } = loadMatrix("stacks/harbour/matrix.yaml");
const providers = scaleProviders(matrix);
const users = 2000;
let scaled: ScaledTenant;
let contoso: Contoso;
let rows: ReadonlyMap<TableName, readonly Entity[]>;

beforeAll(() => {
  scaled = scaledTenant(base, { users, providers }, { clock: () => harbourToday });
  contoso = new Contoso(scaled.tenant);
  contoso.now = harbourToday;
  const byTable = Map.groupBy(scaled.tenant.rows(), ({ table }) => table);
  rows = new Map(tableNames.map((table) => [table, (byTable.get(table) ?? []).map(({ entity }) => entity)]));
});

const of = (table: TableName) => rows.get(table) ?? [];

test("it is as large as asked, in the shares of a larger company", () => {
  expect(of("users")).toHaveLength(users);
  expect(of("groups").length).toBeGreaterThan(0.19 * users);
  expect(of("groups").length).toBeLessThan(0.22 * users);
  for (const table of ["applications", "servicePrincipals"] as const) {
    expect(of(table).length).toBeGreaterThanOrEqual(0.02 * users);
    expect(of(table).length).toBeLessThan(0.02 * users + 20);
  }
  const memberships = of("groups").reduce((total, group) => total + referencesOf(group, "members").length, 0);
  expect(memberships / users).toBeGreaterThan(4);
  expect(memberships / users).toBeLessThan(8);
  const largest = Math.max(...of("groups").map((group) => referencesOf(group, "members").length));
  expect(largest).toBeGreaterThan(0.8 * users);
});

test("it is the same for the same seed, and another one for another", () => {
  const again = (seed: number) => JSON.stringify(scaledTenant(base, { users: 300, seed, providers }).tenant.rows());
  expect(again(1)).toBe(again(1));
  expect(again(1)).not.toBe(again(2));
});

test("everything in it refers to something in it, but for what belongs to another tenant", () => {
  const known = new Set([...rows.values()].flatMap((entities) => entities.map(({ id }) => id)));
  const dangling = [
    ...of("groups").flatMap((group) => [...referencesOf(group, "members"), ...referencesOf(group, "owners")]),
    ...of("administrativeUnits").flatMap((unit) => referencesOf(unit, "members")),
    ...of("applications").flatMap((application) => referencesOf(application, "owners")),
    ...of("users").flatMap((user) => (user["manager"] === undefined ? [] : [user["manager"] as Entity])),
    ...["roleAssignments", "roleEligibilitySchedules", "groupEligibilitySchedules"].flatMap((table) =>
      of(table as TableName).map((each) => ({ id: String(each["principalId"]) })),
    ),
    ...of("roleAssignments").map((each) => ({ id: String(each["roleDefinitionId"]) })),
    ...of("appRoleAssignments").flatMap((each) => [
      { id: String(each["principalId"]) },
      { id: String(each["resourceId"]) },
    ]),
  ].filter(({ id }) => !known.has(id));
  const [foreign] = scaled.oddities.find(({ kind }) => kind === "foreign-administrator")?.ids ?? [];
  expect(dangling.map(({ id }) => id)).toEqual([foreign]);
});

test("people have last sign-ins, methods, managers; guests come from partners and the matrix's providers", () => {
  const companies = new Set(of("users").map((user) => user["companyName"]));
  for (const { name } of providers) expect(companies).toContain(name);
  const guests = of("users").filter((user) => user["userType"] === "Guest");
  expect(guests.length).toBeGreaterThan(0.03 * users);
  expect(guests.every((guest) => String(guest["userPrincipalName"]).includes("#EXT#@"))).toBe(true);
  const signedIn = of("users").filter((user) => user["signInActivity"] !== undefined);
  expect(signedIn.length).toBeGreaterThan(0.9 * users);
  expect(of("userRegistrationDetails").length).toBeGreaterThan(0.9 * users);
  const days = signedIn.map((user) => String(asObject(user["signInActivity"])?.["lastSignInDateTime"]));
  expect(days.every((each) => Date.parse(each) <= Date.parse(harbourToday))).toBe(true);
  expect(of("groups").some((group) => String(group["membershipRule"]).includes("user.department"))).toBe(true);
  const nested = of("groups").filter((group) =>
    referencesOf(group, "members").some((each) => each["@odata.type"].endsWith("group")),
  );
  expect(nested.length).toBeGreaterThan(5);
});

test("no two people have the same name to sign in with, and no two rows the same id", () => {
  const names = of("users").map((user) => String(user["userPrincipalName"]).toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(scaled.tenant.rows().length).toBe([...rows.values()].reduce((total, each) => total + each.length, 0));
});

describe("what is planted", () => {
  const [tideway] = providers;
  const ids = (kind: string) => scaled.oddities.find((each) => each.kind === kind)?.ids ?? [];

  test("is listed, each once, with ids that are in the tenant and a sentence", () => {
    expect(new Set(scaled.oddities.map(({ kind }) => kind)).size).toBe(12);
    for (const { kind, ids: about, says } of scaled.oddities) {
      expect(says, kind).toMatch(/^[A-Z].*\.$/);
      if (kind === "foreign-administrator") continue;
      expect(
        [...rows.values()].some((entities) => entities.some(({ id }) => id === about[0])),
        kind,
      ).toBe(true);
    }
  });

  test("somebody of a provider gets to a role that manages roles, over groups in groups", () => {
    const [person, inner, outer, holder] = ids("shadow-admin-by-nested-group");
    expect(contoso.list(`/v1.0/groups/${outer}/transitiveMembers?$select=id`).map(({ id }) => id)).toEqual([
      inner,
      person,
    ]);
    const path = `/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '${holder}'`;
    expect(contoso.list(path)).toMatchObject([{ principalId: outer, accessId: "member" }]);
    const roles = `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${holder}'&$expand=roleDefinition`;
    expect(contoso.list(roles)).toMatchObject([{ roleDefinition: { displayName: "Privileged Role Administrator" } }]);
  });

  test("somebody who left the provider long ago holds a role", () => {
    const [person] = ids("orphan-of-provider");
    const user = contoso.ok("GET", `/v1.0/users/${person}?$select=mail,signInActivity`);
    expect(user["mail"]).toMatch(new RegExp(`@${tideway?.domains[0]}$`));
    expect(Date.parse(String((user["signInActivity"] as Body)["lastSignInDateTime"]))).toBeLessThan(
      Date.parse(harbourToday) - 365 * 86_400_000,
    );
    expect(
      contoso.list(`/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${person}'`),
    ).toHaveLength(1);
  });

  test("access outlives the contract of the matrix", () => {
    const [person] = ids("access-after-contract");
    const [schedule] = contoso.list(
      `/v1.0/roleManagement/directory/roleEligibilitySchedules?$filter=principalId eq '${person}'`,
    );
    const end = asObject(asObject(schedule?.["scheduleInfo"])?.["expiration"])?.["endDateTime"];
    expect(Date.parse(String(end))).toBeGreaterThan(Date.parse(tideway?.contractEnd ?? ""));
  });

  test("a group was made anew under its old name, another one got a new name", () => {
    const [now, before] = ids("recreated-group");
    expect(contoso.ok("GET", `/v1.0/groups/${now}`)["displayName"]).toBe(
      contoso.ok("GET", `/v1.0/directory/deletedItems/${before}`)["displayName"],
    );
    const log = contoso.list("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Update group'");
    expect(log).toMatchObject([
      { targetResources: [{ id: ids("renamed-group")[0], modifiedProperties: [{ displayName: "DisplayName" }] }] },
    ]);
  });

  test("all of Azure, and a subscription through Lighthouse, are the provider's", () => {
    const path = "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=atScope()";
    expect(contoso.list(path)).toMatchObject([
      { properties: { principalId: ids("owner-at-tenant-root")[0], scope: "/" } },
    ]);
    const [definition = ""] = ids("delegated-subscription");
    const scope = definition.slice(0, definition.indexOf("/providers/"));
    const lighthouse = `${scope}/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01`;
    expect(contoso.list(lighthouse)).toMatchObject([{ properties: { registrationDefinitionId: definition } }]);
  });

  test("without providers there is nothing of theirs, and nothing else is different", () => {
    const alone = scaledTenant(base, { users: 200, providers: [] });
    expect(alone.oddities.map(({ kind }) => kind)).toHaveLength(6);
    expect(alone.tenant.size("users")).toBe(200);
  });
});
