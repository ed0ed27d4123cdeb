/** `demarc snapshot` as a person runs it: the embedded tenant in its file and over HTTPS, and what it refuses. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectProgress, progressLine } from "../../src/cli/collect-progress.ts";
import { readSnapshot } from "../../src/tenant/snapshot-file.ts";
import { demarc, start, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (...parts: string[]) => join(folder.path, ...parts);
const harbour = ["snapshot", "--stack", "harbour", "--workspace", at("w")];

describe("demarc snapshot", () => {
  beforeAll(async () => {
    const { status, stderr } = await demarc(...harbour, "--out", at("folder"));
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(/folder: \d+ objects\.\n\d+ requests, 0 of them repeated; \d+ would do/),
    ]);
  });

  it("writes the same as one document and as a folder, in its file and over HTTPS", async () => {
    expect((await demarc(...harbour, "--out", at("one.json"))).status).toBe(0);
    const server = start("tenant", "--stack", "harbour", "--workspace", at("w"), "--port", "0");
    await server.said("Ctrl-C stops it.");
    const served = await demarc(...harbour, "--out", at("served"));
    server.stop();
    await server.ended;
    expect([served.status, served.stderr]).toEqual([0, expect.stringContaining("objects.")]);
    const [one, two, three] = [at("one.json"), at("folder"), at("served")].map((path) => readSnapshot(path));
    expect(one?.collections).toEqual(two?.collections);
    // Serving made the identity that deploys.
    expect(three?.collections.users).toEqual(two?.collections.users);
    expect(existsSync(at("served.partial"))).toBe(false);
  });

  it("is what the other commands read", async () => {
    const { status, stdout } = await demarc(
      "explain",
      "provider",
      "--snapshot",
      at("folder"),
      "--matrix",
      "stacks/harbour/matrix.yaml",
    );
    expect(status).toBeLessThan(2);
    expect(stdout).toContain("Tideway");
  });

  it("goes on from an earlier one, and redacts", async () => {
    const since = await demarc(...harbour, "--out", at("since"), "--since", at("folder"), "--redact");
    expect(since.status).toBe(0);
    expect(JSON.parse(readFileSync(at("since", "snapshot.json"), "utf8"))).toMatchObject({ redacted: true });
    expect(readSnapshot(at("since")).collections.users.map(({ id }) => id)).toEqual(
      readSnapshot(at("folder")).collections.users.map(({ id }) => id),
    );
  });

  it("says what is needed, as text and as one document", async () => {
    const text = await demarc(...harbour, "--permissions");
    expect([text.status, text.stdout]).toEqual([0, expect.stringContaining("  AuditLog.Read.All\n")]);
    const { stdout } = await demarc(...harbour, "--permissions", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      ok: expect.any(Boolean),
      needed: expect.arrayContaining(["Policy.Read.All"]),
    });
  });

  it("goes on with an unfinished collection, and refuses one of another tenant or day", async () => {
    const begun = (header: object) => {
      mkdirSync(at("half.partial"), { recursive: true });
      writeFileSync(at("half.partial", "journal.json"), JSON.stringify(header));
    };
    begun({ tenantId: "another", requests: "r", startedAt: new Date().toISOString() });
    const foreign = await demarc(...harbour, "--out", at("half"));
    expect([foreign.status, foreign.stderr]).toEqual([
      2,
      expect.stringContaining("holds an unfinished collection of tenant another"),
    ]);
    const { tenantId } = readSnapshot(at("folder"));
    begun({ tenantId, requests: "r", startedAt: "2020-01-01T00:00:00Z" });
    const old = await demarc(...harbour, "--out", at("half"));
    expect([old.status, old.stderr]).toEqual([
      2,
      expect.stringContaining("a snapshot is of one day, so start anew with --restart"),
    ]);
    expect(existsSync(at("half"))).toBe(false);
    expect((await demarc(...harbour, "--out", at("half"), "--restart")).status).toBe(0);
  });

  it.each<[string, () => string[], string]>([
    ["no place to write to", () => harbour, "error: --out is missing"],
    [
      "no tenant",
      () => ["snapshot", "--out", at("x")],
      "nothing says which tenant (--stack NAME, --matrix FILE or --tenant ID)",
    ],
    [
      "two tenants",
      () => [...harbour, "--tenant", "00000000-0000-4000-8000-000000000001", "--out", at("x")],
      "one of them is the wrong one",
    ],
    [
      "an earlier snapshot that is none",
      () => [...harbour, "--out", at("x"), "--since", at("w")],
      "is no snapshot to go on from",
    ],
    [
      "nobody signed in",
      () => [
        "snapshot",
        "--tenant",
        "00000000-0000-4000-8000-000000000001",
        "--credential",
        "environment",
        "--out",
        at("x"),
      ],
      "nobody could be signed in for https://graph.microsoft.com",
    ],
  ])("with %s says so, in one line, and writes nothing", async (_, args, message) => {
    const { status, stderr } = await demarc(...args());
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(at("x"))).toBe(false);
  });
});

describe("progress", () => {
  it("gives an estimate once a tenth is done, and none at the end", () => {
    const line = (requests: number) => progressLine({ requests, expected: 1000, objects: 12_345 }, 60_000);
    expect(line(50)).toBe("12,345 objects, 50 of about 1,000 requests");
    expect(line(250)).toBe("12,345 objects, 250 of about 1,000 requests, about 3 min left");
    expect(line(900)).toBe("12,345 objects, 900 of about 1,000 requests, about 7 s left");
    expect(line(1000)).toBe("12,345 objects, 1,000 of about 1,000 requests");
  });

  it("is a line every half minute where nobody watches, and in place on a terminal", () => {
    const shown = (isTTY: boolean) => {
      let [time, text] = [0, ""];
      const write = (more: string) => {
        text += more;
        return true;
      };
      const stream = { isTTY, write } as unknown as NodeJS.WriteStream;
      const progress = collectProgress(stream, () => time);
      for (; time < 65_000; time += 1000) progress.report({ requests: 1, expected: 1, objects: 1 });
      progress.done();
      return text;
    };
    expect(shown(false).split("\n")).toHaveLength(3);
    const inPlace = shown(true).split("\r\u001b[K");
    expect(new Set(inPlace.slice(1, -1))).toEqual(new Set(["1 objects, 1 of about 1 requests"]));
    expect([inPlace[0], inPlace.at(-1)]).toEqual(["", ""]);
  });
});
