import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Collected } from "../../../src/review/collect/collect.ts";
import type { GraphObject } from "../../../src/review/collect/read-error.ts";
import { earlierSnapshot, type WriteOptions, writeCollected } from "../../../src/review/collect/write.ts";
import { seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import type { Unreadable } from "../../../src/tenant/snapshot.ts";
import { readSnapshot } from "../../../src/tenant/snapshot-file.ts";
import { temporaryFolder } from "../../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const snapshot = seedHarbour();
const delta = { users: { link: "u", request: "1" }, groups: { link: "g", request: "2" } };
const options: WriteOptions = {
  tenantId: snapshot.tenantId,
  source: "microsoft-graph",
  collectedAt: snapshot.collectedAt,
  scratch: folder.path,
  isFolder: true,
};

function collected(unreadable: readonly Unreadable[] = []): Collected {
  return {
    unreadable,
    delta,
    async *entities(name) {
      yield* snapshot.collections[name] as unknown as readonly GraphObject[];
    },
    figures: { requests: 1, repeated: 0, bound: 1, vanished: 0 },
  };
}

const failed = (collection: Unreadable["collection"], part?: Unreadable["part"]): Unreadable => ({
  collection,
  ...(part && { part }),
  status: 403,
  code: "Denied",
  message: "No.",
});

test("one document and a folder hold the same, and say how much it is", async () => {
  const [file, place] = [join(folder.path, "one.json"), join(folder.path, "many")];
  const count = await writeCollected(file, collected([failed("domains")]), { ...options, isFolder: false });
  expect(await writeCollected(place, collected([failed("domains")]), options)).toBe(count);
  expect(count).toBe(Object.values(snapshot.collections).flat().length);
  expect(readSnapshot(file)).toEqual(readSnapshot(place));
  expect(readSnapshot(file)).toEqual({ ...snapshot, source: "microsoft-graph", unreadable: [failed("domains")] });
});

test("a name keeps every character in it, also those that break lines for some", async () => {
  const displayName = "one\u2028two\u2029three\u0085four\nfive";
  const named = {
    ...collected(),
    async *entities(name: string) {
      if (name === "groups") yield { ...snapshot.collections.groups[0], displayName } as unknown as GraphObject;
    },
  };
  for (const isFolder of [false, true]) {
    const place = join(folder.path, `named-${isFolder}`);
    await writeCollected(place, named, { ...options, isFolder });
    expect(readSnapshot(place).collections.groups.map((group) => group.displayName)).toEqual([displayName]);
  }
});

describe("an earlier snapshot", () => {
  const write = async (name: string, unreadable: readonly Unreadable[], more: Partial<WriteOptions> = {}) => {
    const place = join(folder.path, name);
    await writeCollected(place, collected(unreadable), { ...options, ...more });
    return earlierSnapshot(place);
  };

  test.each<[string, Unreadable[], string[]]>([
    ["whole", [], ["users", "groups"]],
    ["without groups", [failed("groups")], ["users"]],
    ["without the members of groups", [failed("groups", "members")], ["users"]],
    ["without last sign-ins, which are read anew", [failed("users", "signInActivity")], ["users", "groups"]],
    ["without something else", [failed("domains")], ["users", "groups"]],
  ])("%s can be brought up to date as far as it was whole", async (name, unreadable, expected) => {
    expect(Object.keys((await write(name, unreadable))?.delta ?? {})).toEqual(expected);
  });

  test("gives back its objects", async () => {
    const users: unknown[] = [];
    for await (const user of (await write("objects", []))?.entities("users") ?? []) users.push(user);
    expect(users).toEqual(snapshot.collections.users);
  });

  test("that was redacted gives nothing to go on from", async () => {
    const found = await write("nameless", [], { redaction: (_, entity) => entity });
    expect([found?.isRedacted, found?.delta]).toEqual([true, {}]);
    expect(readFileSync(join(folder.path, "nameless", "snapshot.json"), "utf8")).not.toContain('"link"');
  });

  test("is none where there is something else", () => {
    const file = join(folder.path, "else.json");
    writeFileSync(file, "{}");
    expect([earlierSnapshot(file), earlierSnapshot(folder.path), earlierSnapshot(join(folder.path, "none"))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
