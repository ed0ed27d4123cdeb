/** Whatever is asked of a tenant, in whatever order, it stays whole. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { asList, derivedIds } from "../../src/tenant/entity.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { Contoso, reference, roles, start } from "./contoso.ts";

type Row = Readonly<Record<string, unknown>>;

/** Everything in a snapshot that names an object which is not in it. */
function dangling({ collections }: Snapshot): string[] {
  const ids = (...tables: readonly (readonly { id: string }[])[]) => new Set(tables.flat().map(({ id }) => id));
  const { users, groups, servicePrincipals, applications, administrativeUnits, roleDefinitions } = collections;
  const objects = ids(users, groups, servicePrincipals, applications, administrativeUnits);
  const problems: string[] = [];
  const check = (what: string, id: unknown, known: ReadonlySet<string>) => {
    if (!known.has(String(id))) problems.push(`${what}: ${String(id)}`);
  };
  for (const [name, rows] of Object.entries(collections)) {
    for (const row of rows as readonly Row[]) {
      for (const relation of ["members", "owners"]) {
        for (const each of asList(row[relation])) check(`${name}.${relation}`, (each as Row)["id"], objects);
      }
      if (name === "directoryAudits") continue;
      if (row["principalId"] !== undefined) check(`${name}.principalId`, row["principalId"], objects);
      if (row["groupId"] !== undefined) check(`${name}.groupId`, row["groupId"], ids(groups));
      if (row["resourceId"] !== undefined) check(`${name}.resourceId`, row["resourceId"], ids(servicePrincipals));
      if (/^role(Assignment|Eligibility)/.test(name)) {
        check(`${name}.roleDefinitionId`, row["roleDefinitionId"], ids(roleDefinitions));
        const scope = String(row["directoryScopeId"]);
        if (scope !== "/") check(`${name}.scope`, scope.replace("/administrativeUnits/", ""), objects);
      }
    }
  }
  const scheduled = ids(collections.roleAssignmentSchedules);
  for (const { id } of collections.roleAssignments) check("roleAssignments without schedule", id, scheduled);
  return problems;
}

