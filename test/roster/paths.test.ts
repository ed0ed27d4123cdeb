/** Paths into JSON and placeholders in texts: what they lead to, and what they leave alone. */

import { describe, expect, test } from "vitest";
import { filled, filledJson, textOf, valuesAt, withValue } from "../../src/roster/paths.ts";

describe("a path", () => {
  test.each<[string, unknown, readonly unknown[]]>([
    ["", { a: 1 }, [{ a: 1 }]],
    ["a.b", { a: { b: 1 } }, [1]],
    ["a.b", { a: null }, []],
    ["a.b", { a: "text" }, []],
    ["a", { a: null }, [null]],
    ["a.length", { a: "text" }, []],
    ["toString", {}, []],
    ["@odata.nextLink", { "@odata.nextLink": "next" }, ["next"]],
    ["@odata.count.value", { "@odata": 1, "@odata.count": { value: 2 } }, []],
    ["[]", [1, 2], [1, 2]],
    ["[].id", [{ id: 1 }, { no: 0 }, { id: 2 }], [1, 2]],
    ["[]", { id: 1 }, []],
    ["a[].b[].c", { a: [{ b: [{ c: 1 }, { c: 2 }] }, { b: [{ c: 3 }] }] }, [1, 2, 3]],
    ["a[]", { a: { b: 1 } }, []],
    ["a[]", {}, []],
    ["two\nlines.a", { "two\nlines": { a: 1 } }, [1]],
  ])("%j in %j is %j", (path, value, expected) => {
    expect(valuesAt(value, path)).toEqual(expected);
  });

  test.each<[string, unknown, unknown]>([
    ["a", { b: 1 }, { a: 7, b: 1 }],
    ["a.b", { a: { c: 1 } }, { a: { b: 7, c: 1 } }],
    ["a.b", undefined, { a: { b: 7 } }],
    ["a.b", { a: "text" }, { a: { b: 7 } }],
    ["a.b", { a: null }, { a: { b: 7 } }],
  ])("%j of %j is written into a copy", (path, json, expected) => {
    const before = structuredClone(json);
    expect(withValue(json, path, 7)).toEqual(expected);
    expect(json).toEqual(before);
  });
});

test.each([
  [" Dana ", "Dana"],
  ["  ", undefined],
  [0, "0"],
  [false, "false"],
  [null, undefined],
  [{}, undefined],
  [["Dana"], undefined],
])("%j as a text is %j", (value, expected) => {
  expect(textOf(value)).toBe(expected);
});

describe("placeholders", () => {
  const of = (name: string) => ({ host: "x.example", "parent.@odata.id": "7", "parent.a[].b-c": "8" })[name];

  test.each([
    ["https://{host}/{parent.@odata.id}/{parent.a[].b-c}", "https://x.example/7/8"],
    ["{host}{host}", "x.examplex.example"],
    ['{unknown} { host } {"host"} {1host} {host', '{unknown} { host } {"host"} {1host} {host'],
  ])("%s is %s", (text, expected) => {
    expect(filled(text, of)).toBe(expected);
  });

  test("are filled in every text of JSON, and nothing else is changed", () => {
    expect(filledJson({ a: ["{host}", 1, null, { "{host}": true, b: "{host}" }] }, of)).toEqual({
      a: ["x.example", 1, null, { "{host}": true, b: "x.example" }],
    });
    expect(filledJson(undefined, of)).toBeUndefined();
  });
});
