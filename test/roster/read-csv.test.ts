/** Rosters from tables: what consoles export, and what somebody writes by hand. */

import { describe, expect, test } from "vitest";
import { systemById } from "../../src/catalogue/systems/index.ts";
import type { NamedSystem, RosterCsv } from "../../src/catalogue/systems/system.ts";
import { readRosterCsv } from "../../src/roster/read-csv.ts";
import { rosterSchema } from "../../src/roster/roster.ts";

const source = "https://vendor.example/docs";
const csv: RosterCsv = {
  how: "Settings > Users > Export",
  columns: {
    email: ["Email Address", "Login"],
    nameParts: [["First Name"], ["Last Name"]],
    role: ["Roles"],
    enabled: ["State"],
    lastSignIn: ["Last Login"],
  },
  roleSeparator: ";",
  source,
};
const known: Pick<NamedSystem, "roles" | "roster"> = {
  roles: [{ name: "Owner", reach: "super-administrator", source }],
  roster: { csv, limits: ["API keys are not listed."] },
};

const read = (text: string, of?: typeof known) => {
  const roster = readRosterCsv(text, {
    system: "vendor",
    name: "Vendor",
    ...(of && { known: of }),
    file: "users.csv",
    sha256: "00",
    collectedAt: "2026-11-22T08:00:00.000Z",
  });
  expect(rosterSchema.safeParse(roster).error).toBeUndefined();
  return roster;
};

const dana = {
  id: "dana@tideway.example",
  kind: "person",
  name: "Dana Reyes",
  email: "dana@tideway.example",
  enabled: true,
  lastSignIn: "2026-11-18T07:41:00.000Z",
  roles: [
    { name: "Owner", reach: "super-administrator" },
    { name: "Night desk", reach: "unknown" },
  ],
};

test("what an API does not list is said to be the API's, of a table whose columns nobody has written down", () => {
  const ninjaone = systemById("ninjaone");
  if (ninjaone === undefined) throw new Error("the catalogue has lost a system");
  const { notes } = read("name,email,role\nDana,dana@tideway.example,System Administrator\n", ninjaone);
  expect(notes).toContain("Of its API: Only technicians are listed: end users see their own devices.");
});