const pick = fc.nat({ max: 30 });
const days = fc.integer({ min: 1, max: 400 });
const operation = fc.oneof(
  fc.record({ kind: fc.constantFrom("user", "group", "roleGroup", "unit", "application" as const) }),
  fc.record({
    kind: fc.constantFrom("member", "owner", "unitMember", "drop", "delete", "assign" as const),
    a: pick,
    b: pick,
  }),
  fc.record({
    kind: fc.constantFrom("eligible", "active", "roleEligible", "roleActive", "end" as const),
    a: pick,
    b: pick,
    days,
  }),
  fc.record({ kind: fc.constant("wait" as const), days }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function perform(contoso: Contoso, made: string[], step: Operation, index: number): void {
  const object = (at: number) => made[at % Math.max(made.length, 1)] ?? "99999999-9999-4999-8999-999999999999";
  const send = (method: string, path: string, body?: Row) => contoso.send(method, `/v1.0/${path}`, body).status;
  const a = "a" in step ? object(step.a) : "";
  const b = "b" in step ? object(step.b) : "";
  const scheduleInfo = { expiration: { type: "afterDuration", duration: `P${"days" in step ? step.days : 1}D` } };
  const grant = { principalId: a, justification: "j", action: "adminAssign", scheduleInfo };
  const scope = index % 2 === 0 ? "/" : `/administrativeUnits/${b}`;
  switch (step.kind) {
    case "user":
      made.push(contoso.user(`u${index}`));
      break;
    case "group":
      made.push(contoso.group(`g${index}`));
      break;
    case "roleGroup":
      made.push(contoso.roleGroup(`r${index}`));
      break;
    case "unit":
      made.push(contoso.unit(`n${index}`));
      break;
    case "application": {
      const application = contoso.ok("POST", "/v1.0/applications", { displayName: `a${index}` });
      made.push(String(contoso.ok("POST", "/v1.0/servicePrincipals", { appId: application["appId"] })["id"]));
      break;
    }
    case "member":
      send("POST", `groups/${a}/members/$ref`, reference(b));
      break;
    case "owner":
      send("POST", `groups/${a}/owners/$ref`, reference(b));
      break;
    case "unitMember":
      send("POST", `directory/administrativeUnits/${a}/members/$ref`, reference(b));
      break;
    case "drop":
      send("DELETE", `groups/${a}/members/${b}/$ref`);
      break;
    case "delete":
      for (const path of ["users", "groups", "servicePrincipals", "directory/administrativeUnits"])
        send("DELETE", `${path}/${a}`);
      break;
    case "assign":
      send("POST", "roleManagement/directory/roleAssignments", {
        principalId: a,
        roleDefinitionId: roles.helpdeskAdministrator,
        directoryScopeId: scope,
      });
      break;
    case "eligible":
    case "active":
    case "end": {
      const path = `identityGovernance/privilegedAccess/group/${step.kind === "eligible" ? "eligibility" : "assignment"}ScheduleRequests`;
      const action = step.kind === "end" ? "adminRemove" : "adminAssign";
      send("POST", path, { ...grant, action, groupId: b, accessId: index % 3 === 0 ? "owner" : "member" });
      break;
    }
    case "roleEligible":
    case "roleActive": {
      const path = `roleManagement/directory/role${step.kind === "roleEligible" ? "Eligibility" : "Assignment"}ScheduleRequests`;
      send("POST", path, { ...grant, roleDefinitionId: roles.helpdeskAdministrator, directoryScopeId: scope });
      break;
    }
    case "wait":
      contoso.now = new Date(Date.parse(contoso.now) + step.days * 86_400_000).toISOString();
      break;
  }
}

test("no reference dangles, a snapshot makes the same tenant again, rows make the same tenant again", () => {
  fc.assert(
    fc.property(fc.array(operation, { minLength: 10, maxLength: 60 }), (steps) => {
      const contoso = new Contoso();
      const made: string[] = [];
      for (const [index, step] of steps.entries()) perform(contoso, made, step, index);
      const snapshot = contoso.tenant.toSnapshot(contoso.now);
      expect(dangling(snapshot)).toEqual([]);
      expect(EmbeddedTenant.fromSnapshot(snapshot).toSnapshot(contoso.now)).toEqual(snapshot);
      const { tenantId } = snapshot;
      expect(EmbeddedTenant.fromRows(tenantId, contoso.tenant.rows()).toSnapshot(contoso.now)).toEqual(snapshot);
    }),
    { numRuns: 60 },
  );
});

test("a request that is refused changes nothing", () => {
  const path = fc.constantFrom(
    "users",
    "groups",
    "applications",
    "servicePrincipals",
    "roleManagement/directory/roleAssignments",
    "identity/conditionalAccess/policies",
    "invitations",
  );
  const body = fc.dictionary(
    fc.constantFrom("displayName", "appId", "mailNickname", "principalId", "userPrincipalName", "members@odata.bind"),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(path, body, (target, sent) => {
      const contoso = new Contoso();
      contoso.tenant.deploymentPrincipal();
      const before = contoso.tenant.rows();
      const { status } = contoso.send("POST", `/v1.0/${target}`, sent as Row);
      if (status >= 400) expect(contoso.tenant.rows()).toEqual(before);
    }),
    { numRuns: 100 },
  );
});

test("the same requests with the same ids and times make the same snapshot", () => {
  const build = () => {
    const tenant = EmbeddedTenant.create(
      {
        tenantId: "11111111-1111-4111-8111-111111111111",
        initialDomain: "c.onmicrosoft.com",
        domains: [],
        displayName: "C",
      },
      { clock: () => start, newId: derivedIds("same") },
    );
    tenant.handle({ method: "POST", path: "/v1.0/applications", body: { displayName: "App" } });
    return tenant.toSnapshot();
  };
  expect(build()).toEqual(build());
});
