/** What a review reads besides the directory's objects, in Microsoft Graph's shapes. */

import { describe, expect, test } from "vitest";
import type { Entity } from "../../src/tenant/entity.ts";
import { pageOf } from "../../src/tenant/graph/page.ts";
import type { TableName } from "../../src/tenant/store.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { type Body, Contoso, errorOf, reference, roles } from "./contoso.ts";

function insert(contoso: Contoso, table: TableName, ...entities: readonly Entity[]): void {
  contoso.tenant.insert(entities.map((entity) => ({ table, entity })));
}

describe("pages", () => {
  test("cost the same wherever they begin", () => {
    let reads = 0;
    const length = 100_000;
    const rows = {
      length,
      at: (place: number): Entity => {
        reads++;
        return { id: String(place) };
      },
    };
    const query = { top: 10, raw: [] };
    const token = Buffer.from("store.99950").toString("base64url");
    const page = pageOf(rows, { ...query, skipToken: token }, { instance: "store" });
    expect(page.items.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, number) => String(99_950 + number)));
    expect(reads).toBe(11);
  });

  test("go on where they were, whatever is deleted or made meanwhile", () => {
    const contoso = new Contoso();
    const ids = Array.from({ length: 9 }, (_, number) => contoso.user(`user${number}`));
    const first = contoso.ok("GET", "/v1.0/users?$top=3&$select=id");
    contoso.ok("DELETE", `/v1.0/users/${ids[0]}`);
    contoso.ok("DELETE", `/v1.0/users/${ids[4]}`);
    contoso.user("later");
    const second = contoso.ok("GET", String(first["@odata.nextLink"]).replace("https://graph.microsoft.com", ""));
    expect((second["value"] as Body[]).map((each) => each["id"])).toEqual([ids[3], ids[5], ids[6]]);
  });

  test("of another tenant, or of this one before it was started anew, have expired", () => {
    const contoso = new Contoso();
    for (const name of ["a", "b"]) contoso.user(name);
    const next = String(contoso.ok("GET", "/v1.0/users?$top=1")["@odata.nextLink"]).replace(
      "https://graph.microsoft.com",
      "",
    );
    const again = new Contoso(EmbeddedTenant.fromSnapshot(contoso.tenant.toSnapshot()));
    expect(errorOf(again.send("GET", next)).code).toBe("Directory_ExpiredPageToken");
    expect(again.send("GET", "/v1.0/users?$skiptoken=x").status).toBe(400);
  });

  test("of directory objects are counted on the first one only", () => {
    const contoso = new Contoso();
    for (const name of ["a", "b", "c"]) contoso.user(name);
    const get = (path: string) =>
      contoso.tenant.handle({ method: "GET", path, eventualConsistency: true }).body as Body;
    const first = get("/v1.0/users?$top=2&$count=true");
    expect(first["@odata.count"]).toBe(3);
    const second = get(String(first["@odata.nextLink"]).replace("https://graph.microsoft.com", ""));
    expect(second).not.toHaveProperty("@odata.count");
    expect(second["value"]).toHaveLength(1);
  });

  test("follow an order, also when the list changes", () => {
    const contoso = new Contoso();
    for (const name of ["b", "d", "a", "c"]) contoso.user(name);
    const names = (path: string) => contoso.list(path).map((each) => each["displayName"]);
    expect(names("/v1.0/users?$orderby=displayName&$top=2")).toEqual(["a", "b"]);
    contoso.user("aa");
    expect(names("/v1.0/users?$orderby=displayName&$top=3")).toEqual(["a", "aa", "b"]);
  });
});

describe("users", () => {
  const contoso = new Contoso();
  const [boss, worker] = [contoso.user("boss"), contoso.user("worker")];
  contoso.ok("PUT", `/v1.0/users/${worker}/manager/$ref`, reference(boss));
  const signInActivity = { lastSignInDateTime: "2026-10-30T08:00:00Z" };
  const stored = contoso.tenant.row("users", worker) ?? { id: worker };
  insert(contoso, "users", { ...stored, signInActivity, customSecurityAttributes: { Access: { level: "two" } } });

  test("show sign-ins and attributes to who selects them, and leave them out of who has none", () => {
    expect(contoso.list("/beta/users").some((each) => "signInActivity" in each)).toBe(false);
    const [first, second] = contoso.list("/v1.0/users?$select=id,signInActivity,customSecurityAttributes");
    expect(first).toEqual({ id: boss });
    expect(second).toEqual({ id: worker, signInActivity, customSecurityAttributes: { Access: { level: "two" } } });
    expect(contoso.list("/v1.0/users?$filter=signInActivity/lastSignInDateTime le 2026-11-01T00:00:00Z")).toHaveLength(
      1,
    );
  });

  test("come in smaller pages with their sign-ins", () => {
    const other = new Contoso();
    insert(other, "users", ...Array.from({ length: 600 }, (_, number) => ({ id: `u${number}` })));
    expect(other.list("/v1.0/users?$top=999&$select=id")).toHaveLength(600);
    expect(other.list("/v1.0/users?$top=999&$select=id,signInActivity")).toHaveLength(500);
  });

  test("have managers and reports", () => {
    expect(contoso.list("/v1.0/users?$expand=manager($select=id)&$select=id")[1]).toMatchObject({
      manager: { id: boss },
    });
    expect(contoso.list(`/v1.0/users/${boss}/directReports`).map((each) => each["id"])).toEqual([worker]);
    expect(contoso.list(`/v1.0/users/${worker}/directReports`)).toEqual([]);
  });
});