describe("a console's export", () => {
  test.each<[string, string]>([
    [
      "as it is",
      "Email Address,First Name,Last Name,Roles,State,Last Login\ndana@tideway.example,Dana,Reyes,owner;Night desk,Active,2026-11-18 07:41\n",
    ],
    [
      "with a byte order mark, semicolons, line ends of Windows and headers in another case",
      '\uFEFFFIRST NAME;last_name;login;ROLES;state;Last login\r\nDana;Reyes;dana@tideway.example;"owner;Night desk";enabled;2026-11-18T07:41Z\r\n',
    ],
    [
      "with tabs, columns that are of no use, and a quoted line break",
      'Note\tEmail Address\tFirst Name\tLast Name\tRoles\tState\tLast Login\n"two\nlines"\tdana@tideway.example\tDana\tReyes\towner;Night desk\tTRUE\t2026-11-18 07:41:00 UTC\n',
    ],
    [
      "with a line for each role",
      "Email Address,First Name,Last Name,Roles,State,Last Login\ndana@tideway.example,Dana,Reyes,Owner,Active,2026-11-18 07:41\nDana@tideway.example,Dana,Reyes,Night desk,Active,2026-11-18 07:41\n",
    ],
  ])("%s", (_, text) => {
    const roster = read(text, known);
    expect(roster.people).toEqual([dana]);
    expect(roster).toMatchObject({
      complete: true,
      showsRoles: true,
      notes: ["API keys are not listed."],
      source: { kind: "csv", file: "users.csv", sha256: "00" },
    });
  });

  test.each<[string, string, string]>([
    [
      "has no column for accounts",
      "E-mail Adress,Roles\ndana@tideway.example,Owner\n",
      'users.csv:1: no column has the accounts: Email Address, Login; "E-mail Adress": did you mean "Email Address"?',
    ],
    [
      "has no column for roles, without which everybody would look harmless",
      "Login,Groups\ndana@tideway.example,Owner\n",
      'users.csv:1: no column has the roles: Roles; its headers are "Login", "Groups"',
    ],
    ["is empty", "", "users.csv is empty: a roster has headers and a line for each account"],
    ["has nobody", "Login,Roles\n", "users.csv has headers and nobody: who has an account is not known"],
    [
      "has a line with more fields than headers",
      "Login,Roles\ndana@tideway.example,Owner,Active\n",
      "users.csv:2: has 3 fields, and the header has 2",
    ],
    [
      "is a workbook",
      "PK\u0003\u0004",
      "users.csv is no text, but a workbook or something like it: save it as CSV (UTF-8)",
    ],
  ])("%s", (_, text, message) => {
    expect(() => read(text, known)).toThrow(message);
  });

  test.each<[string, RosterCsv["columns"], string, boolean, readonly string[]]>([
    ["shows no roles", { email: ["Login"] }, "Login\nb@x.example\na@x.example\n", false, []],
    [
      "shows nobody's role",
      { email: ["Login"], role: ["Role"] },
      "Login,Role\nb@x.example,\na@x.example,\n",
      true,
      ["roles"],
    ],
    ["names nobody", { email: ["Login"], role: ["Role"] }, "Login,Role\n,Owner\n", true, ["line 2"]],
  ])("that %s", (_, columns, text, showsRoles, unread) => {
    const roster = read(text, { roles: [], roster: { csv: { how: "Export", columns, source } } });
    expect(roster.showsRoles).toBe(showsRoles);
    expect(roster.unread.map(({ what }) => what)).toEqual(unread);
    expect(roster.people).toStrictEqual(
      unread.includes("line 2")
        ? []
        : ["a@x.example", "b@x.example"].map((id) => ({ id, kind: "person", email: id, enabled: null, roles: [] })),
    );
    expect(roster.notes).toEqual([]);
  });

  test("has its own limits where its columns are written down, and its API's where there is none", () => {
    const api = systemById("ninjaone")?.roster.api;
    const limits = ["API keys are not listed."];
    if (api === undefined) throw new Error("the catalogue has lost a system");
    const notes = (roster: NamedSystem["roster"]) =>
      read("Login,Role\na@x.example,Owner\n", { roles: [], roster }).notes;
    expect(notes({ limits, api, csv: { how: "", columns: { email: ["Login"], role: ["Role"] }, source } })).toEqual(
      limits,
    );
    expect(notes({ limits })).toEqual(limits);
    expect(notes({ limits, api })).toEqual(["Of its API: API keys are not listed."]);
  });

  test("with a line that names nobody is not whole", () => {
    const roster = read("Login,Roles\ndana@tideway.example,Owner\n,Owner\n", known);
    expect(roster.complete).toBe(false);
    expect(roster.unread).toEqual([{ what: "line 3", why: "users.csv:3 does not say whose account it is." }]);
  });

  test("with states and days that nobody understands says so, and guesses nothing", () => {
    const roster = read("Login,Roles,State,Last Login\ndana@tideway.example,Owner,Parked,03/04/2026\n", known);
    expect(roster.people).toStrictEqual([
      { id: dana.id, kind: "person", email: dana.email, enabled: null, roles: [dana.roles[0]] },
    ]);
    expect(roster.notes).toEqual([
      "API keys are not listed.",
      "Times of the last sign-in are written in a way that can be read differently; they are left out.",
      'Whether an account is enabled cannot be told from "Parked".',
    ]);
  });

  test("knows disabled accounts, and those that never signed in", () => {
    const roster = read("Login,Roles,State,Last Login\ndana@tideway.example,Owner,Suspended,Never\n", known);
    expect(roster.people[0]).toMatchObject({ enabled: false, lastSignIn: null });
  });
});

test("a list of a system that is not in the catalogue has plain headers, and roles of unknown reach", () => {
  const roster = read("Name,E-Mail,Role,Enabled,Last sign-in\nDana Reyes,dana@tideway.example,Owner,yes,2026-11-18\n");
  expect(roster.people).toEqual([
    { ...dana, lastSignIn: "2026-11-18T00:00:00.000Z", roles: [{ name: "Owner", reach: "unknown" }] },
  ]);
});
