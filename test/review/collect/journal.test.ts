import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type JournalFrame, openJournal } from "../../../src/review/collect/journal.ts";
import { memoryStore, type PageStore, type StoredPage } from "../../../src/review/collect/page-store.ts";
import { temporaryFolder } from "../../support/demarc.ts";

const place = temporaryFolder();
afterAll(() => place.remove());

const frame: JournalFrame = { tenantId: "t", requests: "r" };
const now = "2026-11-21T10:00:00.000Z";
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(place.path, `journal-${count++}`);
});

async function read(store: PageStore, stream: string): Promise<StoredPage[]> {
  const pages: StoredPage[] = [];
  for await (const page of store.pages(stream)) pages.push(page);
  return pages;
}

const first: StoredPage = { of: "", items: [{ id: "1" }], next: "n" };
const last: StoredPage = { of: "", items: [{ id: "2" }] };

describe("a journal", () => {
  test("goes on where it stopped, with the time at which it began", async () => {
    const before = await openJournal(folder, frame, now);
    expect(before.isResumed).toBe(false);
    await before.append("users", [first]);
    await before.close();
    const after = await openJournal(folder, frame, "2026-11-21T11:00:00.000Z");
    expect([after.isResumed, after.startedAt]).toEqual([true, now]);
    expect(after.progress("users")).toMatchObject({ done: false, next: "n" });
    await after.append("users", [last]);
    expect(after.progress("users")?.done).toBe(true);
    expect(await read(after, "users")).toEqual([first, last]);
    after.remove();
    expect(existsSync(folder)).toBe(false);
  });

  test("cuts off a page that was torn, wherever that was", async () => {
    const whole = await openJournal(folder, frame, now);
    await whole.append("users", [first]);
    await whole.close();
    const file = join(folder, "users.pages");
    const size = statSync(file).size;
    const text = readFileSync(file, "utf8");
    for (let length = 0; length < size; length++) {
      writeFileSync(file, text + text.slice(0, length));
      const journal = await openJournal(folder, frame, now);
      expect(await read(journal, "users"), String(length)).toEqual([first]);
      await journal.append("users", [last]);
      expect(await read(journal, "users"), String(length)).toEqual([first, last]);
      await journal.close();
    }
    truncateSync(file, size - 1);
    const journal = await openJournal(folder, frame, now);
    expect(journal.progress("users")).toBeUndefined();
    await journal.close();
  });

  test("forgets a list that begins anew, and keeps the others of its stream", async () => {
    const journal = await openJournal(folder, frame, now);
    const other: StoredPage = { of: "g2", items: [{ id: "3" }] };
    await journal.append("members", [{ ...first, of: "g1" }, other]);
    await journal.restart("members", "g1");
    expect(journal.progress("members", "g1")).toBeUndefined();
    await journal.append("members", [{ ...last, of: "g1" }]);
    await journal.close();
    const again = await openJournal(folder, frame, now);
    expect(await read(again, "members")).toEqual([other, { ...last, of: "g1" }]);
    await again.close();
  });

  test("is as the store in memory, whatever is done with it", async () => {
    const step = fc.record({
      stream: fc.constantFrom("a", "b.c"),
      of: fc.constantFrom("", "x", "y"),
      what: fc.constantFrom("page", "last", "restart", "reopen"),
      items: fc.array(fc.record({ id: fc.string() }), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const at = join(place.path, `journal-${count++}`);
        let journal = await openJournal(at, frame, now);
        const memory = memoryStore();
        for (const { stream, of, what, items } of steps) {
          if (what === "reopen") {
            await journal.close();
            journal = await openJournal(at, frame, now);
          } else if (what === "restart") {
            for (const store of [journal, memory]) await store.restart(stream, of);
          } else {
            const page = { of, items, ...(what === "page" && { next: "n" }) };
            for (const store of [journal, memory]) await store.append(stream, [page]);
          }
        }
        for (const stream of ["a", "b.c"]) {
          expect(await read(journal, stream)).toEqual(await read(memory, stream));
          for (const of of ["", "x", "y"]) {
            const [left, right] = [journal.progress(stream, of), memory.progress(stream, of)];
            expect([left?.done, left?.next]).toEqual([right?.done, right?.next]);
          }
        }
        await journal.close();
        journal.remove();
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, JournalFrame, string, string]>([
    [
      "of another tenant",
      { ...frame, tenantId: "u" },
      now,
      "holds an unfinished collection of tenant t, this one is of u",
    ],
    ["of the day before", frame, "2026-11-22T10:00:01.000Z", "a snapshot is of one day"],
    ["of other requests", { ...frame, requests: "s" }, now, "with other options, or by another version"],
  ])("is not gone on with when it is %s; --restart begins anew", async (_, other, then, message) => {
    const before = await openJournal(folder, frame, now);
    await before.append("users", [first]);
    await before.close();
    await expect(openJournal(folder, other, then)).rejects.toThrow(message);
    expect(readdirSync(folder)).toContain("users.pages");
    const anew = await openJournal(folder, other, then, true);
    expect([anew.isResumed, anew.startedAt, await read(anew, "users")]).toEqual([false, then, []]);
    await anew.close();
  });

  test("a day is not yet too long", async () => {
    await (await openJournal(folder, frame, now)).close();
    const journal = await openJournal(folder, frame, "2026-11-22T10:00:00.000Z");
    expect(journal.startedAt).toBe(now);
    await journal.close();
  });

  test("is for one process at a time; the lock of one that is gone does not count", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "lock"), "1");
    await expect(openJournal(folder, frame, now)).rejects.toThrow("is in use");
    writeFileSync(join(folder, "lock"), "999999999");
    const journal = await openJournal(folder, frame, now);
    await journal.close();
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  test("begins anew when not even its first line was written to the end", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "journal.json"), '{"tenantId":"t","req');
    appendFileSync(join(folder, "users.pages"), "rest of something");
    const journal = await openJournal(folder, frame, now);
    expect(await read(journal, "users")).toEqual([]);
    await journal.close();
  });

  test("only its owner can read it", async () => {
    const journal = await openJournal(folder, frame, now);
    await journal.append("users", [first]);
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "users.pages")).mode & 0o077).toBe(0);
    await journal.close();
  });
});
