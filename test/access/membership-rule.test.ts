import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRule, groupsNamedBy, parseRule, type Subject } from "../../src/access/membership-rule.ts";

const nora: Readonly<Record<string, string | boolean | null | readonly string[]>> = {
  department: "Practice Management",
  jobtitle: null,
  mail: "nora@harbourdental.example",
  accountenabled: true,
  othermails: ["nora@home.example", "n@elsewhere.example"],
  proxyaddresses: [],
};

function subject(open: readonly string[] = []): Subject {
  return {
    attribute: (name) => (open.includes(name) ? "open" : (nora[name] ?? null)),
    isIn: (group) => group === "g1",
    manager: "m1",
  };
}

/** `true`, `false` or `either`. */
function answer(rule: string, open: readonly string[] = []): string {
  const { canBeTrue, canBeFalse } = decideRule(parseRule(rule), subject(open));
  return canBeTrue && canBeFalse ? "either" : String(canBeTrue);
}

describe("a membership rule", () => {
  it.each([
    ['user.department -eq "Practice Management"', "true"],
    ['user.department -eq "practice management"', "true"],
    ['(user.department -eq "Sales")', "false"],
    ['user.department -ne "Sales"', "true"],
    ["user.jobTitle -eq null", "true"],
    ["user.jobTitle -ne $null", "false"],
    ['user.jobTitle -ne "Dentist"', "true"],
    ['user.mail -endsWith "@harbourdental.example"', "true"],
    ['user.mail -notEndsWith "@harbourdental.example"', "false"],
    ['user.mail -startsWith "x"', "false"],
    ['user.mail -notStartsWith "x"', "true"],
    ['user.mail -contains "harbour"', "true"],
    ['user.mail -notContains "harbour"', "false"],
    ['user.department -match "^Practice.*"', "true"],
    ['user.department -notMatch "^Practice.*"', "false"],
    ['user.department -match "^(Sales)+$"', "either"],
    ['user.department -match "["', "either"],
    ['user.department -in ["Sales", "Practice Management"]', "true"],
    ["user.department -notIn ['Sales','Marketing']", "true"],
    ["user.accountEnabled -eq true", "true"],
    ["user.accountEnabled -eq false", "false"],
    ['user.department -eq "Sales" -or user.accountEnabled -eq true', "true"],
    ['user.department -eq "Sales" -and user.accountEnabled -eq true', "false"],
    ['user.accountEnabled -eq true -and -not (user.department -startsWith "Prac")', "false"],
    ['user.department -eq "Sales" -and user.mail -eq "x" -or user.accountEnabled -eq true', "true"],
    ['user.department –eq "Practice Management" –and user.accountEnabled –eq true', "true"],
    ['department eq "Practice Management"', "true"],
    ['user.otherMails -any (_ -endsWith "@home.example")', "true"],
    ['user.otherMails -all (_ -endsWith "@home.example")', "false"],
    ['user.otherMails -contains "elsewhere"', "true"],
    ["user.proxyAddresses -eq null", "true"],
    ['user.proxyAddresses -any (_ -startsWith "x")', "false"],
    ["user.memberOf -any (group.objectId -in ['g1', 'g2'])", "true"],
    ["user.memberOf -any (group.objectId -in ['g2'])", "false"],
    ['Direct Reports for "M1"', "true"],
    ['Direct Reports for "m2"', "false"],
    ['user.department -eq "a`"b"', "false"],
    ['device.displayName -startsWith "PC"', "false"],
    ['-not (device.displayName -startsWith "PC")', "false"],
    ["user.employeeHireDate -ge system.now -plus p1d", "false"],
    ["user.objectId -ne null", "false"],
    ["user.department", "either"],
    ['user.department -eq "Sales" -and', "either"],
    ['(user.department -eq "Sales"', "either"],
    ["", "either"],
    ["(".repeat(5000), "either"],
  ])("%s: %s", (rule, expected) => {
    expect(answer(rule)).toBe(expected);
  });

  it.each([
    ['user.department -eq "Sales"', ["department"], "either"],
    ['user.department -eq "Sales" -and user.mail -eq "x"', ["department"], "false"],
    ['user.department -eq "Sales" -or user.accountEnabled -eq true', ["department"], "true"],
    ['-not (user.department -eq "Sales")', ["department"], "either"],
    ['user.otherMails -any (_ -endsWith "x")', ["othermails"], "either"],
  ])("%s with %j open: %s", (rule, open, expected) => {
    expect(answer(rule, open)).toBe(expected);
  });

  it("names the groups that it takes in, but for those it keeps out", () => {
    const named = (rule: string) => groupsNamedBy(parseRule(rule));
    expect(named("user.memberOf -any (group.objectId -in ['a','b']) -or user.mail -eq \"x\"")).toEqual(["a", "b"]);
    expect(named("-not (user.memberOf -any (group.objectId -in ['a']))")).toEqual([]);
  });

  it("is read or not, but never throws", () => {
    const words = fc.constantFrom(
      "(",
      ")",
      "[",
      "]",
      ",",
      "-and",
      "-or",
      "-not",
      "user.mail",
      "-eq",
      "-any",
      '"x"',
      "null",
      "–",
    );
    fc.assert(
      fc.property(fc.array(words), (tokens) => {
        const { canBeTrue, canBeFalse } = decideRule(parseRule(tokens.join(" ")), subject());
        return canBeTrue || canBeFalse;
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => decideRule(parseRule(text), subject()) !== undefined));
  });
});
