import { expect, test } from "vitest";
import { Contoso, errorOf, tenantId } from "./contoso.ts";

const subscription = "/subscriptions/5d1b0a3c-8f6e-4a7c-b1de-3c2f9a6e7d10";
const version = "?api-version=2024-07-01";

test("resources are put, read in any case, listed by type and scope, and go with their group", () => {
  const contoso = new Contoso();
  const group = `${subscription}/resourceGroups/logs`;
  const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/access`;
  expect(errorOf(contoso.send("PUT", workspace + version, {})).code).toBe("ResourceGroupNotFound");
  expect(contoso.send("PUT", group + version, { location: "uksouth" }).status).toBe(201);
  expect(contoso.send("PUT", group + version, { location: "uksouth" }).status).toBe(200);
  contoso.ok("PUT", workspace + version, { location: "uksouth", properties: { retentionInDays: 90 } });
  contoso.ok("PUT", `${subscription}/providers/Microsoft.Authorization/roleAssignments/a${version}`, {
    properties: { principalId: "p" },
  });
  expect(contoso.ok("GET", workspace.replace("resourceGroups", "resourcegroups") + version)).toEqual({
    id: workspace,
    location: "uksouth",
    name: "access",
    properties: { provisioningState: "Succeeded", retentionInDays: 90 },
    type: "Microsoft.OperationalInsights/workspaces",
  });
  const listed = (path: string) => contoso.list(path + version).map((each) => each["name"]);
  expect(listed(`${subscription}/resourcegroups`)).toEqual(["logs"]);
  expect(listed(`${subscription}/providers/Microsoft.OperationalInsights/workspaces`)).toEqual(["access"]);
  expect(listed(`${subscription}/providers/Microsoft.Authorization/roleAssignments`)).toEqual(["a"]);
  expect(listed(`/subscriptions/other/providers/Microsoft.Authorization/roleAssignments`)).toEqual([]);
  expect(contoso.ok("GET", subscription + version)).toMatchObject({ state: "Enabled" });
  expect(contoso.tenant.toSnapshot().collections.armResources).toHaveLength(3);
  contoso.ok("DELETE", group + version);
  expect(errorOf(contoso.send("GET", workspace + version))).toEqual({
    code: "ResourceNotFound",
    message: `The resource '${workspace}' was not found.`,
  });
  expect(contoso.send("DELETE", group + version).status).toBe(204);
});

test("Entra's own diagnostic settings have no subscription", () => {
  const contoso = new Contoso();
  const path = "/providers/microsoft.aadiam/diagnosticSettings";
  contoso.ok("PUT", `${path}/to-workspace?api-version=2017-04-01`, { properties: { logs: [] } });
  expect(contoso.list(`${path}?api-version=2017-04-01`)).toMatchObject([{ name: "to-workspace" }]);
});

test.each([
  ["GET", `${subscription}/resourcegroups`, 400, "MissingApiVersionParameter"],
  ["GET", `${subscription}/resourcegroups${version}&$filter=tagName eq 'x'`, 400, "InvalidFilter"],
  ["POST", `${subscription}/resourceGroups/logs/exportTemplate${version}`, 501, "NotImplemented"],
  ["PATCH", `${subscription}/resourceGroups/logs${version}`, 501, "NotImplemented"],
])("%s %s is refused with %i", (method, path, status, code) => {
  const answer = new Contoso().send(method, path);
  expect(answer.status).toBe(status);
  expect(errorOf(answer).code).toBe(code);
});

test("what is locked goes when the lock has gone, and so does what it is in", () => {
  const contoso = new Contoso();
  const group = `${subscription}/resourceGroups/logs`;
  const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/access`;
  const lock = `${workspace}/providers/Microsoft.Authorization/locks/keep`;
  contoso.ok("PUT", group + version, { location: "uksouth" });
  contoso.ok("PUT", workspace + version, { location: "uksouth" });
  contoso.ok("PUT", `${group}/providers/Microsoft.Authorization/locks/none${version}`, {
    properties: { level: "NotSpecified" },
  });
  for (const level of ["CanNotDelete", "ReadOnly"]) {
    contoso.ok("PUT", lock + version, { properties: { level } });
    for (const path of [workspace, group, `${workspace}/tables/own`]) {
      expect(errorOf(contoso.send("DELETE", path + version)).code, `${level} ${path}`).toBe("ScopeLocked");
    }
    expect(contoso.send("DELETE", `${group}/providers/Microsoft.Insights/actionGroups/other${version}`).status).toBe(
      204,
    );
    contoso.ok("DELETE", lock + version);
  }
  contoso.ok("DELETE", workspace + version);
});

