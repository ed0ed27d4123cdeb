/** Tables as consoles and people really write them: what can be understood is, what cannot is said, and nobody looks harmless by it. */

import { describe, expect, test } from "vitest";
import type { NamedSystem } from "../../src/catalogue/systems/system.ts";
import { RosterFileError, readRosterCsv } from "../../src/roster/read-csv.ts";

const source = "https://vendor.example/docs";
const known: Pick<NamedSystem, "roles" | "roster"> = {
  roles: [
    { name: "Owner", reach: "super-administrator", source },
    { name: "Technician", reach: "operator", source },
    { name: "Reader/Writer", reach: "operator", source },
  ],
  roster: {},
};
const read = (text: string) =>
  readRosterCsv(text, {
    system: "vendor",
    name: "Vendor",
    known,
    file: "users.csv",
    sha256: "00",
    collectedAt: "2026-11-22T08:00:00.000Z",
  });

/** `address: role, role [enabled]` */
const told = (text: string) =>
  read(text).people.map(({ email, id, roles, enabled }) => {
    const state = enabled === null ? "?" : enabled ? "on" : "off";
    return `${email ?? id}: ${roles.map(({ name }) => name).join(", ")} [${state}]`;
  });

const owner = ["d@x.example: Owner [?]"];

describe("read", () => {
  test.each<[string, string, readonly string[]]>([
    ["a title above the headers", "Technicians\n\nEmail,Role\nd@x.example,Owner\n", owner],
    ["a title with another separator's header", "Exported by Vendor\nEmail;Role\nd@x.example;Owner\n", owner],
    ["empty lines and fields at the end", "Email,Role\n\n , \nd@x.example,Owner, ,\n", owner],
    ["ten titles", `${"Export\n".repeat(10)}Email,Role\nd@x.example,Owner\n`, owner],
    ["a title that has a word of the headers", "Role report\nRole\nEmail,Role\nd@x.example,Owner\n", owner],
    ["a title that is a header alone", "Email\nEmail,Role\nd@x.example,Owner\n", owner],
    ["characters that nobody sees", "Email,Role\n\u200Bd@x.example\u00AD, Owner \u200B\n", owner],
    ["an id, and no address", "ID,Role\nd7,Owner\n", ["d7: Owner [?]"]],
    ["an empty role in a list", "Email,Role\nd@x.example,Owner;;\n", owner],
    [
      "a role that is nothing but brackets",
      "Email,Role\na@x.example,[]\nd@x.example,Owner\n",
      ["a@x.example:  [?]", ...owner],
    ],
    ["the same role twice", "Email,Role,Roles\nd@x.example,Owner,owner\n", owner],
    [
      "a role of the vendor's that looks like a list",
      "Email,Role\nd@x.example,Reader/Writer\n",
      ["d@x.example: Reader/Writer [?]"],
    ],
    ["a list of the customer's own roles", "Email,Role\nd@x.example,Desk|Night\n", ["d@x.example: Desk, Night [?]"]],
    [
      "a list in several lines of which each adds one",
      "Email,Role\nd@x.example,Owner\nd@x.example,Technician\nd@x.example,owner\n",
      ["d@x.example: Owner, Technician [?]"],
    ],
    [
      "an account of which a later line has no address",
      "ID,Email,Role\n7,d@x.example,Owner\n7,,Technician\n",
      ["d@x.example: Owner, Technician [?]"],
    ],
    [
      "accounts in whatever order, in one",
      "Email,Role\nb@x.example,Owner\na@x.example,Owner\n",
      ["a@x.example: Owner [?]", "b@x.example: Owner [?]"],
    ],
    [
      "two lines of which one is unclear and one enabled as enabled",
      "Email,Role,Status\nd@x.example,Owner,yes\nd@x.example,Owner,parked\n",
      ["d@x.example: Owner [on]"],
    ],
    [
      "two lines that are both disabled as disabled",
      "Email,Role,Status\nd@x.example,Owner,no\nd@x.example,Owner,disabled\n",
      ["d@x.example: Owner [off]"],
    ],
    [
      "a column that is there twice",
      "Email,Role,Role\nd@x.example,Technician,Owner\n",
      ["d@x.example: Technician, Owner [?]"],
    ],
    ["two columns of roles", "Email,Roles,Role\nd@x.example,Owner,\n", owner],
    ["an address that is only in the second column", "Email,Username,Role\n,d@x.example,Owner\n", owner],
    [
      "two different addresses: whose it is follows from both",
      "Email,Username,Role\nit@y.example,d@x.example,Owner\n",
      ["it@y.example; d@x.example: Owner [?]"],
    ],
    ["a name to sign in with beside the address", "Email,Username,Role\nd@x.example,dana,Owner\n", owner],
    [
      "a list that nobody expected",
      'Email,Role\nd@x.example,"Technician, owner"\n',
      ["d@x.example: Technician, Owner [?]"],
    ],
    [
      "a list in brackets",
      'Email;Role\nd@x.example;"[""Owner"",""Night desk""]"\n',
      ["d@x.example: Owner, Night desk [?]"],
    ],
    [
      "a role of the customer's with a comma",
      'Email,Role\nd@x.example,"Desk, night"\n',
      ["d@x.example: Desk, night [?]"],
    ],
    [
      "words for a state in every case",
      "Email,Role,Status\na@x.example,Owner,AKTIV\nb@x.example,Owner,No\n",
      ["a@x.example: Owner [on]", "b@x.example: Owner [off]"],
    ],
    ["words with an explanation as nothing known", "Email,Role,Status\nd@x.example,Owner,Disabled (by admin)\n", owner],
    [
      "two lines of which one is disabled and one unclear as unclear",
      "Email,Role,Status\nd@x.example,Owner,parked\nd@x.example,Owner,no\n",
      owner,
    ],
    [
      "two lines of which one is enabled as enabled",
      "Email,Role,Status\nd@x.example,Owner,no\nd@x.example,Owner,yes\n",
      ["d@x.example: Owner [on]"],
    ],
  ])("%s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
    expect(read(text).unread).toEqual([]);
  });

  test("of two lines the later sign-in", () => {
    const lines = ["d@x.example,Owner,2026-10-01", "d@x.example,Technician,2026-11-01", "d@x.example,Owner,never"];
    for (const order of [lines, lines.toReversed()]) {
      const text = `Email,Role,Last login\n${order.join("\n")}\n`;
      expect(read(text).people[0]?.lastSignIn).toBe("2026-11-01T00:00:00.000Z");
    }
  });
});

