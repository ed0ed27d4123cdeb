import { describe, expect, test } from "vitest";
import {
  addressOf,
  durationHours,
  indexDirectory,
  invitedAddress,
  labelOf,
  scheduleEnd,
} from "../../src/access/directory.ts";
import { identityOf } from "../../src/access/identity.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

describe("a duration in hours", () => {
  test.each([
    ["PT8H", 8],
    ["PT30M", 0.5],
    ["PT1H30M", 1.5],
    ["PT36S", 0.01],
    ["PT36.5S", 0.01],
    ["P1D", 24],
    ["P30D", 720],
    ["PT36.25S", 0.01],
    ["P12W", 12 * 7 * 24],
    ["P10M", 310 * 24],
    ["P10Y", 3660 * 24],
    ["P1Y2M3W4DT50H60M", (366 + 62 + 21 + 4) * 24 + 51],
    ["PT0S", 0],
    ["PT10M", 1 / 6],
    ["PT7200S", 2],
  ])("%s", (duration, hours) => expect(durationHours(duration)).toBe(hours));

  test.each(["", "P", "PT", "P1DT", "8H", "PT8", "PT.5S", "xP1D", "P1Dx", "P1H", "P-1D", "1", "P1.5D", "PT1.S"])(
    "%j is none",
    (duration) => expect(durationHours(duration)).toBeNaN(),
  );
});

describe("the end of a schedule", () => {
  const startDateTime = "2026-11-01T00:00:00Z";
  const created = "2026-11-11T00:00:00Z";
  test.each<[string, Parameters<typeof scheduleEnd>[0], string | undefined]>([
    ["nothing is said", undefined, undefined],
    ["not even that", null, undefined],
    ["no expiration is said", { startDateTime }, undefined],
    [
      "it never ends, whatever else is written",
      { expiration: { type: "noExpiration", endDateTime: "2027-01-01T00:00:00Z" } },
      undefined,
    ],
    [
      "at a time",
      { startDateTime, expiration: { type: "afterDateTime", endDateTime: "2027-01-01T00:00:00Z" } },
      "2027-01-01T00:00:00Z",
    ],
    [
      "some time after its start",
      { startDateTime, expiration: { type: "afterDuration", duration: "PT36H" } },
      "2026-11-02T12:00:00.000Z",
    ],
    [
      "some time after it was made, where no start is said",
      { expiration: { type: "afterDuration", duration: "P1D" } },
      "2026-11-12T00:00:00.000Z",
    ],
    ["a duration that is none", { startDateTime, expiration: { duration: "a while" } }, undefined],
    ["no duration", { startDateTime, expiration: { type: "afterDuration" } }, undefined],
    ["a start that is no time", { startDateTime: "soon", expiration: { duration: "P1D" } }, undefined],
  ])("%s", (_name, schedule, expected) => expect(scheduleEnd(schedule, created)).toBe(expected));

  test("a duration that nothing says the start of", () => {
    expect(scheduleEnd({ expiration: { duration: "P1D" } })).toBeUndefined();
  });
});

describe("the address somebody was invited under", () => {
  test.each([
    ["dana_tideway.example#EXT#@client.onmicrosoft.com", "dana@tideway.example"],
    ["dana_m_reyes_Tideway.example#ext#@client.onmicrosoft.com", "dana_m_reyes@tideway.example"],
    ["_tideway.example#EXT#@client.onmicrosoft.com", "@tideway.example"],
    ["dana#EXT#@client.onmicrosoft.com", undefined],
    ["#EXT#@client.onmicrosoft.com", undefined],
    ["dana_reyes@client.example", undefined],
  ])("%s: %s", (name, expected) => expect(invitedAddress(name)).toBe(expected));
});

