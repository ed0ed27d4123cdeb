/** What Entra refuses about members of an administrative unit with restricted management. */

import { describe, expect, test } from "vitest";
import { Contoso, errorOf, reference, roles } from "./contoso.ts";

const units = "/v1.0/directory/administrativeUnits";

function company() {
  const contoso = new Contoso();
  const [keeper, admin, executive] = ["keeper", "admin", "executive"].map((name) => contoso.user(name));
  const sensitive = contoso.ok("POST", units, { displayName: "Sensitive", isMemberManagementRestricted: true })["id"];
  const plain = contoso.ok("POST", units, { displayName: "Plain" })["id"];
  const grant = (principalId: string | undefined, role: string, directoryScopeId: string) =>
    contoso.ok("POST", "/v1.0/roleManagement/directory/roleAssignments", {
      principalId,
      roleDefinitionId: role,
      directoryScopeId,
    });
  grant(admin, roles.globalAdministrator, "/");
  grant(keeper, roles.helpdeskAdministrator, `/administrativeUnits/${sensitive}`);
  return { contoso, keeper, admin, executive, sensitive, plain, grant };
}

type Company = ReturnType<typeof company>;

const change = ({ contoso, executive }: Company, actor: string | undefined) =>
  contoso.send("PATCH", `/v1.0/users/${executive}`, { jobTitle: "CEO" }, { ...(actor && { actor }) });

describe("a member of a restricted unit", () => {
  test("may be changed by roles over the unit, and by nobody else, Global Administrators included", () => {
    const all = company();
    const { contoso, keeper, admin, executive, sensitive } = all;
    expect(change(all, admin).status).toBeLessThan(300);
    contoso.ok("POST", `${units}/${sensitive}/members/$ref`, reference(String(executive)));
    const refused = change(all, admin);
    expect(refused.status).toBe(403);
    expect(errorOf(refused).message).toBe(
      "This user is a member of a restricted management administrative unit. Management rights are limited to administrators scoped on that administrative unit.",
    );
    // Neither may an application with whatever permission.
    expect(change(all, undefined).status).toBe(403);
    expect(change(all, keeper).status).toBeLessThan(300);
    contoso.ok("DELETE", `${units}/${sensitive}/members/${executive}/$ref`);
    expect(change(all, admin).status).toBeLessThan(300);
  });

  test("is not opened by a role over another, plain unit that it is in", () => {
    const all = company();
    const { contoso, admin, executive, sensitive, plain, grant } = all;
    for (const unit of [sensitive, plain]) {
      contoso.ok("POST", `${units}/${unit}/members/$ref`, reference(String(executive)));
    }
    grant(admin, roles.helpdeskAdministrator, `/administrativeUnits/${plain}`);
    expect(change(all, admin).status).toBe(403);
  });

  test("is managed through a group that holds the role", () => {
    const all = company();
    const { contoso, admin, executive, sensitive, grant } = all;
    contoso.ok("POST", `${units}/${sensitive}/members/$ref`, reference(String(executive)));
    const team = contoso.roleGroup("keepers");
    grant(team, roles.helpdeskAdministrator, `/administrativeUnits/${sensitive}`);
    expect(change(all, admin).status).toBe(403);
    contoso.ok("POST", `/v1.0/groups/${team}/members/$ref`, reference(String(admin)));
    expect(change(all, admin).status).toBeLessThan(300);
  });

  test("may be read, found by its name, and put into groups", () => {
    const { contoso, admin, executive, sensitive } = company();
    contoso.ok("POST", `${units}/${sensitive}/members/$ref`, reference(String(executive)));
    const actor = { actor: String(admin) };
    contoso.ok("GET", `/v1.0/users/${executive}`, undefined, actor);
    const group = contoso.group("friends");
    contoso.ok("POST", `/v1.0/groups/${group}/members/$ref`, reference(String(executive)), actor);
    const byName = contoso.send("DELETE", "/v1.0/users/executive@contoso.example", undefined, actor);
    expect(byName.status).toBe(403);
  });
});

describe("a group in a restricted unit", () => {
  test("keeps its members from others", () => {
    const { contoso, keeper, admin, executive, sensitive } = company();
    const group = contoso.group("payroll");
    contoso.ok("POST", `${units}/${sensitive}/members/$ref`, reference(group));
    const add = (actor: string | undefined) =>
      contoso.send("POST", `/v1.0/groups/${group}/members/$ref`, reference(String(executive)), {
        actor: String(actor),
      });
    expect(add(admin).status).toBe(403);
    expect(add(keeper).status).toBe(204);
  });

  test("is not looked after by PIM", () => {
    const { contoso, executive, sensitive } = company();
    const group = contoso.group("payroll");
    contoso.ok("POST", `${units}/${sensitive}/members/$ref`, reference(group));
    const answer = contoso.send("POST", "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests", {
      accessId: "member",
      groupId: group,
      principalId: executive,
      action: "adminAssign",
      justification: "j",
      scheduleInfo: { startDateTime: null, expiration: { type: "afterDuration", duration: "P30D" } },
    });
    expect(errorOf(answer).message).toContain("cannot be managed with Privileged Identity Management");
  });

  test("is a security group without mail", () => {
    const { contoso, sensitive } = company();
    const unified = contoso.ok("POST", "/v1.0/groups", {
      displayName: "Everybody",
      mailNickname: "everybody",
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ["Unified"],
    })["id"];
    const answer = contoso.send("POST", `${units}/${sensitive}/members/$ref`, reference(String(unified)));
    expect(errorOf(answer).message).toContain("Only security groups without mail");
  });
});

test("the restriction is decided when a unit is made", () => {
  const { contoso, plain } = company();
  const answer = contoso.send("PATCH", `${units}/${plain}`, { isMemberManagementRestricted: true });
  expect(answer.status).toBe(400);
});