test.each([
  ["a console's own words", "Technician,Email ID,Security level,Account status,Last login time"],
  ["a person's name in two", "First name,Surname,Login name,User role,Is enabled,Last logged in"],
])("%s are understood", (_, header) => {
  const name = header.startsWith("First") ? "Dana,Reyes" : "Dana Reyes";
  const [person] = read(`${header}\n${name},d@x.example,Owner,yes,2026-11-18\n`).people;
  expect(person).toEqual({
    id: "d@x.example",
    kind: "person",
    name: "Dana Reyes",
    email: "d@x.example",
    enabled: true,
    lastSignIn: "2026-11-18T00:00:00.000Z",
    roles: [{ name: "Owner", reach: "super-administrator" }],
  });
});

test("a column of who is disabled is none of who is enabled", () => {
  expect(read("Email,Role,Disabled\nd@x.example,Owner,yes\n").people[0]?.enabled).toBeNull();
});

describe("not whole", () => {
  test.each<[string, string, string]>([
    ["a line that is cut off", "Email,Role\na@x.example,Owner\nd@x.exam", "users.csv:3 ends before its role."],
    ["a line of totals", "Email,Name,Role\na@x.example,A,Owner\nTotal: 1\n", "users.csv:3 ends before its role."],
    [
      "a line of totals with all its fields",
      "Email,Name,Role\na@x.example,A,Owner\n,Total,1\n",
      "users.csv:3 does not say whose account it is.",
    ],
    [
      "nobody with a role",
      "Email,Role\na@x.example,\nb@x.example,\n",
      "Nobody has any role: where roles are written was not found, or the export leaves them out.",
    ],
    [
      "a line that is cut off between two columns of roles",
      "Email,Role,Roles\na@x.example,Owner,\nd@x.example,Owner",
      "users.csv:3 ends before its role.",
    ],
    [
      "one account with two addresses",
      "ID,Email,Role\n7,a@x.example,Owner\n7,b@x.example,\n",
      "users.csv:3 has another address for the account 7 than a line before.",
    ],
  ])("%s", (_, text, why) => {
    const roster = read(text);
    expect(roster.complete).toBe(false);
    expect(roster.unread.map((each) => each.why)).toEqual([why]);
  });
});

test.each<[string, string, string]>([
  [
    "a quote that swallows a line",
    'Name,Email,Role\n"Ann,a@x.example\n"Bea",b@x.example,Owner\n',
    "users.csv:3: a quoted field goes on after its closing quote",
  ],
  [
    "a quote that does not end",
    'Name,Email,Role\n"Ann,a@x.example,Owner\n',
    "users.csv:2: a quoted field does not end",
  ],
  [
    "more fields than headers",
    "Email,Role\na@x.example,Owner,Owner\n",
    "users.csv:2: has 3 fields, and the header has 2",
  ],
  ["UTF-16 without a mark", "E\u0000m\u0000", "is no text"],
  [
    "headers below eleven lines of titles",
    `${"Export\n".repeat(11)}Email,Role\na@x.example,Owner\n`,
    "users.csv:1: no column has the accounts: email,",
  ],
])("refused: %s", (_, text, message) => {
  expect(() => read(text)).toThrow(RosterFileError);
  expect(() => read(text)).toThrow(message);
});

test("many lines take no longer than they are many", () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `u${index}@x.example,Owner`);
  expect(read(`Email,Role\n${lines.join("\n")}\n`).people).toHaveLength(20_000);
});
