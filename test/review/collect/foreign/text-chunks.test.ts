import { afterAll, describe, expect, it } from "vitest";
import { textChunks } from "../../../../src/review/collect/foreign/text-chunks.ts";
import { Exports } from "./support.ts";

const exports = new Exports();
afterAll(() => exports.remove());

async function textOf(content: Uint8Array): Promise<string> {
  let text = "";
  for await (const chunk of textChunks(exports.file("f.json", content))) text += chunk;
  return text;
}

const sample = '{"name":"Zoë – 日本"}\n';
const utf16 = Buffer.from(sample, "utf16le");
const swapped = Buffer.from(utf16).swap16();

describe("the text of a file", () => {
  it.each([
    ["UTF-8", Buffer.from(sample)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${sample}`)],
    ["UTF-16 of Windows PowerShell", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ["UTF-16 without a mark", utf16],
    ["UTF-16, big-endian", Buffer.concat([Buffer.from([0xfe, 0xff]), swapped])],
    ["UTF-16, big-endian, without a mark", swapped],
  ])("%s", async (_, content) => {
    expect(await textOf(content)).toBe(sample);
  });

  it("is whole where a letter lies across two reads", async () => {
    const long = `${"x".repeat((1 << 20) - 1)}é`;
    expect(await textOf(Buffer.from(long))).toBe(long);
  });

  it.each([
    ["Latin-1", Buffer.from('{\n"name":"Zo\u00eb"}', "latin1"), ":2: it is not UTF-8 from here on; save it as UTF-8"],
    ["half a letter at the end", Buffer.from([0x7b, 0x7d, 0xc3]), ":1: it is not UTF-8 from here on; save it as UTF-8"],
    ["a zip file", Buffer.from("PK\u0003\u0004…"), " is a zip file; unzip it, and name what was in it"],
    ["gzip", Buffer.from([0x1f, 0x8b, 8]), " is compressed; gunzip it first"],
    ["a database", Buffer.from("SQLite format 3\0"), " is a database, as ROADtools writes them; those are not read"],
  ])("refuses %s", async (_, content, message) => {
    await expect(textOf(content)).rejects.toThrow(message);
  });
});
