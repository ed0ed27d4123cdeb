import { afterAll, describe, expect, it } from "vitest";
import { readSnapshot } from "../../../../src/tenant/snapshot-file.ts";
import { Exports, tenantId } from "./support.ts";

const exports = new Exports();
afterAll(() => exports.remove());

const none = "is no export of AzureHound, EntraExporter, ScubaGear, as far as it shows; --from-format says what it is";

describe("what nobody can tell the tool of is refused", () => {
  it.each([
    ["an empty file", "", "f.json is empty; export it again"],
    ["white space", "\uFEFF \n", "f.json is empty; export it again"],
    ["a snapshot", '{ "format": "demarc-snapshot/1" }', "f.json is a snapshot already; commands read it as --snapshot"],
    [
      "an answer of Graph",
      '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[]}',
      "f.json is a list as Graph answers; that needs no conversion, only a place in a snapshot (docs/tenant-exports.md)",
    ],
    ["a zip file", "PK\u0003\u0004…", "f.json is a zip file; unzip it, and name what was in it"],
    ["anything else", '{"resources":[]}', `f.json ${none}`],
  ])("%s", async (_, content, message) => {
    expect(await exports.refusal(exports.file("f.json", content))).toBe(message);
  });

  it("a folder of something else", async () => {
    expect(await exports.refusal(exports.folder({ "a.txt": "" }))).toBe(
      " holds no export of AzureHound, EntraExporter, ScubaGear",
    );
    expect(await exports.refusal(exports.folder({ "a.json": "{}" }))).toBe(`a.json ${none}`);
  });
});

describe("what no snapshot can hold is refused with the object", () => {
  it.each([
    [
      "what PowerShell cut off",
      { id: "p1", state: "enabled", conditions: { users: "System.Collections.Hashtable" } },
      ": conditionalAccessPolicies of p1: conditions.users must be an object; PowerShell cut it off here: ConvertTo-Json -Depth 20",
    ],
    [
      "a state that is not known",
      { id: "p1", state: "on" },
      ": conditionalAccessPolicies of p1: state is in no state that is known: it must be one of enabled, disabled, enabledForReportingButNotEnforced",
    ],
  ])("%s", async (_, policy, message) => {
    const folder = exports.folder({
      "Organization/Organization.json": { id: tenantId },
      "Identity/Conditional/AccessPolicies/p1/p1.json": policy,
    });
    await expect(exports.snapshot(folder)).rejects.toThrow(message);
  });
});

it.each([
  ["AzureHound", '{"data":[{"kind":"AZUser","data":{}}]}'],
  ["ScubaGear", '{"baseline_version":"1","conditional_access_policies":[]}'],
])("an export of %s that is named as a snapshot is sent here", (_, content) => {
  expect(() => readSnapshot(exports.file("f.json", content))).toThrow(
    "f.json:1:1: not a snapshot: it looks like the export of another tool; demarc snapshot --from makes a snapshot of it",
  );
});
