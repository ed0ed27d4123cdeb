import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  changedSince,
  type Deployment,
  judged,
  readVerdict,
  type SeenResource,
  type Verdict,
  verdictFile,
  writeVerdict,
} from "../../../policies/adapter/verdict.ts";
import { temporaryFolder } from "../../support/demarc.ts";

const unknown = { "demarc:unknown": true, from: [] };
const seen = (inputs: Record<string, unknown>, protect = false): SeenResource => ({ inputs, protect });
/** Through a file, as between preview and update. */
const kept = (resource: SeenResource, taken: Record<string, unknown> = {}) =>
  JSON.parse(JSON.stringify(judged(resource, taken))) as ReturnType<typeof judged>;

const texts = fc.stringMatching(/^[a-z]{1,5}$/);
const leaf = fc.oneof(texts, fc.integer(), fc.boolean());
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(texts, tie("tree"), { maxKeys: 3 }),
  ),
}));
const inputsOf = fc.dictionary(texts, tree, { minKeys: 1, maxKeys: 5 });

/** Paths of the leaves. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((inner: unknown, index) => (String(index) === first ? replaced(inner, rest, by) : inner));
  }
  const object = value as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest, by) };
}

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)] as const)
      .reverse(),
  );
}

/** Inputs and a path in them; empty inputs have no leaf. */
const withLeaf = inputsOf
  .filter((inputs) => leaves(inputs).length > 0)
  .chain((inputs) => fc.constantFrom(...leaves(inputs)).map((path) => ({ inputs, path })));

describe("what counts as changed since the preview", () => {
  test("a changed value that the preview knew, and its property is named", () => {
    fc.assert(
      fc.property(withLeaf, ({ inputs, path }) => {
        const changed = replaced(inputs, path, "CHANGED") as Record<string, unknown>;
        expect(changedSince(kept(seen(inputs)), seen(changed))).toEqual([path[0]]);
      }),
    );
  });

  test("not a value that the preview could not know", () => {
    fc.assert(
      fc.property(withLeaf, tree, ({ inputs, path }, value) => {
        const before = replaced(inputs, path, unknown) as Record<string, unknown>;
        const after = replaced(inputs, path, value) as Record<string, unknown>;
        expect(changedSince(kept(seen(before)), seen(after))).toEqual([]);
      }),
    );
  });

  test("not the order of keys", () => {
    fc.assert(
      fc.property(inputsOf, (inputs) => {
        expect(changedSince(kept(seen(inputs)), seen(reversed(inputs) as Record<string, unknown>))).toEqual([]);
      }),
    );
  });

  test.each<[string, SeenResource, SeenResource, string[]]>([
    ["an input that is new", seen({ a: 1 }), seen({ a: 1, b: 2 }), ["b"]],
    ["an input that is gone", seen({ a: 1, b: 2 }), seen({ a: 1 }), ["b"]],
    ["an element more", seen({ members: [unknown] }), seen({ members: ["x", "y"] }), ["members"]],
    ["an element less", seen({ members: [unknown, "y"] }), seen({ members: ["x"] }), ["members"]],
    ["the order of a list", seen({ members: ["x", "y"] }), seen({ members: ["y", "x"] }), ["members"]],
    ["null for absent", seen({ a: null }), seen({}), []],
    ["a new password", seen({ password: "x" }), seen({ password: "y" }), []],
    ["protection gone", seen({}, true), seen({}, false), ["protect"]],
    ["protection added", seen({}, false), seen({}, true), []],
  ])("%s", (_name, before, after, expected) => {
    expect(changedSince(kept(before), after)).toEqual(expected);
  });

  test("what an unknown was taken to be is kept where it is certain", () => {
    const resource = kept(seen({ a: unknown, b: [unknown, unknown], c: unknown }), { a: "x", b: ["y", unknown] });
    expect(resource.unknown).toEqual({ a: "x", "b.0": "y", "b.1": null, c: null });
  });

  test("no secret and no other value is kept in clear", () => {
    const text = JSON.stringify(kept(seen({ password: "hunter2hunter2", value: "s3cr3t", name: "Ada" })));
    expect(text).not.toMatch(/hunter2|s3cr3t|Ada/);
  });
});

