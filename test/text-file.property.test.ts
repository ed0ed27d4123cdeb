import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positionIn } from "../src/text-file.ts";

/** Every value of a document with its path; those that nobody can take for another are marked. */
function values(value: unknown, path: readonly (string | number)[] = []): [readonly (string | number)[], unknown][] {
  const inner = Array.isArray(value)
    ? value.flatMap((each: unknown, index) => values(each, [...path, index]))
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, each]) => values(each, [...path, name]))
      : [];
  return [[path, value], ...inner];
}

describe("where a value of a JSON document is", () => {
  it("whatever the document and however it is written, the value begins there", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 4, "\t"), (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        for (const [path, value] of values(JSON.parse(text))) {
          const { line, column } = positionIn(text, path);
          const rest = text
            .split("\n")
            .slice(line - 1)
            .join("\n")
            .slice(column - 1);
          expect(rest.startsWith(JSON.stringify(value, null, indent).split("\n")[0] ?? "")).toBe(true);
        }
      }),
    );
  });

  it("tells values apart that look the same, and stops where there is none", () => {
    const text = '{\r\n  "a": [1, 1,\r\n 1], "b\\"]": {"a": 1}, "b": 2 }';
    expect(positionIn(text, ["a", 0])).toEqual({ line: 2, column: 9 });
    expect(positionIn(text, ["a", 2])).toEqual({ line: 3, column: 2 });
    expect(positionIn(text, ['b"]', "a"])).toEqual({ line: 3, column: 20 });
    expect(positionIn(text, ["b"])).toEqual({ line: 3, column: 29 });
    expect(positionIn(text, ["c", "d"])).toEqual({ line: 1, column: 1 });
    expect(positionIn(text, ["a", 7])).toEqual({ line: 2, column: 8 });
  });
});
