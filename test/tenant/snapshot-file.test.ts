import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { readSnapshot, readSnapshotOf, writeSnapshot } from "../../src/tenant/snapshot-file.ts";
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

  it("pages one after the other are one collection, up to the last that says there is another", () => {
    const page = (id: string, next?: object) => ({ value: [{ id }], ...next });
    const next = { "@odata.nextLink": "https://graph.microsoft.com/v1.0/users?$skiptoken=x" };
    const whole = readSnapshot(file(saying({ users: [page("u1", next), page("u2")] })));
    expect(whole.collections.users.map(({ id }) => id)).toEqual(["u1", "u2"]);
    expect(whole.unreadable.map(({ collection }) => collection)).not.toContain("users");
    const half = readSnapshot(file(saying({ users: [page("u1", next), page("u2", next)] })));
    expect(half.unreadable).toContainEqual(expect.objectContaining({ collection: "users", code: "FirstPageOnly" }));
    const azure = { value: [{ id: "/a", type: "b" }], nextLink: "https://management.azure.com/…" };
    expect(readSnapshot(file(saying({ armResources: azure }))).unreadable).toContainEqual(
      expect.objectContaining({ collection: "armResources", code: "FirstPageOnly" }),
    );
  });

  it("an answer in which Graph refused is what could not be read", () => {
    const error = { code: "Authorization_RequestDenied", message: "Insufficient privileges." };
    const { unreadable } = readSnapshot(file(saying({ users: { error } })));
    expect(unreadable).toContainEqual({ collection: "users", status: 0, ...error });
  });

  it("objects that were listed without their members or owners do not stand alone", () => {
    const parts = (collections: object, more: object = {}) =>
      readSnapshot(file(saying(collections, more))).unreadable.flatMap(({ collection, part }) =>
        part === undefined ? [] : [`${part} of ${collection}`],
      );
    const groups = [{ id: "g1" }, { id: "g2", members: null }];
    expect(parts({ groups, applications: [], servicePrincipals: [{ id: "s", owners: [] }] })).toEqual([
      "members of groups",
      "owners of groups",
    ]);
    expect(parts({ groups: [{ id: "g1", members: [], owners: [] }, { id: "g2" }] })).toEqual([]);
    // What Demarc collects itself leaves out what is empty.
    expect(parts({ groups }, { source: "microsoft-graph" })).toEqual([]);
    const more = { id: "g1", members: [{ id: "u1" }], "members@odata.nextLink": "https://graph.microsoft.com/…" };
    expect(readSnapshot(file(saying({ groups: [more] }))).unreadable).toContainEqual(
      expect.objectContaining({ collection: "groups", code: "FirstMembersOnly" }),
    );
  });

  it("is of one tenant, in whatever case", () => {
    const path = file({ format: "demarc-snapshot/1", tenantId: "ABC", collections: {} });
    expect(readSnapshotOf("abc", path).tenantId).toBe("abc");
    expect(() => readSnapshotOf("abd", path)).toThrow("is of tenant abc, the matrix of tenant abd (client.tenantId)");
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
    ["a number", 7, 'snapshot.json:1:1: not a snapshot: it has no "format"'],
    ["a list", [{ id: "1" }], "it is a list as Graph answers"],
    [
      "a page of Graph",
      { "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(id)", value: [{ id: "1" }] },
      "it is a list of users as Graph answers",
    ],
    ["a $batch", { responses: [] }, "it holds the answers of a $batch"],
    ["collections alone", { users: [] }, "its collections belong into"],
    ["another format", { format: "demarc-snapshot/9" }, ':1:11: format is "demarc-snapshot/9"; this version reads'],
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
    [
      "an answer of a $batch",
      saying({ users: [{ id: "1", status: 200, body: { value: [] } }] }),
      "is an answer of a $batch",
    ],
    ["a delta", saying({ groups: [{ id: "1", "members@delta": [{ id: "u1" }] }] }), "is an answer of a delta query"],
    ["what was deleted", saying({ users: [{ id: "1", "@removed": { reason: "deleted" } }] }), "of a delta query"],
    ["PowerShell's spelling", saying({ users: [{ Id: "1", DisplayName: "A" }] }), "is spelt as PowerShell spells it"],
    ["Azure AD Graph", saying({ users: [{ objectId: "1", displayName: "A" }] }), "is spelt as Azure AD Graph spelt it"],
    [
      "instances of schedules",
      saying({ roleAssignmentScheduleInstances: [] }),
      "did you mean roleAssignmentSchedules?",
    ],
    [
      "a name that every object has",
      '{"format": "demarc-snapshot/1", "tenantId": "t", "collections": {"constructor": []}}',
      "collections.constructor is not known; there are",
    ],
    [
      "what no tenant is that deep",
      `{"format": "demarc-snapshot/1", "tenantId": "t", "collections": {"users": [{"id": "1", "x": ${"[".repeat(9999)}${"]".repeat(9999)}}]}}`,
      "collections.users[0].x is nested deeper than anything in a tenant",
    ],
    ["a word for nothing there is", saying({ devices: [] }), "is not known; there are organization, domains"],
    ["a resource that is none", saying({ armResources: [{ id: "/subscriptions/1" }] }), "armResources[0] has no type"],
    [
      "text where a list belongs",
      '{"format": "demarc-snapshot/1", "tenantId": "t", "collections": {\n  "conditionalAccessPolicies": [{ "id": "\\"}", "state": "Enabled", "x": [1, "]"] },\n    { "id": "2", "conditions": { "users": { "includeUsers": "All" } } }] } }',
      "snapshot.json:3:61: collections.conditionalAccessPolicies[1].conditions.users.includeUsers must be a list of texts",
    ],
    [
      "what PowerShell cut off",
      saying({ conditionalAccessPolicies: [{ id: "1", state: "enabled", conditions: "@{users=; applications=}" }] }),
      "conditions must be an object; PowerShell cut it off here: ConvertTo-Json -Depth 20",
    ],
    [
      "members that PowerShell cut off",
      saying({ groups: [{ id: "1", members: "System.Object[]" }] }),
      "cut it off here",
    ],
    [
      "a gap in a list",
      saying({ users: [{ id: "1", proxyAddresses: [null] }] }),
      "proxyAddresses must be a list of texts",
    ],
    ["audits cut off", saying({ directoryAudits: [{ id: "1", targetResources: "x" }] }), "must be a list of objects"],
    ["a number for a name", saying({ users: [{ id: "1", displayName: 7 }] }), "users[0].displayName must be a text"],
    ["a word for a flag", saying({ users: [{ id: "1", accountEnabled: "False" }] }), "must be true or false"],
    [
      "a date in a country's spelling",
      saying({ users: [{ id: "1", createdDateTime: "02/01/2024 03:04:05" }] }),
      "users[0].createdDateTime must be a date such as 2026-11-20T08:00:00Z",
    ],
    [
      "a day that no month has",
      saying({ roleEligibilitySchedules: [{ id: "1", scheduleInfo: { startDateTime: "2024-13-45T00:00:00Z" } }] }),
      "scheduleInfo.startDateTime must be a date",
    ],
    [
      "a date of Windows PowerShell",
      saying({ applications: [{ id: "1", passwordCredentials: [{ endDateTime: "/Date(1700000000000)/" }] }] }),
      "must be a date such as 2026-11-20T08:00:00Z; Windows PowerShell 5.1 makes this of dates",
    ],
    ["a date that is none", saying({}, { collectedAt: "yesterday" }), 'collectedAt is "yesterday"'],
    ["a gap without a name", saying({}, { unreadable: ["users"] }), "unreadable[0] names no collection"],
  ])("%s is refused with a sentence", (_, content, sentence) => {
    expect(() => readSnapshot(file(content))).toThrow(sentence);
  });

  it("the first day of the year 1 is no date", () => {
    const never = "0001-01-01T00:00:00Z";
    const users = [
      { id: "1", displayName: never, createdDateTime: never, signInActivity: { lastSignInDateTime: never } },
    ];
    expect(readSnapshot(file(saying({ users }))).collections.users).toEqual([
      { id: "1", displayName: never, createdDateTime: null, signInActivity: { lastSignInDateTime: null } },
    ]);
  });

  it.each(["2024-01-02T03:04:05.1234567Z", "2024-01-02T03:04:05+02:00", "9999-12-31", ""])(
    "%j is a date",
    (createdDateTime) => {
      const { collections } = readSnapshot(file(saying({ users: [{ id: "1", createdDateTime }] })));
      expect(collections.users).toEqual([{ id: "1", createdDateTime }]);
    },
  );

  it("another encoding is refused: names in it would be other names", () => {
    const path = join(folder.path, "latin1.json");
    writeFileSync(path, Buffer.from('{"format": "demarc-snapshot/1",\n "tenantId": "Zürich"}', "latin1"));
    expect(() => readSnapshot(path)).toThrow("it is not UTF-8 from line 2, column 16 on; save it as UTF-8");
  });

  it("a folder of something else is no snapshot", () => {
    expect(() => readSnapshot(join(folder.path, ".."))).toThrow("is a folder, not a snapshot: it has no snapshot.json");
  });

  it("says so when there is none", () => {
    expect(() => readSnapshot(join(folder.path, "none.json"))).toThrow("there is no snapshot");
  });
});