describe("the address of a user", () => {
  const userPrincipalName = "Nora@Client.example";
  const invited = "dana_tideway.example#EXT#@client.onmicrosoft.com";
  test.each<[string, Parameters<typeof addressOf>[0], string | undefined]>([
    ["a member's name", { id: "x", userPrincipalName, mail: "other@client.example" }, "nora@client.example"],
    ["a guest's mail", { id: "x", userPrincipalName: invited, mail: "Dana@Home.example" }, "dana@home.example"],
    ["what a guest's name hides", { id: "x", userPrincipalName: invited, otherMails: ["a@b"] }, "dana@tideway.example"],
    [
      "what a guest's mail hides",
      { id: "x", userPrincipalName: "1#EXT#@c", userType: "Guest", mail: invited },
      "dana@tideway.example",
    ],
    [
      "the mail of a guest whose name hides nothing",
      { id: "x", userPrincipalName, userType: "Guest", mail: "d@t.example" },
      "d@t.example",
    ],
    [
      "the first other mail of a guest",
      { id: "x", userPrincipalName, userType: "Guest", otherMails: ["One@t.example", "two@t.example"] },
      "one@t.example",
    ],
    ["the name of a guest without mail", { id: "x", userPrincipalName, userType: "Guest" }, "nora@client.example"],
    ["the mail of somebody without a name", { id: "x", mail: "Kim@t.example" }, "kim@t.example"],
    ["none", { id: "x" }, undefined],
    ["empty ones", { id: "x", userPrincipalName: "", mail: "" }, undefined],
  ])("%s", (_name, user, expected) => expect(addressOf(user)).toBe(expected));
});

describe("what an object is called, and by what both sides know it", () => {
  const tenantId = new TenantBuilder().snapshot.tenantId;
  const cases: [string, (tenant: TenantBuilder) => string, string, string, string][] = [
    [
      "a user",
      (t) => t.user("nora@client.example", { displayName: "Nora" }),
      "Nora (nora@client.example)",
      "user:nora@client.example",
      "user",
    ],
    [
      "one whose name is an address",
      (t) => t.user("nora@client.example", { displayName: "nora@home.example" }),
      "nora@client.example",
      "user:nora@client.example",
      "user",
    ],
    [
      "one without a name",
      (t) => t.user("nora@client.example"),
      "nora@client.example",
      "user:nora@client.example",
      "user",
    ],
    [
      "one without an address",
      (t) => {
        t.collections.users.push({ id: "U1", displayName: "Nora" });
        return "u1";
      },
      "Nora (U1)",
      "user:U1",
      "user",
    ],
    ["a group", (t) => t.group("Team"), 'group "Team"', "group:Team", "group"],
    ["a group without a name", (t) => t.group("g", { displayName: "" }), 'group "g"', "group:g", "group"],
    ["a unit", (t) => t.unit("Staff"), 'administrative unit "Staff"', "unit:Staff", "resource"],
    [
      "a unit without a name",
      (t) => {
        t.collections.administrativeUnits.push({ id: "unit-1" });
        return "unit-1";
      },
      'administrative unit "unit-1"',
      "unit:unit-1",
      "resource",
    ],
    [
      "a registration",
      (t) => {
        t.application("Sync", { subjects: [] });
        return "registration of Sync";
      },
      'app registration "Sync"',
      "application:Sync",
      "application",
    ],
    [
      "a registration without a name",
      (t) => {
        t.collections.applications.push({ id: "reg", appId: "client-id" });
        return "reg";
      },
      'app registration "reg"',
      "application:reg",
      "application",
    ],
    [
      "an application of one's own",
      (t) => t.application("Sync"),
      'application "Sync"',
      "servicePrincipal:Sync",
      "servicePrincipal",
    ],
    [
      "one of one's own, in another spelling of the tenant",
      (t) => t.application("Sync", { appOwnerOrganizationId: tenantId.toUpperCase() }),
      'application "Sync"',
      "servicePrincipal:Sync",
      "servicePrincipal",
    ],
    [
      "one of which nobody says whose it is",
      (t) => t.application("Sync", { appOwnerOrganizationId: null }),
      'application "Sync"',
      "servicePrincipal:Sync",
      "servicePrincipal",
    ],
    [
      "one of another tenant",
      (t) => t.application("Sync", { appOwnerOrganizationId: "other", appId: "AAAA" }),
      'application "Sync"',
      "servicePrincipal:aaaa",
      "servicePrincipal",
    ],
    [
      "one of another tenant whose client id is not known",
      (t) => t.application("Sync", { appOwnerOrganizationId: "other", appId: null }),
      'application "Sync"',
      "servicePrincipal:Sync",
      "servicePrincipal",
    ],
    [
      "an application without a name",
      (t) => t.application("s", { displayName: null, appId: "client-id" }),
      'application "client-id"',
      "servicePrincipal:s",
      "servicePrincipal",
    ],
    [
      "a managed identity",
      (t) => t.application("vm", { servicePrincipalType: "ManagedIdentity" }),
      'managed identity "vm"',
      "servicePrincipal:vm",
      "servicePrincipal",
    ],
    [
      "a user whose name shows nothing",
      (t) => t.user("kim@harbourdental.example", { displayName: " \u200b\u3164\u202e" }),
      "kim@harbourdental.example",
      "user:kim@harbourdental.example",
      "user",
    ],
    [
      "somebody of whom nobody knows, since not everybody was read",
      (t) => {
        const entry = { collection: "users", status: 403, code: "Forbidden", message: "no" };
        Object.assign(t.snapshot, { unreadable: [entry] });
        return "7C1A";
      },
      "unread principal 7C1A",
      "foreign:7c1a",
      "foreign",
    ],
    ["nothing in the tenant", () => "7C1A", "foreign principal 7C1A", "foreign:7c1a", "foreign"],
  ];
  test.each(cases)("%s", (_name, make, label, identity, type) => {
    const tenant = new TenantBuilder();
    const id = make(tenant);
    const directory = indexDirectory(tenant.snapshot);
    expect(identityOf(directory, id)).toEqual({ identity, label, type });
    const object = directory.object(id);
    if (object) expect(labelOf(object)).toBe(label);
  });
});