test("a vault is locked for ever when it is there, not as it is made", () => {
  const contoso = new Contoso();
  const group = `${subscription}/resourceGroups/backups`;
  const vault = `${group}/providers/Microsoft.RecoveryServices/vaults/files${version}`;
  const immutable = (state: string) => ({ properties: { securitySettings: { immutabilitySettings: { state } } } });
  contoso.ok("PUT", group + version, { location: "uksouth" });
  expect(errorOf(contoso.send("PUT", vault, immutable("Locked"))).message).toContain("create it as Unlocked");
  contoso.ok("PUT", vault, immutable("Unlocked"));
  contoso.ok("PUT", vault, immutable("Locked"));
});

const parent = "/providers/Microsoft.Management/managementGroups/platform";
const root = `/providers/Microsoft.Management/managementGroups/${tenantId}`;
const other = "/subscriptions/0b7c1a52-3d11-4a4e-9f55-8b0c51e2a901";

/** Root, a management group in it with one subscription, another subscription nobody has put anywhere; a role on each scope. */
function hierarchy(): Contoso {
  const contoso = new Contoso();
  const put = (path: string, body: Record<string, unknown> = {}) => contoso.ok("PUT", path + version, body);
  put(root, { properties: { displayName: "Contoso" } });
  put(parent, { properties: { displayName: "Platform", details: { parent: { id: root } } } });
  put(`${parent}${subscription}`, { properties: { displayName: "Production", parent: { id: parent } } });
  put(subscription, { displayName: "Production" });
  put(`${subscription}/resourceGroups/logs`, { location: "uksouth" });
  put(`${other}/resourceGroups/rest`, { location: "uksouth" });
  const scopes = ["/", root, parent, subscription, `${subscription}/resourceGroups/logs`, other];
  for (const [number, scope] of scopes.entries()) {
    put(`${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/a${number}`, {
      properties: { principalId: `p${number}`, scope },
    });
  }
  return contoso;
}

