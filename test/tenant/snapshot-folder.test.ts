import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { emptyCollections, type Snapshot } from "../../src/tenant/snapshot.ts";
import { readSnapshot } from "../../src/tenant/snapshot-file.ts";
import { type SnapshotManifest, writeSnapshotFolder } from "../../src/tenant/snapshot-folder.ts";
import { temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

let place: string;
let count = 0;

beforeEach(() => {
  place = join(folder.path, `snapshot-${count++}`);
});

async function write(snapshot: Snapshot): Promise<void> {
  const { collections, format: _, ...frame } = snapshot;
  await writeSnapshotFolder(place, { ...frame, collections: Object.entries(collections) }, folder.path);
}

const manifest = () => JSON.parse(readFileSync(join(place, "snapshot.json"), "utf8")) as SnapshotManifest;

/** Replaces a collection's file, and what the manifest says of it. */
function replace(name: string, text: string, digest = true): void {
  writeFileSync(join(place, `${name}.ndjson`), text);
  if (!digest) return;
  const whole = manifest();
  const sha256 = createHash("sha256").update(text).digest("hex");
  const file = { file: `${name}.ndjson`, count: text.trim().split("\n").length, sha256 };
  const changed = { ...whole, collections: { ...whole.collections, [name]: file } };
  writeFileSync(join(place, "snapshot.json"), JSON.stringify(changed, null, 2));
}

describe("a snapshot as a folder", () => {
  it("comes back as it was written", async () => {
    const snapshot = seedHarbour();
    await write(snapshot);
    expect(readSnapshot(place)).toEqual(snapshot);
    expect(Object.keys(manifest().collections)).toEqual(Object.keys(emptyCollections()));
  });

  it("comes back also where a line is longer than what is read at once, and ends anywhere in it", async () => {
    const long = "ä€𝄞".repeat(300_000);
    const users = [
      { id: "u1", displayName: `x${long}` },
      { id: "u2", displayName: `xx${long}` },
      { id: "u3", displayName: "short" },
    ];
    const snapshot = { ...seedHarbour(), collections: { ...seedHarbour().collections, users } };
    await write(snapshot);
    expect(readSnapshot(place)).toEqual(snapshot);
  });

  it("has one object a line, sorted as it was given", async () => {
    await write(seedHarbour());
    const lines = readFileSync(join(place, "users.ndjson"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(manifest().collections["users"]?.count ?? 0);
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      seedHarbour().collections.users.map(({ id }) => id),
    );
  });

  it("replaces an older one, and leaves nothing else behind", async () => {
    await write(seedHarbour());
    await write({ ...seedHarbour(), collectedAt: "2026-12-01T00:00:00Z" });
    expect(manifest().collectedAt).toBe("2026-12-01T00:00:00Z");
    expect(readdirSync(folder.path).filter((name) => name.includes(".before") || name === "result")).toEqual([]);
  });

  it.each([
    ["a file of something else", { "notes.txt": "mine" }],
    ["a snapshot of one document", { "snapshot.json": '{"format":"demarc-snapshot/1"}' }],
    ["a snapshot with something beside it", { "snapshot.json": '{"format":"demarc-snapshot/2"}', "notes.txt": "mine" }],
  ])("is not written over %s", async (_, files) => {
    mkdirSync(place);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
    await expect(write(seedHarbour())).rejects.toMatchObject({ code: "ENOTEMPTY", path: place });
    expect(readdirSync(place).sort()).toEqual(Object.keys(files).sort());
  });
});

describe("a folder that is not right says where", () => {
  it("an object that is none", async () => {
    await write(seedHarbour());
    replace("users", '{"id":"1"}\n{"id":"2","displayName":["x"]}\n');
    expect(() => readSnapshot(place)).toThrow(
      `${join(place, "users.ndjson")}:2:25: collections.users[1].displayName must be a text`,
    );
  });

  it("a line that is no JSON, and one that is cut short", async () => {
    await write(seedHarbour());
    replace("users", '{"id":"1"}\n{"id":\n');
    expect(() => readSnapshot(place)).toThrow(`${join(place, "users.ndjson")}:2:7: the line is cut short`);
    replace("users", '{"id":"1"}\n\n{"id":None}\n');
    expect(() => readSnapshot(place)).toThrow(`${join(place, "users.ndjson")}:3:7: not JSON from here on`);
  });

  it("a file that was altered, cut short at a line, or is gone", async () => {
    await write(seedHarbour());
    const text = readFileSync(join(place, "groups.ndjson"), "utf8");
    replace("groups", text.replace("All practice staff", "All practice stuff"), false);
    expect(() => readSnapshot(place)).toThrow("groups.ndjson is not as it was written");
    replace("groups", text.replaceAll("\n", "\r\n"), false);
    expect(() => readSnapshot(place)).toThrow(
      "groups.ndjson is not as it was written: only its line ends were changed, as git does with core.autocrlf",
    );
    expect(readFileSync(join(place, ".gitattributes"), "utf8")).toBe("* -text\n");
    replace("groups", text.split("\n").slice(0, 2).join("\n"), false);
    expect(() => readSnapshot(place)).toThrow("it has 2 objects");
    writeFileSync(
      join(place, "snapshot.json"),
      JSON.stringify({ ...manifest(), collections: { users: { file: "u.ndjson", count: 0, sha256: "" } } }),
    );
    expect(() => readSnapshot(place)).toThrow("u.ndjson cannot be read, and without it the snapshot is not whole");
  });

  it("a collection that is absent was not read; one that leads out of the folder is refused", async () => {
    await write(seedHarbour());
    const { users: _, ...others } = manifest().collections;
    writeFileSync(join(place, "snapshot.json"), JSON.stringify({ ...manifest(), collections: others }));
    expect(readSnapshot(place).unreadable).toContainEqual(
      expect.objectContaining({ collection: "users", code: "NotInSnapshot" }),
    );
    const elsewhere = { ...others, users: { file: "../users.ndjson", count: 1, sha256: "" } };
    writeFileSync(join(place, "snapshot.json"), JSON.stringify({ ...manifest(), collections: elsewhere }, null, 2));
    expect(() => readSnapshot(place)).toThrow(
      /snapshot\.json:\d+:\d+: collections\.users names no file with its count/,
    );
  });

  it("the folder's file alone, and a document in a folder's place", async () => {
    await write(seedHarbour());
    expect(() => readSnapshot(join(place, "snapshot.json"))).toThrow("name the folder, not a file in it");
    writeFileSync(join(place, "snapshot.json"), '{"format":"demarc-snapshot/1","tenantId":"t","collections":{}}');
    expect(() => readSnapshot(place)).toThrow("name the file, not its folder");
  });
});