describe("an object", () => {
  const directoryOf = () => {
    const tenant = new TenantBuilder();
    tenant.user("Kim@client.example");
    tenant.group("Team");
    tenant.application("Sync", { appId: "AbCd", subjects: [] });
    tenant.application("Sync again", { appId: "aBcD" });
    tenant.unit("Staff", ["kim"]);
    tenant.unit("More staff", ["KIM", "Team"]);
    tenant.collections.administrativeUnits.push({ id: "Nobody" });
    return indexDirectory(tenant.snapshot);
  };

  test.each([
    ["kim", "Kim", "user"],
    ["TEAM", "Team", "group"],
    ["Sync", "Sync", "servicePrincipal"],
    ["registration OF Sync", "registration of Sync", "application"],
    ["staff", "Staff", "administrativeUnit"],
  ])("%s is found whatever the case", (asked, id, kind) => {
    const directory = directoryOf();
    expect(directory.canonical(asked)).toBe(id);
    expect(directory.object(asked)).toMatchObject({ id, kind, value: { id } });
  });

  test("that is not there has its own id and is none", () => {
    const directory = directoryOf();
    expect(directory.canonical("Nobody Else")).toBe("Nobody Else");
    expect(directory.object("Nobody Else")).toBeUndefined();
  });

  test("is in units", () => {
    const directory = directoryOf();
    const names = (id: string) => directory.unitsOf(id).map(({ displayName }) => displayName);
    expect(names("kim")).toEqual(["Staff", "More staff"]);
    expect(names("team")).toEqual(["More staff"]);
    expect(names("Sync")).toEqual([]);
  });

  test("with a client id is found by it", () => {
    const directory = directoryOf();
    expect(directory.applicationOf("ABCD")?.id).toBe("registration of Sync");
    expect(directory.applicationOf("other")).toBeUndefined();
    expect(directory.servicePrincipalsOf("ABCD").map(({ id }) => id)).toEqual(["Sync", "Sync again"]);
    expect(directory.servicePrincipalsOf("other")).toEqual([]);
  });
});

test("those without a client id go by none", () => {
  const tenant = new TenantBuilder();
  tenant.collections.applications.push({ id: "a" });
  tenant.collections.servicePrincipals.push({ id: "s" });
  const directory = indexDirectory(tenant.snapshot);
  for (const none of ["", "undefined"]) {
    expect(directory.applicationOf(none)).toBeUndefined();
    expect(directory.servicePrincipalsOf(none)).toEqual([]);
  }
});