test("membership is followed through groups in groups, both ways", () => {
  const contoso = new Contoso();
  const user = contoso.user("u");
  const [inner, middle, outer] = [contoso.group("inner"), contoso.group("middle"), contoso.group("outer")];
  contoso.addMember(inner, user);
  contoso.addMember(middle, inner);
  contoso.addMember(outer, middle);
  contoso.addMember(inner, outer);
  const ids = (path: string) => new Set(contoso.list(path).map((each) => each["id"]));
  expect(ids(`/v1.0/groups/${outer}/transitiveMembers`)).toEqual(new Set([middle, inner, user]));
  expect(ids(`/v1.0/groups/${outer}/transitiveMembers/microsoft.graph.user`)).toEqual(new Set([user]));
  expect(ids(`/v1.0/users/${user}/transitiveMemberOf`)).toEqual(new Set([inner, middle, outer]));
  contoso.ok("DELETE", `/v1.0/groups/${middle}/members/${inner}/$ref`);
  expect(ids(`/v1.0/groups/${outer}/transitiveMembers`)).toEqual(new Set([middle]));
});

describe("a batch", () => {
  const contoso = new Contoso();
  const send = (requests: readonly Body[]) => contoso.send("POST", "/v1.0/$batch", { requests });
  const responses = (requests: readonly Body[]) => (send(requests).body as { responses: Body[] }).responses;

  test("answers each request, and leaves those undone that depend on a failed one", () => {
    expect(
      responses([
        { id: "1", method: "GET", url: "/organization" },
        { id: "2", method: "GET", url: "/users/none" },
        { id: "3", method: "GET", url: "/organization", dependsOn: ["2"] },
        { id: "4", method: "GET", url: "/organization", dependsOn: ["1"] },
        { id: "5", method: "GET", url: "/organization", dependsOn: ["3"] },
      ]).map(({ id, status }) => [id, status]),
    ).toEqual([
      ["1", 200],
      ["2", 404],
      ["3", 424],
      ["4", 200],
      ["5", 424],
    ]);
  });

  test("passes headers on, in any case", () => {
    const [answer] = responses([
      { id: "1", method: "GET", url: "/users/$count", headers: { consistencylevel: "eventual" } },
    ]);
    expect(answer).toMatchObject({ status: 200, body: 0 });
  });

  test.each([
    ["none", []],
    ["21", Array.from({ length: 21 }, (_, id) => ({ id: String(id), method: "GET", url: "/organization" }))],
    ["two of one id", [1, 2].map(() => ({ id: "1", method: "GET", url: "/organization" }))],
  ])("of %s is refused", (_, requests) => {
    expect(send(requests).status).toBe(400);
  });
});

describe("other tenants", () => {
  const partner = "33333333-3333-4333-8333-333333333333";
  const base = "/v1.0/policies/crossTenantAccessPolicy";

  test("are trusted as Microsoft starts, until somebody changes it", () => {
    const contoso = new Contoso();
    expect(contoso.ok("GET", `${base}/default`)).toMatchObject({
      isServiceDefault: true,
      inboundTrust: { isMfaAccepted: false },
      b2bDirectConnectInbound: { usersAndGroups: { accessType: "blocked" } },
    });
    contoso.ok("PATCH", `${base}/default`, { inboundTrust: { isMfaAccepted: true } });
    expect(contoso.ok("GET", `${base}/default`)).toMatchObject({
      isServiceDefault: false,
      inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false },
    });
    expect(contoso.tenant.toSnapshot().collections.crossTenantDefault).toMatchObject([
      { id: "default", isServiceDefault: false },
    ]);
    expect(contoso.ok("GET", base)).toMatchObject({ displayName: "CrossTenantAccessPolicy" });
  });

  test("may make accounts here, which is beside the partner", () => {
    const contoso = new Contoso();
    contoso.ok("POST", `${base}/partners`, { tenantId: partner });
    const path = `${base}/partners/${partner}/identitySynchronization`;
    expect(contoso.send("GET", path).status).toBe(404);
    contoso.ok("PUT", path, { displayName: "P", userSyncInbound: { isSyncAllowed: true } });
    expect(contoso.ok("GET", path)).toMatchObject({ tenantId: partner, userSyncInbound: { isSyncAllowed: true } });
    expect(contoso.ok("GET", `${base}/partners/${partner}`)).not.toHaveProperty("identitySynchronization");
    expect(contoso.tenant.toSnapshot().collections.crossTenantPartners[0]).toHaveProperty("identitySynchronization");
    contoso.ok("DELETE", path);
    expect(contoso.send("GET", path).status).toBe(404);
  });

  test("have names that anybody may ask for", () => {
    const contoso = new Contoso();
    insert(contoso, "tenantInformation", { id: partner, tenantId: partner, displayName: "Partner" });
    const path = (id: string) => `/v1.0/tenantRelationships/findTenantInformationByTenantId(tenantId='${id}')`;
    expect(contoso.ok("GET", path(partner))).toMatchObject({ tenantId: partner, displayName: "Partner" });
    expect(contoso.send("GET", path(roles.securityReader)).status).toBe(404);
  });
});

