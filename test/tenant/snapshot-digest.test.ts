import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { digestOf } from "../../src/review/digest.ts";
import { type Collections, emptyCollections } from "../../src/tenant/snapshot.ts";
import { snapshotDigest } from "../../src/tenant/snapshot-digest.ts";
import { readSnapshot } from "../../src/tenant/snapshot-file.ts";
import { writeSnapshotFolder } from "../../src/tenant/snapshot-folder.ts";
import { temporaryFolder } from "../support/demarc.ts";

/** Canonical JSON as its definition says it, part by part. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const properties = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${properties.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(",")}}`;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a digest of data", () => {
  it("is that of its canonical JSON, whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (value) => {
        expect(digestOf(value)).toBe(sha256(canonical(value)));
      }),
    );
  });

  it.each([
    ["names that are numbers", [{ 10: 1, 9: 2, a: 3 }]],
    ["a property that is called like the prototype", [JSON.parse('{ "b": 1, "__proto__": { "a": 2 } }')]],
    ["a property that is called like the way to JSON", [{ toJSON: "no way", a: 1 }]],
    ["what is not there", [{ b: undefined, a: 1 }, undefined, [undefined]]],
    ["dates, which have no properties", [{ on: new Date(0) }]],
    ["names that differ in case only", [{ b: 1, B: 2, "@a": 3, "": 4 }]],
  ])("is the same with %s", (_, value) => {
    expect(digestOf(value)).toBe(sha256(canonical(value)));
  });
});

describe("the digest of a snapshot", () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  const written = async (filled: Partial<Collections>, names = Object.keys(emptyCollections())): Promise<string> => {
    const place = join(folder.path, "snapshot");
    const all: Readonly<Record<string, readonly object[]>> = { ...emptyCollections(), ...filled };
    const content = {
      tenantId: "11111111-2222-3333-4444-555555555555",
      source: "microsoft-graph" as const,
      collectedAt: "2026-11-20T08:00:00Z",
      unreadable: [],
      collections: names.map((name) => [name, all[name] ?? []] as const),
    };
    await writeSnapshotFolder(place, content, folder.path);
    return place;
  };
  const user = {
    id: "aaaaaaaa-0000-4000-8000-000000000001",
    userPrincipalName: "dana@harbour.example",
    accountEnabled: true,
  };
  const group = {
    id: "aaaaaaaa-0000-4000-8000-000000000002",
    members: [{ "@odata.type": "#microsoft.graph.user", id: user.id }],
  };

  it.each([
    ["as it was collected", { users: [user], groups: [group] }],
    ["with ids in capitals, which are put right", { users: [{ ...user, id: user.id.toUpperCase() }], groups: [group] }],
    ["with nothing in it", {}],
  ])("is the same made while it is read and made later: %s", async (_, filled) => {
    const place = await written(filled);
    const [onTheWay, later] = [readSnapshot(place, true), readSnapshot(place)];
    expect(onTheWay).toEqual(later);
    expect(snapshotDigest(onTheWay)).toBe(digestOf(later));
    expect(snapshotDigest(later)).toBe(digestOf(later));
  });

  it("counts collections that were not read", async () => {
    const place = await written({ users: [user] }, ["users", "groups"]);
    const snapshot = readSnapshot(place, true);
    expect(snapshot.unreadable.length).toBeGreaterThan(10);
    expect(snapshotDigest(snapshot)).toBe(digestOf(snapshot));
  });

  it("is made later where the folder does not say when it was collected", async () => {
    const place = await written({ users: [user] });
    const manifest = join(place, "snapshot.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/ *"collectedAt": "[^"]+",\n/, ""));
    const snapshot = readSnapshot(place, true);
    expect(snapshotDigest(snapshot)).toBe(digestOf(snapshot));
  });
});
