/** Mistakes of a hand that writes YAML for the first time: one sentence each, at the place, with what would be right. */

import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { loadMatrix, parseMatrix } from "../../src/matrix/load.ts";
import { formatProblem, MatrixError } from "../../src/matrix/problem.ts";
import { edited, harbourFile } from "../support/matrices.ts";

function problemsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof MatrixError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

const name = "  name: Harbour Dental Group";

describe("a matrix that is not the YAML that was meant", () => {
  it.each<[string, string, string, string]>([
    [
      "a tab",
      name,
      name.replace("  ", "\t"),
      ":1: not valid YAML: Tabs are not allowed as indentation (indent with spaces)",
    ],
    [
      "a tab in a list",
      "    - name: Miriam",
      "\t- name: Miriam",
      ":1: not valid YAML: Tabs are not allowed as indentation (indent with spaces)",
    ],
    [
      "a colon in a text",
      name,
      "  name: Harbour: Dental",
      ':9: not valid YAML: Nested mappings are not allowed in compact mappings (a text with ": " in it needs quotes)',
    ],
    [
      "a line that is not indented like the others",
      name,
      `   ${name}`,
      ":1: not valid YAML: All mapping items must start at the same column (what belongs together begins in the same column)",
    ],
    ["a template that nobody filled in", name, "  name: {{ client }}", ":10: a text belongs here, not a mapping"],
    ["a key that is a list", name, `${name}\n  ? [a, b]\n  : c`, ":5: a text belongs here, not a list"],
    ["a quote that never ends", name, '  name: "Harbour', 'Missing closing "quote'],
    [
      "the same key twice",
      name,
      `${name}\n  name: Harbour`,
      ":3: not valid YAML: Map keys must be unique (name is there already)",
    ],
    ["a number in quotes", "version: 1", 'version: "1"', ':10: version: "1" is not allowed (one of: 1)'],
    ["another number", "version: 1", "version: 2", ':10: version: 2 is not allowed (did you mean "1"?)'],
  ])("%s", (_, written, instead, expected) => {
    const problems = problemsOf(() => parseMatrix(edited(harbourFile, [written, instead]), "m.yaml"));
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems[0]).toMatch(/^m\.yaml:\d+:\d+: /);
  });

  it("keeps to what it read where only keys are there twice", () => {
    const source = edited(harbourFile, [name, `${name}\n${name}\n  employes: 75`]);
    expect(problemsOf(() => parseMatrix(source, "m.yaml"))).toEqual([
      expect.stringContaining("(name is there already)"),
      expect.stringContaining('(did you mean "employees"?)'),
    ]);
  });

  it("takes a folder for what it is, and names the matrix in it", () => {
    expect(problemsOf(() => loadMatrix(dirname(harbourFile)))).toEqual([
      "stacks/harbour:1:1: the matrix cannot be read: it is a folder (did you mean stacks/harbour/matrix.yaml?)",
    ]);
    expect(problemsOf(() => loadMatrix("src"))).toEqual(["src:1:1: the matrix cannot be read: it is a folder"]);
  });
});
