import { describe, expect, test } from "vitest";
import { parseFilter } from "../../src/tenant/graph/filter.ts";
import { Contoso, errorOf } from "./contoso.ts";

const person = {
  id: "0b1c2d3e-0000-4000-8000-000000000001",
  displayName: "Dana O'Brien",
  accountEnabled: true,
  mail: null,
  createdDateTime: "2026-03-01T12:00:00Z",
  otherMails: ["dana@msp.example", "d@home.example"],
  employeeOrgData: { division: "North" },
  assignedLicenses: [{ skuId: "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46" }],
  size: 7,
};

describe("$filter", () => {
  test.each([
    ["displayName eq 'Dana O''Brien'", true],
    ["displayName eq 'dana o''brien'", true],
    ["displayName ne 'Dana O''Brien'", false],
    ["startswith(displayName,'DANA')", true],
    ["endswith(displayName, 'brien')", true],
    ["contains(displayName,'x')", false],
    ["not startswith(displayName,'D')", false],
    ["not(accountEnabled eq true) or size gt 6", true],
    ["accountEnabled eq true and (size lt 7 or size le 7)", true],
    ["accountEnabled", true],
    ["mail eq null", true],
    ["mail ne null", false],
    ["missing eq null", true],
    ["displayName in ('a', 'Dana O''Brien')", true],
    ["id eq 0B1C2D3E-0000-4000-8000-000000000001", true],
    ["otherMails/any(m:m eq 'dana@msp.example')", true],
    ["otherMails/any(m:endswith(m,'@msp.example'))", true],
    ["otherMails/all(m:endswith(m,'@msp.example'))", false],
    ["otherMails/any()", true],
    ["otherMails/$count eq 2", true],
    ["assignedLicenses/any(l:l/skuId eq cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46)", true],
    ["employeeOrgData/division eq 'North'", true],
    ["createdDateTime ge 2026-03-01T13:00:00+01:00", true],
    ["createdDateTime lt 2026-03-01", false],
    ["createdDateTime gt 2026-02-28 and createdDateTime lt 2026-03-02", true],
    ["tolower(displayName) eq 'dana o''brien'", true],
    ["size eq 7 or size eq 8 and size eq 9", true],
  ])("%s → %s", (filter, expected) => {
    expect(parseFilter(filter)(person)).toBe(expected);
  });

  test.each([
    ["displayName eq", "'the end' is not expected"],
    ["displayName eq 'x", "this character is not expected"],
    ["displayName eq 'a' 'b'", "''b'' is not expected"],
    ["(size eq 7", "')' expected"],
    ["length(displayName) eq 3", "The function 'length' in $filter is not supported"],
    ["otherMails/any(m m eq 'x')", "':' expected"],
  ])("%s is refused", (filter, message) => {
    expect(() => parseFilter(filter)).toThrow(message);
  });
});

