import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownProperties } from "../../../policies/adapter/known.ts";

const require = createRequire(import.meta.url);
/** The proxy that the policy SDK puts around what it hands to policies; it is not among its types. */
const { unknownCheckingProxy } = require("@pulumi/policy/proxy") as {
  unknownCheckingProxy: (props: Record<string, unknown>) => Record<string, unknown>;
};
/** How the engine writes an unknown text (sdk/nodejs/runtime/rpc.ts, `unknownValue`). */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const marker = (...from: string[]) => ({ "demarc:unknown": true, from });

const read = (props: Record<string, unknown>, from: Record<string, string[]> = {}) =>
  knownProperties(unknownCheckingProxy(props), (property) => from[property] ?? []);

describe("knownProperties", () => {
  test("the engine's proxy throws at an unknown", () => {
    expect(() => unknownCheckingProxy({ id: unknownText })["id"]).toThrow(/can't be known/);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a property", { id: unknownText }, { id: marker("a", "b") }],
    ["an element", { id: ["x", unknownText] }, { id: ["x", marker("a", "b")] }],
    [
      "deep inside",
      { id: { users: [{ groups: [unknownText] }] } },
      { id: { users: [{ groups: [marker("a", "b")] }] } },
    ],
    ["nothing", { id: "x", none: null, flag: false, count: 0 }, { id: "x", none: null, flag: false, count: 0 }],
  ])("marks what is unknown: %s", (_name, props, expected) => {
    expect(read(props, { id: ["a", "b"] })).toEqual(expected);
  });

  test("leaves out what bridged providers note for themselves, at every depth", () => {
    expect(read({ __defaults: ["x"], id: { __defaults: [], kept: 1 } })).toEqual({ id: { kept: 1 } });
  });

  test("a program cannot pass off its own value as unknown", () => {
    expect(read({ id: marker("urn") })).toEqual({ id: { from: ["urn"] } });
  });

  test("a value that throws anything at all is unknown", () => {
    const props = {
      get id(): string {
        throw new TypeError("not this one either");
      },
    };
    expect(knownProperties(props, () => [])).toEqual({ id: marker() });
  });

  test("never throws, and keeps everything that is known", () => {
    const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(values, (props) => {
        const plain = JSON.parse(JSON.stringify(props)) as Record<string, unknown>;
        fc.pre(!/"(__|demarc:)/.test(JSON.stringify(plain)));
        expect(read(plain)).toEqual(plain);
      }),
    );
  });
});