test("a domain's identity provider, whether it is stored as a list or alone", () => {
  const contoso = new Contoso();
  const configuration = {
    id: "f",
    issuerUri: "http://sts.contoso.example",
    passiveSignInUri: "https://sts.contoso.example/",
  };
  const domain = { id: "fed.example", authenticationType: "Federated", isVerified: true };
  insert(
    contoso,
    "domains",
    { ...domain, federationConfiguration: configuration },
    { ...domain, id: "two.example", federationConfiguration: [configuration] },
  );
  for (const id of ["fed.example", "two.example"]) {
    expect(contoso.list(`/v1.0/domains/${id}/federationConfiguration`)).toEqual([configuration]);
    expect(contoso.ok("GET", `/v1.0/domains/${id}`)).not.toHaveProperty("federationConfiguration");
  }
  expect(contoso.list("/v1.0/domains/contoso.example/federationConfiguration")).toEqual([]);
});

test.each([
  ["subscribedSkus", "/v1.0/subscribedSkus", { skuPartNumber: "AAD_PREMIUM_P2" }],
  [
    "onPremisesSynchronization",
    "/v1.0/directory/onPremisesSynchronization",
    { features: { passwordSyncEnabled: true } },
  ],
  ["userRegistrationDetails", "/v1.0/reports/authenticationMethods/userRegistrationDetails", { isMfaRegistered: true }],
  ["servicePrincipalSignInActivities", "/beta/reports/servicePrincipalSignInActivities", { appId: "a" }],
  ["signIns", "/v1.0/auditLogs/signIns", { userId: "u" }],
] as const)("%s are read as they are stored, together and one by one", (table, path, properties) => {
  const contoso = new Contoso();
  insert(contoso, table, { id: "x", ...properties });
  expect(contoso.list(path)).toEqual([{ id: "x", ...properties }]);
  expect(contoso.ok("GET", `${path}/x`)).toMatchObject(properties);
});

test("the last use of applications is in beta only", () => {
  expect(new Contoso().send("GET", "/v1.0/reports/servicePrincipalSignInActivities").status).toBe(501);
});

test("the audit log has the newest first, and is filtered by category, activity and date", () => {
  const contoso = new Contoso();
  const entry = (number: number, category: string) => ({
    id: `e${number}`,
    category,
    activityDisplayName: number % 2 ? "Add user" : "Delete user",
    activityDateTime: `2026-10-0${number}T09:00:00Z`,
  });
  insert(
    contoso,
    "directoryAudits",
    entry(2, "UserManagement"),
    entry(4, "RoleManagement"),
    entry(1, "UserManagement"),
    entry(3, "UserManagement"),
  );
  const ids = (query: string) => contoso.list(`/v1.0/auditLogs/directoryAudits${query}`).map((each) => each["id"]);
  expect(ids("")).toEqual(["e4", "e3", "e2", "e1"]);
  expect(ids("?$filter=category eq 'UserManagement'")).toEqual(["e3", "e2", "e1"]);
  expect(ids("?$filter=category eq 'usermanagement' and activityDateTime ge 2026-10-02T00:00:00Z")).toEqual([
    "e3",
    "e2",
  ]);
  expect(ids("?$filter=category eq 'UserManagement' or category eq 'RoleManagement'")).toHaveLength(4);
  expect(ids("?$filter=activityDisplayName eq 'Add user'")).toEqual(["e3", "e1"]);
  expect(ids("?$orderby=activityDateTime")).toEqual(["e1", "e2", "e3", "e4"]);
});

test("an instance of a schedule is read while the schedule lasts", () => {
  const contoso = new Contoso();
  const id = contoso.assign(contoso.user("u"), roles.securityReader);
  const path = "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances";
  expect(contoso.list(`${path}?$filter=roleDefinitionId eq '${roles.securityReader}'`)).toMatchObject([{ id }]);
  expect(contoso.list(`${path}?$filter=roleDefinitionId eq '${roles.helpdeskAdministrator}'`)).toEqual([]);
  expect(contoso.ok("GET", `${path}/${id}`)).toMatchObject({ roleAssignmentScheduleId: id });
  expect(contoso.send("GET", `${path}/none`).status).toBe(404);
});
