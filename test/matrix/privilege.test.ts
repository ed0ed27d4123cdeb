/** What a matrix says of trust and of the internal side's own privilege: what is refused, and what smells. */

import { describe, expect, test } from "vitest";
import { lintMatrix } from "../../src/matrix/lint.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import { MatrixError } from "../../src/matrix/problem.ts";
import { edited, harbourFile, harbourWith } from "../support/matrices.ts";

type Replacement = readonly [string, string];

const tideway = "    accounts: guests\n    networks: [203.0.113.0/26]";
const trust = (value: string): Replacement => [tideway, `${tideway}\n    trust: ${value}`];
const everywhere: Replacement = [tideway, "    accounts: guests"];
const section = (text: string): Replacement => ["\nincidentDecisions:", `\n${text}\nincidentDecisions:`];

const names = ["guest-sign-in-trust", "guests-cannot-sign-in", "guests-without-device"];
const privilege = ["activation-without-approval", "accounts-out-of-reach"];

function smells(...replacements: readonly Replacement[]): string[] {
  return lintMatrix(harbourWith(...replacements), "2026-11-21")
    .filter(({ smell, path }) => (names.includes(smell) && path.includes("tideway")) || privilege.includes(smell))
    .map(({ severity, smell }) => `${severity} ${smell}`);
}

describe("networks without the demand for a compliant device", () => {
  const found = (networks: string) =>
    lintMatrix(harbourWith([tideway, `    accounts: guests\n    networks: ${networks}`]), "2026-11-21")
      .filter(({ smell }) => smell.startsWith("network-"))
      .map(({ smell, path, severity }) => [smell, path.split(".").at(-1), severity].join(" "));

  test.each([
    ["[198.51.100.0/24, 203.0.113.7/32, 172.15.255.0/24, 172.32.0.0/16, 192.0.2.0/16]", []],
    ["['2001:db8:40::/48', '2a01:4f8::/32']", []],
    ["[198.51.100.0/24, 10.1.0.0/16]", ["network-not-public 1 warning"]],
    [
      "[192.168.1.0/24, 172.31.0.0/16, 100.64.0.0/24, 127.0.0.1/32]",
      [0, 1, 2, 3].map((at) => `network-not-public ${at} warning`),
    ],
    ["['fd12:3456::/48', 'fe80::/64']", ["network-not-public 0 warning", "network-not-public 1 warning"]],
    ["[0.0.0.0/0]", ["network-too-wide 0 warning"]],
    ["[0.0.0.0/1, 128.0.0.0/1, '::/0', 203.0.0.0/15]", [0, 1, 2, 3].map((at) => `network-too-wide ${at} warning`)],
  ])("%s", (networks, expected) => {
    expect(found(networks)).toEqual(expected);
  });
});

describe("guests who can never satisfy the declared policies", () => {
  test.each<[string, readonly Replacement[], readonly string[]]>([
    ["nothing is said", [], ["note guest-sign-in-trust"]],
    ["everything is trusted", [trust("{ mfa: true, compliantDevice: true }")], []],
    ["nothing is trusted", [trust("{}")], ["warning guests-cannot-sign-in", "note guests-without-device"]],
    ["only the methods", [trust("{ mfa: true }")], ["note guests-without-device"]],
    [
      "only the methods, and there is no network without the demand",
      [everywhere, ["    accounts: guests", "    accounts: guests\n    trust: { mfa: true }"]],
      ["warning guests-without-device"],
    ],
    ["only the devices", [trust("{ compliantDevice: true }")], ["warning guests-cannot-sign-in"]],
    ["local accounts have methods and devices here", [[tideway, tideway.replace("guests", "local-accounts")]], []],
  ])("%s", (_, replacements, expected) => {
    expect(smells(...replacements)).toEqual(expected);
  });
});

test("roles that people activate alone, and accounts that the deployment cannot change, are named", () => {
  const trusting = trust("{ mfa: true, compliantDevice: true }");
  const roles = "privilegedRoles: { roles: [Global Administrator], approval: false }\n";
  expect(smells(trusting, section(`${roles}sensitivePeople: {}\n`))).toEqual([
    "note activation-without-approval",
    "note accounts-out-of-reach",
  ]);
  expect(smells(trusting, section("privilegedRoles: { roles: [Global Administrator] }\n"))).toEqual([]);
});

describe("names that are none are refused where they stand", () => {
  const problems = (text: string) => {
    try {
      parseMatrix(edited(harbourFile, section(text)), harbourFile);
    } catch (error) {
      if (error instanceof MatrixError)
        return error.problems.map(({ path, message, hint }) => `${path}: ${message} (${hint})`);
      throw error;
    }
    return [];
  };

  test.each([
    [
      "privilegedRoles: { roles: [Global Administrater] }\n",
      'privilegedRoles.roles.0: there is no Entra role "Global Administrater" (did you mean "Global Administrator"?)',
    ],
    [
      "sensitivePeople: { people: [dana.reyes@tideway.example] }\n",
      "sensitivePeople.people.0: dana.reyes@tideway.example is one of tideway's people (the unit is for the client's own accounts)",
    ],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  test("template ids and the client's own people are none of those", () => {
    expect(
      problems(
        "privilegedRoles: { roles: [62e90394-69f5-4237-9190-012177145e10] }\nsensitivePeople: { people: [joel.lindqvist@harbourdental.example] }\n",
      ),
    ).toEqual([]);
  });
});
