import { describe, expect, test } from "vitest";
import { StandIns } from "../../../policies/adapter/stand-ins.ts";
import { isPlaceholderId, placeholderId } from "../../../src/plan/placeholder-id.ts";

const [alice, guest] = [placeholderId("alice"), placeholderId("guest")];
const [real, other, existing] = [
  "11111111-1111-4111-9111-111111111111",
  "22222222-2222-4222-9222-222222222222",
  "33333333-3333-4333-9333-333333333333",
];

const subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";

describe("stand-ins and the objects that they turn out to be", () => {
  test("a placeholder id is one, an id of a directory is none", () => {
    expect([alice, real, "62e90394-69f5-4237-9190-012177145e10"].map(isPlaceholderId)).toEqual([true, false, false]);
  });

  type Seen = readonly [path: string, judgedAs: unknown, value: unknown];
  test.each<[string, readonly Seen[], Seen]>([
    ["the same object again", [["members.0", alice, real]], ["principalObjectId", alice, real]],
    ["inside a scope", [["members.0", alice, real]], ["directoryScopeId", `/groups/${alice}`, `/groups/${real}`]],
    ["another object", [["members.0", alice, real]], ["principalObjectId", guest, other]],
    ["a whole list", [["members", [alice, guest], [real, other]]], ["owners.0", guest, other]],
    ["an id that the preview knew", [], ["principalObjectId", existing, existing]],
    ["a scope as deep", [], ["scope", `${subscription}/resourceGroups/rg`, `${subscription}/resourceGroups/rg4f1c`]],
    ["a scope deeper", [], ["scope", subscription, `${subscription}/resourceGroups/rg`]],
    ["what refers to nothing", [["members.0", alice, real]], ["displayName", alice, "Team"]],
  ])("fits: %s", (_name, before, [path, judgedAs, value]) => {
    const standIns = new StandIns([existing]);
    for (const each of before) expect(standIns.objection(...each)).toBeUndefined();
    expect(standIns.objection(path, judgedAs, value)).toBeUndefined();
  });

  test.each<[string, readonly Seen[], Seen]>([
    ["two objects for one stand-in", [["members.0", alice, real]], ["principalObjectId", alice, other]],
    ["one object for two stand-ins", [["members.0", guest, real]], ["principalObjectId", alice, real]],
    ["an id that the preview knew as itself", [], ["principalObjectId", alice, existing]],
    ["another literal than the judged one", [], ["principalObjectId", real, other]],
    ["members changed over", [["members", [alice, guest], [real, other]]], ["owners", [alice, guest], [other, real]]],
    ["one more in the list", [], ["members", [alice], [real, other]]],
    ["none", [], ["principalObjectId", alice, ""]],
    [
      "a scope above",
      [],
      [
        "scope",
        `${subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/a`,
        `${subscription}/resourceGroups/rg`,
      ],
    ],
    ["a scope beside", [], ["scope", subscription, "/providers/Microsoft.Management/managementGroups/all"]],
    ["no scope", [], ["scope", subscription, undefined]],
  ])("does not fit: %s", (_name, before, [path, judgedAs, value]) => {
    const standIns = new StandIns([existing]);
    for (const each of before) expect(standIns.objection(...each)).toBeUndefined();
    expect(standIns.objection(path, judgedAs, value)).toContain(path);
  });
});
