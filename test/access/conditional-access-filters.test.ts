import { describe, expect, it } from "vitest";
import { readFilterRule } from "../../src/access/conditional-access/filter-rule.ts";
import { isTrue } from "../../src/access/conditional-access/formula.ts";
import { type AttributeValue, ordinarySignIn } from "../../src/access/conditional-access/sign-in.ts";

const nobody = { label: "", ids: [], groups: [], roles: [] };

/** Whether a rule matches a registered device with these attributes; without attributes, one that is not registered. */
function matches(rule: string, attributes?: Record<string, AttributeValue>): boolean | undefined {
  const formula = readFilterRule(rule, "device");
  const device = { deviceRegistered: attributes !== undefined, deviceAttributes: attributes ?? {} };
  return formula && isTrue(formula, { ...ordinarySignIn(nobody), ...device });
}

describe("filter rules", () => {
  const laptop = {
    displayName: "LT-0042",
    isCompliant: "True",
    trustType: "AzureAD",
    model: "Surface Laptop 5",
    operatingSystemVersion: "10.0.19045",
    physicalIds: ["[ZTDId]:abc", "[OrderId]:7"],
    manufacturer: "null",
    enrollmentProfileName: "it's",
    operatingSystem: "nullable",
    mdmAppId: "notnull",
  };
  it.each([
    ['device.displayName -eq "lt-0042"', true],
    ['device.displayname eq "LT-0042"', true],
    ["(device.isCompliant -eq True)", true],
    ["device.isCompliant –eq $null", false],
    ["device.deviceOwnership -eq null", true],
    // Only the word is no value: not the text, nor what has it in it.
    ['device.manufacturer -eq "null"', true],
    ["device.operatingSystem -eq nullable", true],
    ["device.mdmAppId -eq notnull", true],
    ["device.isCompliant -ne null", true],
    ['device.model -startsWith "surface"', true],
    ['device.model -notStartsWith "Surface"', false],
    ['device.model -endsWith "5"', true],
    ['device.model -notEndsWith "5"', false],
    ['device.model -endsWith "Laptop"', false],
    ['device.model -contains "Laptop"', true],
    ['device.model -notContains "Laptop"', false],
    ['device.model -contains "L.ptop"', false],
    ['device.model -match "^surface \\\\w+ \\\\d$"', true],
    ['device.model -match "^SURFACE"', true],
    ['device.model -notMatch "^Dell"', true],
    ['device.model -match "("', false],
    ['device.operatingSystemVersion -in ["10.0.19045", "10.0.22000"]', true],
    ['device.operatingSystemVersion -notIn ["10.0.19045"]', false],
    ['device.physicalIds -contains "[ztdid]:ABC"', true],
    ['device.physicalIds -contains "[ZTDId]"', false],
    ['device.physicalIds -startsWith "[ZTDId]"', true],
    ['device.physicalIds -eq "[OrderId]:7"', true],
    ['device.physicalIds -eq "[OrderId]"', false],
    ['device.isCompliant -eq True -and device.trustType -eq "ServerAD"', false],
    ['device.isCompliant -eq True -or device.trustType -eq "ServerAD"', true],
    // `and` binds more than `or`.
    ['device.isCompliant -eq True -or device.model -eq "x" -and device.trustType -eq "ServerAD"', true],
    ['(device.isCompliant -eq True -or device.model -eq "x") -and device.trustType -eq "ServerAD"', false],
    ['-not (device.isCompliant -eq True) -or -not device.trustType -eq "ServerAD"', true],
    ["device.enrollmentProfileName -eq 'it''s'", true],
    ["device.enrollmentProfileName -eq 'its'", false],
    [' device.displayName -eq "LT-0042" ', true],
  ])("%s: %s", (rule, expected) => {
    expect(matches(rule, laptop)).toBe(expected);
  });

  it.each([
    ['device.model -eq "x"', false],
    ['device.model -ne "x"', true],
    ['device.model -notIn ["x"]', true],
    ['device.model -notContains "x"', true],
    ["device.model -eq null", true],
    ['device.isCompliant -eq False -or device.trustType -ne "ServerAD"', true],
  ])("of a device that is not registered, only negative operators match: %s: %s", (rule, expected) => {
    expect(matches(rule)).toBe(expected);
  });

  it.each([
    "",
    "device.nonsense -eq 1",
    "user.department -eq 1",
    "device.model -is 1",
    "people.model -eq 1",
    'device.model starts-With "x"',
    "device.model -eq",
    "device.model -eq [",
    'device.model -in "x"',
    'device.model -in ["x"',
    '(device.model -eq "x"',
    'device.model -eq "x")',
    'device.model -eq "x" device.model -eq "y"',
    'device.model -eq "x',
    "device.model -contains null",
    'device.physicalIds -any (_ -startsWith "x")',
    "constructor -eq 1",
    "device.model -constructor 1",
  ])("a rule that cannot be read says nothing: %s", (rule) => {
    expect(readFilterRule(rule, "device")).toBeUndefined();
  });

  it.each(["CustomSecurityAttribute.Set_Name", "customSecurityAttribute.Set.Name"])(
    "names custom security attributes by set and name: %s",
    (name) => {
      const formula = readFilterRule(`${name} -in ["a", "b"]`, "application");
      const isTagged = (applicationAttributes: Record<string, AttributeValue>) =>
        formula && isTrue(formula, { ...ordinarySignIn(nobody), applicationAttributes });
      expect([{ Set_Name: "B" }, { Set_Name: ["c", "a"] }, { Set_Name: "c" }, {}].map(isTagged)).toEqual([
        true,
        true,
        false,
        false,
      ]);
      for (const other of ["Set_Name", "user.Set_Name", "CustomSecurityAttribute"]) {
        expect(readFilterRule(`${other} -eq 1`, "application")).toBeUndefined();
      }
    },
  );
});
