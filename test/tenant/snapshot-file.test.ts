import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { readSnapshot, writeSnapshot } from "../../src/tenant/snapshot-file.ts";
import { temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function file(content: unknown): string {
  const path = join(folder.path, "snapshot.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("snapshot files", () => {
  it("come back as they were written", () => {
    const path = join(folder.path, "written.json");
    writeSnapshot(path, seedHarbour());
    expect(readSnapshot(path)).toEqual(seedHarbour());
  });

  it("a collection that is absent was not read, which is not empty", () => {
    const snapshot = readSnapshot(file({ format: "demarc-snapshot/1", tenantId: "t", collections: { users: [] } }));
    const unread = snapshot.unreadable.map(({ collection }) => collection);
    expect(unread).toContain("conditionalAccessPolicies");
    expect(unread).not.toContain("users");
    expect(snapshot.source).toBe("import");
    expect(Date.parse(snapshot.collectedAt)).not.toBeNaN();
  });

  it.each([
    ["text", "hello", "is not a snapshot, or is cut short"],
    ["cut short", '{"format": "demarc-snapshot/1", "coll', "is not a snapshot, or is cut short"],
    ["a page of Graph", { value: [{ id: "1" }] }, 'it has no "format"'],
    ["another format", { format: "demarc-snapshot/9" }, 'format "demarc-snapshot/9"'],
    ["without a tenant", { format: "demarc-snapshot/1", collections: {} }, "tenantId is missing"],
    [
      "a misspelt collection",
      { format: "demarc-snapshot/1", tenantId: "t", collections: { user: [] } },
      "did you mean users?",
    ],
    [
      "objects without ids",
      { format: "demarc-snapshot/1", tenantId: "t", collections: { users: [{}] } },
      "must be a list of objects with an id",
    ],
  ])("%s is refused with a sentence", (_, content, sentence) => {
    expect(() => readSnapshot(file(content))).toThrow(sentence);
  });

  it("says so when there is none", () => {
    expect(() => readSnapshot(join(folder.path, "none.json"))).toThrow("there is no snapshot");
  });
});
