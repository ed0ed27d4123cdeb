/** Whether the handbook in a folder is that of the matrix, and what lint says in it on any day. */

import { describe, expect, it } from "vitest";
import { handbookSmells } from "../../src/handbook/smells.ts";
import { outdatedFiles } from "../../src/handbook/up-to-date.ts";
import { loaded } from "./chapter-parts.ts";
import { reloaded } from "./inputs.ts";

describe("a file of the handbook", () => {
  const is = (there: Record<string, string>, expected: Record<string, string> = { "01-one.md": "# 1. One\n" }) =>
    outdatedFiles(new Map(Object.entries(expected)), new Map(Object.entries(there)));

  it.each<[string, Record<string, string>, readonly string[]]>([
    ["as it should be", { "01-one.md": "# 1. One\n" }, []],
    ["with the line ends of Windows", { "01-one.md": "# 1. One\r\n" }, []],
    ["that is not there", {}, ["01-one.md missing"]],
    ["that says something else", { "01-one.md": "# 1. Two\n" }, ["01-one.md changed"]],
    [
      "that the handbook no longer has",
      { "01-one.md": "# 1. One\n", "09-old.md": "# 9. Old\n" },
      ["09-old.md left-over"],
    ],
    [
      "of ten and more that it no longer has",
      { "01-one.md": "# 1. One\n", "12-old-one.md": "# 12. Old\n" },
      ["12-old-one.md left-over"],
    ],
    ["that is somebody's own, though numbered", { "01-one.md": "# 1. One\n", "09-notes.md": "Notes\n" }, []],
    ["with another number inside", { "01-one.md": "# 1. One\n", "09-old.md": "# 8. Old\n" }, []],
    [
      "with a name of somebody's own",
      {
        "01-one.md": "# 1. One\n",
        "notes.md": "# 9. Notes\n",
        "x09-old.md": "# 9. Old\n",
        "09-old.md.bak": "# 9. Old\n",
      },
      [],
    ],
  ])("%s", (_, there, expected) => {
    expect(is(there).map(({ name, state }) => `${name} ${state}`)).toEqual(expected);
  });

  it("shows what is different, but of the page, whose lines are very long", () => {
    expect(is({ "01-one.md": "# 1. Two\n" })[0]?.diff).toContain("-# 1. Two\n+# 1. One");
    expect(is({})[0]?.diff).toBe("");
    expect(is({ "handbook.html": "old" }, { "handbook.html": "new" })).toEqual([
      { name: "handbook.html", state: "changed", diff: "" },
    ]);
    expect(is({ "09-old.md": "# 9. Old\n" }, {})).toEqual([{ name: "09-old.md", state: "left-over", diff: "" }]);
  });
});

describe("what lint says in a handbook", () => {
  const { tideway, ...others } = loaded.matrix.providers;
  if (tideway === undefined) throw new Error("the example has lost its provider");
  const ended = { ...tideway, contract: { ...tideway.contract, start: "2020-01-01", end: "2021-12-31" } };
  const recovery = loaded.matrix.recovery.map((row) => ({ ...row, lastRestoreTest: "2021-01-01" }));
  const matrix = reloaded({ ...loaded.matrix, providers: { tideway: ended, ...others }, recovery });
  const said = (date?: string) => handbookSmells(matrix, date).map(({ smell, path }) => `${smell} ${path}`);

  it("is what is so on any day, unless a day is given", () => {
    expect(said()).toContain("access-not-monitored ");
    expect(said().join(" ")).not.toMatch(/contract-ended|lastRestoreTest/);
    expect(said("2026-11-21").join(" ")).toMatch(/contract-ended/);
    expect(said("2026-11-21").join(" ")).toMatch(/lastRestoreTest/);
    expect(said("2026-11-21")).toEqual(expect.arrayContaining(said()));
  });
});
