import { expect, test } from "vitest";
import { Contoso, errorOf } from "./contoso.ts";

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
