import { describe, expect, test } from "vitest";
import { Placeholders, placeholderText } from "../../src/plan/child/placeholder.ts";
import { placeholderId } from "../../src/plan/placeholder-id.ts";

interface Anything {
  [property: string]: Anything;
  (...args: unknown[]): unknown;
}

function open(label: string, known: Record<string, unknown> = {}) {
  const used: string[] = [];
  const placeholder = new Placeholders().open({ label, known, onUse: (path) => used.push(path.join(".")) }) as Anything;
  return { placeholder, used };
}

describe("a placeholder", () => {
  test("reads to any depth and is text where text is wanted, the same in every run", () => {
    const { placeholder, used } = open("stack prod");
    expect(`${placeholder["groups"]?.["admins"]}`).toBe(placeholderId("stack prod.groups.admins"));
    expect(used).toEqual(["groups.admins"]);
    expect(String(placeholder["a"])).not.toBe(String(placeholder["b"]));
    expect(JSON.stringify({ id: placeholder["a"] })).toBe(JSON.stringify({ id: placeholderId("stack prod.a") }));
  });

  test("has the methods of text", () => {
    const { placeholder } = open("x");
    const id = placeholder["id"] as Anything;
    expect(id["split"]?.("-")).toHaveLength(5);
    expect(id["toUpperCase"]?.()).toBe(placeholderId("x.id").toUpperCase());
  });

  test("is a list of one, whatever is looked for in it", () => {
    const list = open("x").placeholder["members"] as Anything;
    const texts = (values: unknown) => (values as unknown[]).map(String);
    const first = placeholderId("x.members.0");
    expect(texts(list["map"]?.((member: unknown) => String(member)))).toEqual([first]);
    expect(texts(list["filter"]?.(() => false))).toEqual([first]);
    expect(String(list["find"]?.(() => false))).toBe(first);
    expect(String((list as unknown as unknown[])[0])).toBe(first);
    expect([...(list as unknown as Iterable<unknown>)].map(String)).toEqual([first]);
  });

  test("is no promise and no output, and travels as a URN that says what it is", async () => {
    const { placeholder } = open("x");
    expect(await Promise.resolve(placeholder["y"])).toBe(placeholder["y"]);
    expect(placeholder["__pulumiOutput"]).toBeUndefined();
    expect(placeholderText(String(placeholder["urn"]))).toBe(placeholderId("x"));
    expect(placeholderText("urn:pulumi:s::p::t::n")).toBeUndefined();
  });

  test("gives what is known", () => {
    const { placeholder, used } = open("x", { name: "Ann", tags: ["a"] });
    expect(placeholder["name"]).toBe("Ann");
    expect(placeholder["tags"]).toEqual(["a"]);
    expect(JSON.stringify(placeholder)).toBe('{"name":"Ann","tags":["a"]}');
    expect(used).toEqual([]);
  });
});