describe("the verdict's file", () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const deployment = (stack: string): Deployment => ({
    folder: folder.path,
    backend: "file:///b",
    project: "p",
    stack,
  });
  const now = new Date("2026-11-21T12:00:00Z");
  const verdict: Omit<Verdict, "format"> = {
    judgedAt: now.toISOString(),
    judgedBy: "digest",
    rules: { "plan-understood": "passed", "provider-role-scope": "passed" },
    resources: { urn: kept(seen({ a: unknown })) },
    knownIds: [],
    declares: ["urn"],
  };
  const both = ["plan-understood", "provider-role-scope"];
  const read = (stack: string, at = now, by = "digest", binding: readonly string[] = both) =>
    readVerdict(deployment(stack), by, binding, at);

  test("comes back as it was left", () => {
    writeVerdict(deployment("whole"), verdict);
    expect(read("whole")).toEqual({ format: "demarc-verdict/3", ...verdict });
  });

  test("each stack, project and backend has its own; nothing else is left beside", () => {
    writeVerdict(deployment("one"), verdict);
    writeVerdict(deployment("two"), { ...verdict, rules: { "plan-understood": "refused" } });
    expect(read("one")).toHaveProperty("resources");
    expect(verdictFile(deployment("one"))).not.toBe(verdictFile({ ...deployment("one"), backend: "file:///c" }));
    expect(verdictFile(deployment("one"))).not.toBe(verdictFile({ ...deployment("one"), project: "q" }));
    expect(readdirSync(folder.path).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  test("a stack's name never leads out of the folder", () => {
    expect(dirname(verdictFile(deployment("organisation/../../stack")))).toBe(folder.path);
  });

  test.each<[string, Partial<Verdict>, Date, string, RegExp]>([
    [
      "refused",
      { rules: { "plan-understood": "refused", "provider-role-scope": "passed" } },
      now,
      "digest",
      /refused by plan-understood$/,
    ],
    [
      "not asked",
      { rules: { "plan-understood": "passed" } },
      now,
      "digest",
      /not asked about provider-role-scope, which policy configuration demands/,
    ],
    ["judged by another matrix", {}, now, "other", /matrix.*changed/],
    ["a day old", {}, new Date(now.getTime() + 24.1 * 3_600_000), "digest", /older than 24 hours/],
    ["dated ahead", {}, new Date(now.getTime() - 3_600_000), "digest", /future/],
  ])("does not count: %s", (name, change, at, by, reason) => {
    writeVerdict(deployment(name), { ...verdict, ...change });
    expect(read(name, at, by)).toEqual({ missing: expect.stringMatching(reason) });
  });

  test("counts when only rules refused, or were not asked, that the update does not go by", () => {
    writeVerdict(deployment("advisory"), { ...verdict, rules: { "plan-understood": "refused" } });
    expect(read("advisory", now, "digest", [])).toHaveProperty("resources");
    writeVerdict(deployment("advisory"), { ...verdict, rules: { "provider-role-scope": "passed" } });
    expect(read("advisory", now, "digest", ["provider-role-scope"])).toHaveProperty("resources");
    expect(read("advisory")).toHaveProperty("missing");
  });

  test.each<[string, (text: string) => string]>([
    ["nothing", () => ""],
    ["half of it", (text) => text.slice(0, text.length / 2)],
    ["not an object", () => "[]"],
    ["null", () => "null"],
    ["another format", (text) => text.replace("demarc-verdict/3", "demarc-verdict/2")],
    ["no rules", (text) => text.replace(/"rules":\{[^}]*\},/, "")],
    ["a rule that said something else", (text) => text.replace('"plan-understood":"passed"', '"plan-understood":"ok"')],
    ["no date", (text) => text.replace(/"judgedAt":"[^"]*"/, '"judgedAt":"soon"')],
    ["resources of another shape", (text) => text.replace(/"resources":\{.*\}\},/, '"resources":{"urn":true},')],
  ])("does not count when it was cut or edited: %s", (name, edit) => {
    writeVerdict(deployment(name), verdict);
    const file = verdictFile(deployment(name));
    const before = readFileSync(file, "utf8");
    const text = edit(before);
    expect(text).not.toBe(before);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    expect(read(name)).toHaveProperty("missing");
  });

  test("is missing where no preview was", () => {
    expect(read("never")).toEqual({ missing: "no preview has judged this stack" });
  });
});
