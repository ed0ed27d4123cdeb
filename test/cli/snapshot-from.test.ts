/** `demarc snapshot --from` as a person runs it, and what its options refuse. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { shortestPaths } from "../../src/access/search.ts";
import { sightOf } from "../../src/cli/commands/explain.ts";
import { type SnapshotFromOptions, snapshotFrom } from "../../src/cli/commands/snapshot-from.ts";
import { whatIf } from "../../src/cli/commands/whatif.ts";
import { filesFromSnapshot } from "../../src/onboarding/init/first-files.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { readSnapshot, writeSnapshot } from "../../src/tenant/snapshot-file.ts";
import { azureHoundFile, azureHoundRecords } from "../support/azurehound.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => {
  vi.restoreAllMocks();
  folder.remove();
});
const at = (name: string) => join(folder.path, name);
const matrix = "stacks/harbour/matrix.yaml";
const seed = seedHarbour();
const whole = azureHoundFile(azureHoundRecords(seed));
writeFileSync(at("azurehound.json"), whole);

const run = (more: Partial<SnapshotFromOptions>) =>
  snapshotFrom({
    from: at("azurehound.json"),
    out: at("out"),
    credential: "default",
    cloud: "global",
    azure: true,
    permissions: false,
    requireAll: false,
    restart: false,
    redact: false,
    format: "text",
    ...more,
  });

describe("demarc snapshot --from", () => {
  beforeEach(() => {
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
  });

  it("writes a snapshot, says what it cannot show, and leaves nothing else", async () => {
    const { status, stdout, stderr } = await demarc("snapshot", "--from", at("azurehound.json"), "--out", at("one"));
    expect([status, stdout]).toEqual([1, ""]);
    const [first, second, ...others] = stderr.trim().split("\n");
    expect(first).toMatch(
      /one: \d+ objects of tenant 3f6c1d52-\S+, from \d+ records of AzureHound \(.+, the date of the file\)\.$/,
    );
    expect(second).toMatch(/^AzureHound does not show, or not all of it: .*conditionalAccessPolicies/);
    expect(others.every((line) => line.startsWith("not in the export: "))).toBe(true);
    expect(readSnapshot(at("one")).collections.users.length).toBeGreaterThan(10);
    expect(readdirSync(folder.path).toSorted()).toEqual(["azurehound.json", "one"]);
  });

  it("writes the same as one document, redacts, and takes the tenant of a matrix", async () => {
    await run({ out: at("two.json"), matrix });
    await run({ out: at("one"), matrix });
    expect(readSnapshot(at("two.json")).collections).toEqual(readSnapshot(at("one")).collections);
    await run({ out: at("redacted"), matrix, redact: true });
    const manifest = JSON.parse(readFileSync(at("redacted/snapshot.json"), "utf8")) as unknown;
    expect(manifest).toMatchObject({ redacted: true, source: "import" });
    expect(readFileSync(at("redacted/users.ndjson"), "utf8")).not.toContain("DANA REYES");
  });

  it("changes nothing when the export is not whole", async () => {
    writeFileSync(at("cut.json"), whole.slice(0, -2000));
    const before = readFileSync(at("one/snapshot.json"), "utf8");
    await expect(run({ from: at("cut.json"), out: at("one") })).rejects.toThrow(/cut\.json:\d+: the file is cut short/);
    expect(readFileSync(at("one/snapshot.json"), "utf8")).toBe(before);
    expect(readdirSync(folder.path).filter((name) => name.startsWith("."))).toEqual([]);
    expect(existsSync(at("one.partial"))).toBe(false);
  });

  it.each<[string, Partial<SnapshotFromOptions>, string]>([
    ["no place to write to", { out: undefined as never }, "--out is missing"],
    ["a file that is not there", { from: at("none.json") }, "there is no"],
    [
      "a format without an export",
      { from: undefined as never, fromFormat: "scubagear" },
      "--from-format is given without --from",
    ],
    ["a collection at the same time", { stack: "harbour" }, "--from and --stack are both given"],
    ["only the permissions", { permissions: true }, "--from and --permissions are both given"],
    ["what changed since", { since: at("one") }, "--from and --since are both given"],
    ["another tenant", { tenant: "99999999-0000-4000-8000-000000000001" }, "one of them is the wrong one"],
    ["another tool's form", { fromFormat: "entra-exporter" }, "name the folder that Export-Entra -Path wrote"],
  ])("refuses %s", async (_, options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });
});

describe("what other commands say of it", () => {
  const converted = at("converted.json");
  beforeAll(async () => {
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await run({ out: converted });
  });

  it("explain: who reaches tier 0 as in the tenant itself, and in one sentence all that is not in sight", async () => {
    const { context, assumptions } = await sightOf({ snapshot: converted, matrix, timeout: "60" });
    expect(assumptions).toHaveLength(2);
    expect(assumptions[1]).toMatch(
      /^not in the snapshot, or not all of it, so that nobody sees .*: accessPackage.*, conditionalAccessPolicies, /,
    );
    writeSnapshot(at("seed.json"), seed);
    const known = await sightOf({ snapshot: at("seed.json"), matrix, timeout: "60" });
    const reaching = ({ graph }: typeof context) =>
      shortestPaths(graph, ({ id }) => seed.collections.users.some((user) => user.id === id)).map(
        ({ from }) => from.id,
      );
    expect(reaching(context).toSorted()).toEqual(reaching(known.context).toSorted());
    expect(reaching(context).length).toBeGreaterThan(3);
  });

  it("whatif: that nobody knows, and why", async () => {
    const asked = whatIf({ snapshot: converted, matrix, user: "Dana Reyes", timeout: "60", format: "text" });
    await expect(asked).rejects.toThrow(
      "the snapshot does not hold the conditional access policies (AzureHound does not collect conditional access), so nobody knows what becomes of a sign-in",
    );
  });

  it("init: no policy was read, which is not that there is none", () => {
    const { files } = filesFromSnapshot(readSnapshot(converted), "./matrix.schema.json");
    expect(files.get("inventory.md")).toContain("## Conditional access\n\nNo policy was read.");
    expect(files.get("inventory.md")).toContain("federationConfiguration of domains");
  });
});
