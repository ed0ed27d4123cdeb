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

  const saying = (collections: object | undefined, more: object = {}) => ({
    format: "demarc-snapshot/1",
    tenantId: "t",
    collections,
    ...more,
  });

  it("reads what exports make of Graph's answers: pages, nulls, members as ids or URLs, partners without an id", () => {
    const { collections, unreadable } = readSnapshot(
      file(
        saying({
          users: { "@odata.context": "…#users", value: [{ id: "u1", displayName: null }] },
          groups: [
            { id: "g1", members: ["u1", "https://graph.microsoft.com/v1.0/directoryObjects/u2"], owners: null },
            { id: "g2", members: { value: [{ "@odata.type": "#microsoft.graph.user", id: "u1" }] } },
          ],
          domains: null,
          crossTenantPartners: [{ tenantId: "p1", isServiceProvider: true }],
        }),
      ),
    );
    expect(collections.users).toEqual([{ id: "u1", displayName: null }]);
    expect(collections.groups).toEqual([
      { id: "g1", members: [{ id: "u1" }, { id: "u2" }] },
      { id: "g2", members: [{ "@odata.type": "#microsoft.graph.user", id: "u1" }] },
    ]);
    expect(collections.crossTenantPartners).toEqual([{ id: "p1", tenantId: "p1", isServiceProvider: true }]);
    expect(unreadable.map(({ collection }) => collection)).toContain("domains");
    expect(unreadable.map(({ collection }) => collection)).not.toContain("users");
  });

  it("an id is the same in either case: ids alone and as PIM joins them; names stay as they are", () => {
    const id = "7D1DE3A7-5B1E-4C39-9A53-0A3F6F0C1D01";
    const { groups, roleManagementPolicies } = readSnapshot(
      file(
        saying({
          groups: [{ id, displayName: `Copy of ${id}`, members: [id, `https://graph.example/v1.0/users/${id}`] }],
          roleManagementPolicies: [{ id: `Group_${id}_${id}` }],
        }),
      ),
    ).collections;
    const lower = id.toLowerCase();
    expect(groups).toEqual([{ id: lower, displayName: `Copy of ${id}`, members: [{ id: lower }, { id: lower }] }]);
    expect(roleManagementPolicies).toEqual([{ id: `Group_${lower}_${lower}` }]);
  });

  it("the first page of a collection is not all of it", () => {
    const page = { value: [{ id: "u1" }], "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=x" };
    const { collections, unreadable } = readSnapshot(file(saying({ users: page })));
    expect(collections.users).toEqual([{ id: "u1" }]);
    expect(unreadable).toContainEqual(expect.objectContaining({ collection: "users", code: "FirstPageOnly" }));
  });

  it.each([
    ["a byte order mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
    ["UTF-16, as Windows PowerShell writes it", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
  ])("reads %s", (_, encode) => {
    const path = join(folder.path, "encoded.json");
    writeFileSync(path, encode(JSON.stringify(saying({ users: [{ id: "u1" }] }))));
    expect(readSnapshot(path).collections.users).toEqual([{ id: "u1" }]);
  });

  it.each([
    ["text", "hello", "snapshot.json:1:1: not a snapshot: it is not JSON from here on"],
    ["a slip", '{\n  "format": "demarc-snapshot/1",\n  "tenantId": None\n}', "snapshot.json:3:15: not a snapshot"],
    ["cut short", '{"format": "demarc-snapshot/1",\n "coll', "snapshot.json:2:7: the snapshot is cut short"],
    ["nothing", " \n", "is empty"],
    ["a page of Graph", { value: [{ id: "1" }] }, 'it has no "format"'],
    ["another format", { format: "demarc-snapshot/9" }, 'format "demarc-snapshot/9"'],
    ["without a tenant", { format: "demarc-snapshot/1", collections: {} }, "tenantId is missing"],
    ["without collections", saying(undefined), "collections is missing"],
    ["a list of collections", saying([]), "collections is missing"],
    ["a misspelt collection", saying({ user: [] }), "did you mean users?"],
    ["a collection that is none", saying({ users: "all" }), "collections.users must be a list of objects with an id"],
    ["objects without ids", saying({ users: [{ id: "1" }, {}] }), "collections.users[1] has no id"],
    ["a member that is none", saying({ groups: [{ id: "1", members: [7] }] }), "collections.groups[0].members[0]"],
    [
      "members that are none",
      saying({ groups: [{ id: "1", members: "u1" }] }),
      "collections.groups[0].members must be",
    ],
    ["a date that is none", saying({}, { collectedAt: "yesterday" }), 'collectedAt is "yesterday"'],
    ["a gap without a name", saying({}, { unreadable: ["users"] }), "unreadable[0] names no collection"],
  ])("%s is refused with a sentence", (_, content, sentence) => {
    expect(() => readSnapshot(file(content))).toThrow(sentence);
  });

  it("a folder is no snapshot", () => {
    expect(() => readSnapshot(folder.path)).toThrow("is a folder, not a snapshot");
  });

  it("says so when there is none", () => {
    expect(() => readSnapshot(join(folder.path, "none.json"))).toThrow("there is no snapshot");
  });
});