describe("lists", () => {
  const contoso = new Contoso();
  for (let number = 10; number < 35; number++)
    contoso.user(`user${number}`, { department: number % 2 ? "Odd" : "Even" });

  test("pages follow @odata.nextLink until everything was seen once", () => {
    const seen: unknown[] = [];
    let path: string | undefined = "/v1.0/users?$top=10&$select=displayName&$orderby=displayName desc";
    while (path !== undefined) {
      const page = contoso.ok("GET", path);
      seen.push(...(page["value"] as { displayName: string }[]).map((each) => each.displayName));
      const next = page["@odata.nextLink"] as string | undefined;
      path = next?.replace("https://graph.microsoft.com", "");
    }
    expect(seen).toHaveLength(25);
    expect(seen[0]).toBe("user34");
    expect(new Set(seen).size).toBe(25);
  });

  test("v1.0 shows the default properties of a user, $select others, beta all", () => {
    const id = String(contoso.list("/v1.0/users?$top=1")[0]?.["id"]);
    expect(contoso.ok("GET", `/v1.0/users/${id}`)).not.toHaveProperty("accountEnabled");
    expect(contoso.ok("GET", `/v1.0/users/${id}?$select=accountEnabled,department`)).toMatchObject({
      accountEnabled: true,
      department: "Even",
    });
    expect(contoso.ok("GET", `/beta/users/${id}`)).toHaveProperty("usageLocation", null);
  });

  test("spaces may come as + or %20, and a user is found by its name", () => {
    expect(contoso.list("/v1.0/users?$filter=department+eq+'Odd'")).toHaveLength(12);
    expect(contoso.list("/v1.0/users?$filter=department%20eq%20%27Odd%27&$count=true")).toHaveLength(12);
    expect(contoso.ok("GET", "/v1.0/users/user10@contoso.example")["displayName"]).toBe("user10");
    expect(contoso.ok("GET", "/v1.0/users('user10@contoso.example')")["displayName"]).toBe("user10");
  });

  test("counting and searching need ConsistencyLevel: eventual", () => {
    const eventual = (path: string) => contoso.tenant.handle({ method: "GET", path, eventualConsistency: true });
    expect(eventual("/v1.0/users/$count?$filter=department eq 'Odd'").body).toBe(12);
    expect(eventual("/v1.0/users?$count=true&$top=1").body).toMatchObject({ "@odata.count": 25 });
    expect(eventual('/v1.0/users?$search="displayName:ser1"').body).toMatchObject({ value: { length: 10 } });
    expect(contoso.send("GET", "/v1.0/users/$count").status).toBe(400);
    expect(contoso.send("GET", '/v1.0/users?$search="displayName:x"').status).toBe(400);
  });

  test("$expand brings relations, nested options included", () => {
    const member = contoso.user("member");
    const group = contoso.group("expanded");
    contoso.addMember(group, member);
    const [found] = contoso.list(
      "/v1.0/groups?$filter=displayName eq 'expanded'&$expand=members($select=id,mail),owners",
    );
    expect(found?.["members"]).toEqual([{ "@odata.type": "#microsoft.graph.user", id: member, mail: null }]);
    expect(found?.["owners"]).toMatchObject([{ displayName: "Demarc deployment" }]);
    expect(contoso.list(`/v1.0/groups/${group}/members/microsoft.graph.group`)).toEqual([]);
  });

  test("alternate keys", () => {
    const appId = "00000003-0000-0000-c000-000000000000";
    expect(contoso.ok("GET", `/v1.0/servicePrincipals(appId='${appId}')`)["displayName"]).toBe("Microsoft Graph");
    expect(contoso.send("GET", "/v1.0/applications(appId='00000000-0000-0000-0000-000000000000')").status).toBe(404);
  });

  test.each([
    ["GET", "/v1.0/planner/tasks", 501, "does not implement GET /v1.0/planner/tasks"],
    ["PUT", "/v1.0/users", 501, "it does for GET, POST"],
    ["GET", "/v2.0/users", 400, "Invalid version 'v2.0'"],
    ["GET", "/v1.0/users?$apply=groupby((department))", 400, "'$apply' is not supported"],
    ["GET", "/v1.0/users?$top=0", 400, "Invalid value '0' for query option '$top'"],
    ["GET", "/v1.0/users?$expand=nothing", 400, "Could not find a property named 'nothing'"],
    ["GET", "/v1.0/users?$filter=indexof(displayName,'x') eq 1", 400, "'indexof' in $filter is not supported"],
    ["GET", "/v1.0/me", 400, "delegated authentication flow"],
    ["GET", "/v1.0/policies/roleManagementPolicies", 400, "scopeId and scopeType"],
    ["GET", "/v1.0/identityGovernance/privilegedAccess/group/eligibilitySchedules", 400, "groupId or principalId"],
  ])("%s %s → %i, says why", (method, path, status, message) => {
    const answer = contoso.send(method, path);
    expect(answer.status).toBe(status);
    expect(errorOf(answer).message).toContain(message);
  });

  test("a batch answers each of its requests", () => {
    const requests = [
      { id: "1", method: "GET", url: "/users?$top=1" },
      { id: "2", method: "GET", url: "/groups/nobody" },
    ];
    const { responses } = contoso.ok("POST", "/v1.0/$batch", { requests }) as {
      responses: { id: string; status: number }[];
    };
    expect(responses.map(({ id, status }) => [id, status])).toEqual([
      ["1", 200],
      ["2", 404],
    ]);
  });
});
