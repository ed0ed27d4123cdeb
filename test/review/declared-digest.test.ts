import { describe, expect, it } from "vitest";
import { parseMatrix } from "../../src/matrix/load.ts";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { declaredDigest } from "../../src/review/declared-digest.ts";
import { edited, harbourFile } from "../support/matrices.ts";
import { planned, planOf } from "../support/plans.ts";

const group = planned("azuread:index/group:Group", "helpdesk", { displayName: "Helpdesk", securityEnabled: true });
const member = planned("azuread:index/groupMember:GroupMember", "dana", {
  groupObjectId: group.id,
  memberObjectId: "x",
});
const harbour = edited(harbourFile);

function digest(resources: readonly PlannedResource[], text = harbour): string {
  return declaredDigest(parseMatrix(text, "matrix.yaml").matrix, planOf(resources));
}

const usual = digest([group, member]);

describe("the digest of what is declared", () => {
  it.each<[string, () => string]>([
    ["the order in which resources are constructed", () => digest([member, group])],
    [
      "the line that constructs one",
      () => digest([{ ...group, source: { file: "x.ts", line: 7, column: 1 } }, member]),
    ],
    [
      "the order of inputs",
      () => digest([{ ...group, inputs: { securityEnabled: true, displayName: "Helpdesk" } }, member]),
    ],
    ["a comment of the matrix", () => digest([group, member], `# Agreed in May.\n${harbour}`)],
  ])("is the same whatever %s", (_, other) => {
    expect(other()).toBe(usual);
  });

  it.each<[string, () => string]>([
    ["an input", () => digest([{ ...group, inputs: { displayName: "Helpdesk", securityEnabled: false } }, member])],
    ["a resource more", () => digest([group, member, { ...member, urn: `${member.urn}-2` }])],
    ["a resource less", () => digest([group])],
    ["a resource that is only read", () => digest([{ ...group, read: true }, member])],
    [
      "what is not to be changed back",
      () => digest([group, { ...member, options: { ...member.options, ignoreChanges: ["memberObjectId"] } }]),
    ],
    ["the matrix", () => digest([group, member], edited(harbourFile, ["cadence: quarterly", "cadence: monthly"]))],
  ])("is another one with %s", (_, other) => {
    expect(other()).not.toBe(usual);
  });
});