describe("what a role's id means", () => {
  const helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
  const builtIn = { id: helpdesk, name: "Helpdesk Administrator", kind: "built-in", actions: [] };
  const roles = () => {
    const tenant = new TenantBuilder();
    tenant.collections.directoryRoles.push(
      { id: "Activated-1", displayName: "x", roleTemplateId: helpdesk.toUpperCase() },
      { id: "activated-2", displayName: "Helpdesk Administrator" },
      { id: "activated-3", displayName: "Nobody knows" },
      { id: "activated-4", displayName: "x", roleTemplateId: "TEMPLATE-1" },
    );
    tenant.collections.roleDefinitions.push(
      {
        id: "Custom-1",
        displayName: "Resetter",
        isBuiltIn: false,
        templateId: "Template-1",
        rolePermissions: [{ allowedResourceActions: ["a", "b"] }, {}, { allowedResourceActions: ["c"] }],
      },
      { id: "custom-2", rolePermissions: [] },
      { id: "custom-6", displayName: "Directory Readers", isBuiltIn: false },
      { id: "custom-5", displayName: "global administrator", isBuiltIn: false, rolePermissions: [] },
      { id: "custom-3", displayName: "Without its permissions", isBuiltIn: false },
      { id: "new-1", displayName: "Brand new Administrator", isBuiltIn: true, rolePermissions: [] },
      { id: "old-1", displayName: "Helpdesk Administrator", isBuiltIn: true, rolePermissions: [] },
    );
    return indexDirectory(tenant.snapshot);
  };
  test.each<[string, object]>([
    [helpdesk, builtIn],
    [helpdesk.toUpperCase(), builtIn],
    ["ACTIVATED-1", builtIn],
    ["activated-2", builtIn],
    ["old-1", builtIn],
    ["custom-1", { id: "Custom-1", name: "Resetter", kind: "custom", actions: ["a", "b", "c"] }],
    ["TEMPLATE-1", { id: "Custom-1", name: "Resetter", kind: "custom", actions: ["a", "b", "c"] }],
    ["activated-4", { id: "Custom-1", name: "Resetter", kind: "custom", actions: ["a", "b", "c"] }],
    ["custom-6", { id: "custom-6", name: "Directory Readers", kind: "unknown", actions: [] }],
    ["custom-5", { id: "custom-5", name: "global administrator (custom role)", kind: "custom", actions: [] }],
    ["custom-2", { id: "custom-2", name: "custom-2", kind: "custom", actions: [] }],
    ["custom-3", { id: "custom-3", name: "Without its permissions", kind: "unknown", actions: [] }],
    ["NEW-1", { id: "new-1", name: "Brand new Administrator", kind: "unknown", actions: [] }],
    ["activated-3", { id: "activated-3", name: "Nobody knows", kind: "unknown", actions: [] }],
    ["Nothing", { id: "nothing", name: "unknown role Nothing", kind: "unknown", actions: [] }],
    ["", { id: "", name: "unknown role", kind: "unknown", actions: [] }],
  ])("%s", (id, expected) => expect(roles().role(id)).toEqual(expected));
});

describe("where an assignment holds", () => {
  const directoryWide = { kind: "directory", id: "/", label: "directory" };
  const staff = { kind: "administrative-unit", id: "Staff", label: "administrative unit Practice staff" };
  const scopes = () => {
    const tenant = new TenantBuilder();
    tenant.unit("Staff", [], { displayName: "Practice staff" });
    tenant.collections.administrativeUnits.push({ id: "nameless" });
    tenant.application("Sync");
    return indexDirectory(tenant.snapshot);
  };
  test.each<[string | null | undefined, string | null | undefined, object]>([
    ["/", undefined, directoryWide],
    [null, "/", directoryWide],
    ["", "", directoryWide],
    [undefined, undefined, directoryWide],
    ["/administrativeUnits/Staff", "/", staff],
    ["/AdministrativeUnits/staff", null, staff],
    ["/staff", undefined, staff],
    [
      "/administrativeUnits/nameless",
      undefined,
      { kind: "administrative-unit", id: "nameless", label: "administrative unit nameless" },
    ],
    [
      "/administrativeUnits/gone",
      undefined,
      { kind: "administrative-unit", id: "gone", label: "administrative unit gone" },
    ],
    ["/sync", undefined, { kind: "object", id: "Sync", label: 'application "Sync"' }],
    ["/gone", undefined, { kind: "object", id: "gone", label: "object gone" }],
    [null, "/AccessPackageCatalog/c1", { kind: "object", id: "c1", label: "object c1" }],
  ])("%s %s", (directoryScopeId, appScopeId, expected) => {
    expect(scopes().scope(directoryScopeId, appScopeId)).toEqual(expected);
  });
});
