import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../src/json-text.ts";

test("is what JSON.stringify makes, with lists as long as they come", () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constant(undefined),
    fc
      .tuple(fc.constantFrom(999, 1000, 1001, 2000, 2500), fc.jsonValue({ maxDepth: 1 }))
      .map(([length, each]) => Array.from({ length }, (_, index) => [index, each])),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (object) => {
      expect([...jsonText(object)].join("")).toBe(JSON.stringify(object));
    }),
    { numRuns: 40 },
  );
});

test("no part has all of a long list", () => {
  const members = Array.from({ length: 50_000 }, (_, index) => ({ id: String(index).padStart(36, "0") }));
  const parts = [...jsonText({ id: "g", members })];
  const longest = Math.max(...parts.map((part) => part.length));
  expect(longest).toBeLessThan(JSON.stringify(members).length / 40);
});
