import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonPieces } from "../../../../src/review/collect/foreign/json-pieces.ts";

async function* inChunks(text: string, sizes: readonly number[]): AsyncGenerator<string> {
  let at = 0;
  for (let turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? text.length;
    yield text.slice(at, at + size);
    at += size;
  }
}

async function cut(text: string, sizes: readonly number[] = [text.length || 1]) {
  const found: { readonly kind: string; readonly text: string; readonly line: number }[] = [];
  for await (const piece of jsonPieces("f.json", inChunks(text, sizes))) found.push(piece);
  return found;
}

const parsed = (pieces: Awaited<ReturnType<typeof cut>>) =>
  pieces.map(({ kind, text }) => [kind, JSON.parse(text) as unknown]);

describe("cutting JSON into pieces", () => {
  it.each([
    ["records in data", '{"data":[{"a":1},{"b":[2]}],"meta":{"n":2}}', ["{a}", "{b}", "frame"]],
    ["the frame first", '{"meta":{},\n"data":[{"a":1}]}', ["{a}", "frame"]],
    ["a list", '[{"a":1},{"b":2}]', ["{a}", "{b}"]],
    ["one a line", '{"a":1}\n{"b":{"data":[1]}}\r\n', ["doc", "doc"]],
    ["a list called data deeper inside", '{"a":{"data":[{"x":1}]}}', ["doc"]],
    ["a list of another name", '{"value":[{"a":1},{"b":2}],"n":1}', ["doc"]],
    ["data that is an object", '{"kind":"AZUser","data":{"id":"1"}}', ["doc"]],
    ["brackets and quotes in texts", '[{"a":"]},\\"{["}]', ["{a}"]],
    ["plain elements", '[1, "two", null ,true]', ["1", "two", "null", "true"]],
    ["an empty list", '{"data":[]}', ["frame"]],
    ["nothing", " \n", []],
  ])("%s", async (_, text, expected) => {
    const pieces = await cut(text);
    expect(pieces).toHaveLength(expected.length);
    for (const { text: piece } of pieces) expect(() => JSON.parse(piece) as unknown).not.toThrow();
    expect(await cut(text, [1])).toEqual(pieces);
  });

  it("says where each begins", async () => {
    const pieces = await cut('{\n"data": [\n {"a":\n1},\n\n {"b":2}\n]}');
    expect(pieces.map(({ line }) => line)).toEqual([3, 6, 1]);
  });

  it("gives every element as it is, however the file is read and laid out", async () => {
    const layout = fc.constantFrom(undefined, 1, "\t");
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 6 }), layout, sizes, async (elements, indent, chunks) => {
        const normal = JSON.parse(JSON.stringify(elements)) as unknown[];
        const inData = parsed(await cut(JSON.stringify({ data: elements, meta: { count: 1 } }, null, indent), chunks));
        expect(inData).toEqual([
          ...normal.map((each) => ["element", each]),
          ["document", { data: [], meta: { count: 1 } }],
        ]);
        expect(parsed(await cut(JSON.stringify(elements, null, indent), chunks))).toEqual(
          normal.map((each) => ["element", each]),
        );
      }),
    );
  });

  it("never takes the beginning of a file for the whole", async () => {
    const text = JSON.stringify({
      data: [
        { kind: "A", data: { s: 'x"]}' } },
        { kind: "B", data: [1] },
      ],
      meta: { n: 2 },
    });
    for (let end = 1; end < text.length; end++) {
      await expect(cut(text.slice(0, end), [7])).rejects.toThrow(
        /^f\.json:1: the file is cut short: it ends (?:inside|after) record \d/,
      );
    }
  });

  it.each([
    ["a log line", '2026-11-21 INF collecting\n{"a":1}', 'f.json:1: not JSON: "2026-11-21 INF collecting"'],
    ["what comes after", '{"a":1}\noops', 'f.json:2: not JSON: "oops"'],
    ["a bracket too many", '{"a":1}]', 'f.json:1: not JSON: "]"'],
    ["the wrong bracket", '{"a":1]}', 'f.json:1: not JSON: "}"'],
  ])("refuses %s", async (_, text, message) => {
    await expect(cut(text)).rejects.toThrow(message);
  });
});