test.each([
  [
    "at and above, for a group in a subscription",
    `${subscription}/resourceGroups/logs`,
    "$filter=atScope()",
    [0, 1, 2, 3, 4],
  ],
  ["everything that applies to a subscription, and what is below", subscription, "", [0, 1, 2, 3, 4]],
  ["a subscription without what is below", subscription, "$filter=atScope()", [0, 1, 2, 3]],
  ["a management group", parent, "$filter=atScope()", [0, 1, 2]],
  ["the tenant root", "", "$filter=atScope()", [0]],
  ["a subscription in no management group is right under the root", other, "$filter=atScope()", [0, 1, 5]],
  ["of one principal", subscription, "$filter=principalId eq 'p2'", [2]],
  ["of one principal, not below", subscription, "$filter=atScope() and principalId eq 'p4'", []],
])("role assignments are inherited: %s", (_, scope, filter, numbers) => {
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments${version}&${filter}`;
  const found = hierarchy()
    .list(path)
    .map(({ name }) => name);
  expect(found).toEqual(numbers.map((number) => `a${number}`));
});

test("assignments of somebody are those of the groups too", () => {
  const contoso = new Contoso();
  const [user, inner, outer] = [contoso.user("u"), contoso.group("inner"), contoso.group("outer")];
  contoso.addMember(inner, user);
  contoso.addMember(outer, inner);
  const path = `${subscription}/providers/Microsoft.Authorization/roleAssignments`;
  contoso.ok("PUT", `${path}/a${version}`, { properties: { principalId: outer, scope: subscription } });
  contoso.ok("PUT", `${path}/b${version}`, { properties: { principalId: "somebody", scope: subscription } });
  expect(contoso.list(`${path}${version}&$filter=assignedTo('${user}')`).map(({ name }) => name)).toEqual(["a"]);
});

test("management groups and subscriptions are found from the top", () => {
  const contoso = hierarchy();
  const groups = "/providers/Microsoft.Management/managementGroups";
  expect(contoso.list(groups + version)).toMatchObject([
    { name: tenantId, properties: { displayName: "Contoso" } },
    { name: "platform", properties: { displayName: "Platform" } },
  ]);
  expect(contoso.list(`${root}/descendants${version}`)).toMatchObject([
    { id: parent, properties: { parent: { id: root } } },
    { id: subscription, type: "/subscriptions", properties: { displayName: "Production", parent: { id: parent } } },
  ]);
  expect(contoso.list(`${parent}/subscriptions${version}`)).toMatchObject([{ id: `${parent}${subscription}` }]);
  expect(contoso.list(`${root}/subscriptions${version}`)).toEqual([]);
  expect(contoso.ok("GET", `${root}${version}&$expand=children&$recurse=true`)).toMatchObject({
    properties: { children: [{ id: parent, children: [{ id: subscription }] }] },
  });
  const subscriptions = contoso.list(`/subscriptions${version}`);
  expect(subscriptions.map(({ id }) => id)).toEqual([subscription, other]);
  expect(subscriptions[0]).toMatchObject({ displayName: "Production", state: "Enabled", tenantId });
  expect(subscriptions[0]).not.toHaveProperty("type");
});

test("roles are listed where they can be assigned; settings are those of the scope itself", () => {
  const contoso = hierarchy();
  const definitions = "/providers/Microsoft.Authorization/roleDefinitions";
  const custom = (name: string, scope: string) =>
    contoso.ok("PUT", `${scope}${definitions}/${name}${version}`, {
      properties: { roleName: name, type: "CustomRole", assignableScopes: [scope] },
    });
  custom("here", subscription);
  custom("above", parent);
  custom("elsewhere", other);
  const names = (path: string) => contoso.list(path).map(({ name }) => name);
  expect(names(`${subscription}${definitions}${version}&$filter=type eq 'CustomRole'`)).toEqual(["here", "above"]);
  expect(names(`${subscription}${definitions}${version}&$filter=type eq 'BuiltInRole'`)).toEqual([]);
  const settings = "/providers/Microsoft.Insights/diagnosticSettings";
  contoso.ok("PUT", `${subscription}${settings}/s${version}`, { properties: {} });
  contoso.ok("PUT", `${subscription}/resourceGroups/logs${settings}/inner${version}`, { properties: {} });
  expect(names(`${subscription}${settings}${version}`)).toEqual(["s"]);
  const locks = "/providers/Microsoft.Authorization/locks";
  contoso.ok("PUT", `${subscription}${locks}/l${version}`, { properties: { level: "CanNotDelete" } });
  contoso.ok("PUT", `${subscription}/resourceGroups/logs${locks}/inner${version}`, {
    properties: { level: "ReadOnly" },
  });
  expect(names(`${subscription}${locks}${version}`)).toEqual(["l", "inner"]);
  expect(names(`${subscription}${locks}${version}&$filter=atScope()`)).toEqual(["l"]);
});

test("long lists come in pages", () => {
  const contoso = new Contoso();
  const type = "Microsoft.KeyVault/vaults";
  contoso.tenant.insert(
    Array.from({ length: 1500 }, (_, number) => ({
      table: "armResources" as const,
      entity: { id: `${subscription}/resourceGroups/g/providers/${type}/v${number}`, name: `v${number}`, type },
    })),
  );
  const first = contoso.ok("GET", `${subscription}/resources${version}&$filter=resourceType eq '${type}'`);
  expect(first["value"]).toHaveLength(1000);
  const next = String(first["nextLink"]);
  expect(next.startsWith(`https://management.azure.com${subscription}/resources?`)).toBe(true);
  const second = contoso.ok("GET", next.replace("https://management.azure.com", ""));
  expect(second["value"]).toHaveLength(500);
  expect(second).not.toHaveProperty("nextLink");
  expect(contoso.send("GET", `${subscription}/resources${version}&$skiptoken=x`).status).toBe(400);
});
