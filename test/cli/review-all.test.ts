/** `demarc review --all` as a person, a pipeline's matrix and a cluster run it. */

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { shardOf } from "../../src/review/estate/shard.ts";
import type { EstateSummary } from "../../src/review/estate/summary.ts";
import type { Review } from "../../src/review/schema.ts";
import { reviews, signedReview } from "../review/evidence/reviews.ts";
import { demarc, projectRoot, type Run, start, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (...parts: string[]) => join(folder.path, ...parts);
const estate = at("tenants");
/** Of the same tenants the one whose review is the quickest, and one that fails. */
const small = at("small");
const today = new Date().toISOString().slice(0, 10);

const summaryIn = (out: string) => JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as EstateSummary;

function tenant(name: string, matrix: string, settings?: string): void {
  mkdirSync(join(estate, name), { recursive: true });
  cpSync(join(projectRoot, "stacks", matrix, "matrix.yaml"), join(estate, name, "matrix.yaml"));
  if (settings !== undefined) writeFileSync(join(estate, name, "tenant.yaml"), settings);
}

const all = (out: string, ...more: string[]) => demarc("review", "--all", estate, "--out", at(out), ...more);
const allSmall = (out: string, ...more: string[]) => demarc("review", "--all", small, "--out", at(out), ...more);

/** The first review of all tenants, in the folder `one`, which stays as it is: whoever changes results has a copy. */
let first: Run;
function copyOfFirst(name: string): void {
  cpSync(at("one"), at(name), { recursive: true, preserveTimestamps: true });
}

beforeAll(async () => {
  tenant("harbour", "harbour");
  tenant("kestrel", "kestrel", "collect:\n  stack: kestrel\n  workspace: ../../workspace\n");
  tenant("cut", "harbour");
  writeFileSync(join(estate, "cut", "snapshot.json"), '{"format":"demarc-snapshot/1",');
  tenant("wrong", "harbour", "snapshots: elsewhere\n");
  mkdirSync(join(estate, "notes"));
  const args = ["snapshot", "--stack", "harbour", "--workspace", at("workspace"), "--out"];
  expect((await demarc(...args, join(estate, "harbour", "snapshot"))).status).toBe(0);
  for (const name of ["cut", "harbour"]) cpSync(join(estate, name), join(small, name), { recursive: true });
  first = await all("one");
});

describe("demarc review --all", () => {
  it("reviews every tenant; one that cannot be is a line of its own", () => {
    const { status, stdout, stderr } = first;
    expect(status).toBe(2);
    expect(stdout).toMatch(/^2 tenants could not be reviewed\. In 1 of 2 reviewed tenants a provider can take control/);
    expect(stdout).toMatch(
      /\nharbour +Act now; \d+ critical, .*; \d+ reach Global Administrator; (\d+) of \1 systems unread; last signed: never\n/,
    );
    expect(stdout).toMatch(/\ncut +not reviewed: .*snapshot\.json:1:31: the snapshot is cut short/);
    expect(stdout).toMatch(/\nwrong +not reviewed: tenant\.yaml: it: Unrecognized key: "snapshots"\n/);
    expect(stderr).not.toMatch(/ {4}at /);
    const sameTenant = "3 folders are of one tenant, 3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975: cut, harbour and wrong.";
    expect(stdout).toContain(sameTenant);
    const { tenants, totals } = summaryIn(at("one"));
    expect(tenants.map(({ tenant: name, state }) => `${name} ${state}`)).toEqual([
      "cut failed",
      "harbour reviewed",
      "kestrel reviewed",
      "wrong failed",
    ]);
    expect(totals).toMatchObject({ tenants: 4, reviewed: 2, failed: 2, missing: 0, reachable: 1 });
    expect(readdirSync(at("one", "harbour", "reviews", today))).toContain("review.html");
    expect(readdirSync(at("one", "harbour", "reviews"))).toEqual([today]);
    const page = readFileSync(at("one", "summary.html"), "utf8");
    expect(page).toContain(`<a href="harbour/reviews/${today}/review.html">harbour</a>`);
    expect(readFileSync(at("one", "summary.md"), "utf8")).toContain("| **Not reviewed:** tenant.yaml: it: ");
    // The tenants' own folders are as they were.
    expect(readdirSync(join(estate, "harbour")).toSorted()).toEqual(["matrix.yaml", "snapshot"]);
  });

  it("does not redo what is finished, unless its inputs changed or it is asked to", async () => {
    copyOfFirst("again");
    const report = at("again", "harbour", "reviews", today, "review.html");
    const before = readFileSync(at("again", "summary.json"), "utf8");
    const whole = readFileSync(report, "utf8");
    const made = statSync(report).mtimeMs;
    expect((await all("again")).status).toBe(2);
    expect(statSync(report).mtimeMs).toBe(made);
    expect(readFileSync(at("again", "summary.json"), "utf8")).toBe(before);
    // A report that is not as it was left is made again.
    writeFileSync(report, "half");
    await allSmall("again", "--unused-days", "30");
    expect(readFileSync(report, "utf8").length).toBeGreaterThan(whole.length / 2);
    // What people decided stays.
    const decisions = at("again", "harbour", "reviews", today, "decisions.yaml");
    writeFileSync(decisions, "begun");
    const redone = await allSmall("again", "--redo");
    expect(redone.stdout).toMatch(/harbour +not reviewed: reviews\/[\d-]+ has decisions\.yaml in it already/);
    expect(readFileSync(decisions, "utf8")).toBe("begun");
  });

  it("in shards, one of them lost and its tenant reviewed twice, merges into what one run says", async () => {
    const of = 3;
    const lost = shardOf("harbour", of);
    // Each shard is a machine of its own; what they leave is put together as an object store does.
    const shard = async (index: number, place: string) => {
      await all(place, "--shard", `${index}/${of}`);
      cpSync(at(place), at("merged"), { recursive: true });
    };
    for (const index of [3, 2, 1]) if (index !== lost) await shard(index, `machine-${index}`);
    const partly = await all("merged", "--merge");
    expect(partly.status).toBe(2);
    expect(partly.stdout).toMatch(/harbour +missing: no shard has left a whole result of it/);
    // Two machines leave this tenant: what another run left is replaced by the late shard.
    cpSync(at("one", "harbour"), at("merged", "harbour"), { recursive: true });
    await shard(lost, "machine-late");
    const merged = await all("merged", "--merge", "--format", "json");
    expect(merged.status).toBe(2);
    expect(JSON.parse(merged.stdout)).toEqual(summaryIn(at("one")));
    expect(summaryIn(at("merged"))).toEqual(summaryIn(at("one")));
    writeFileSync(at("merged", "harbour", "reviews", today, "review.md"), "mixed up");
    expect((await all("merged", "--merge")).stdout).toMatch(/harbour +missing/);
  });

  it("stops when it is told to, and goes on from there", async () => {
    const running = start("review", "--all", small, "--out", at("stopped"), "--jobs", "1");
    await running.said(": ");
    running.stop();
    const { status, stderr } = await running.ended;
    expect([status, stderr]).toEqual([2, expect.stringContaining("what was finished is kept")]);
    expect((await allSmall("stopped")).status).toBe(2);
    expect(summaryIn(at("stopped")).totals).toMatchObject({ reviewed: 1, failed: 1, missing: 0 });
    expect(readdirSync(at("stopped", "harbour", "reviews"))).toEqual([today]);
  });

  it.each<[string, string[], string]>([
    ["no folder", ["--all", at("nowhere")], "is no folder of tenants"],
    ["no tenant", ["--all", at("tenants", "notes")], "has no tenants: each is a folder in it with a matrix.yaml"],
    ["no shard", ["--all", estate, "--shard", "4/3"], "--shard 4/3 is no shard (such as 2/5, the second of five)"],
    ["both", ["--all", estate, "--shard", "1/3", "--merge"], "--shard and --merge are both given"],
    ["a stack", ["--all", estate, "--stack", "harbour"], "--all and --stack are both given"],
    ["a state", ["--all", estate, "--state", "state.json"], "--all and --state are both given"],
    ["no jobs", ["--all", estate, "--jobs", "none"], "--jobs none is no number"],
    ["a matrix alone", ["--matrix", join(estate, "cut", "matrix.yaml")], "--snapshot is missing"],
  ])("with %s says so and writes nothing", async (_, args, message) => {
    rmSync(at("x"), { recursive: true, force: true });
    const { status, stdout, stderr } = await demarc("review", ...args, "--out", at("x"));
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
    expect(readdirSync(folder.path)).not.toContain("x");
  });
});

it("takes the state that a tenant's folder names: one of another stack is refused", async () => {
  const own = at("stateful", "harbour");
  mkdirSync(own, { recursive: true });
  for (const name of ["matrix.yaml", "snapshot"])
    cpSync(join(estate, "harbour", name), join(own, name), { recursive: true });
  writeFileSync(join(own, "tenant.yaml"), "state: state.json\n");
  const urn = "urn:pulumi:elsewhere::demarc::pulumi:pulumi:Stack::demarc";
  const resources = [{ urn, type: "pulumi:pulumi:Stack", custom: false }];
  writeFileSync(join(own, "state.json"), JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }));
  const { status, stdout } = await demarc("review", "--all", at("stateful"), "--out", at("stateful-out"));
  expect(status).toBe(2);
  expect(stdout).toMatch(/harbour +not reviewed: .*state\.json is the state of the stack elsewhere, not of harbour/);
});

describe("collect.rosters", () => {
  const okta: { exchanges: { request: string; answer: unknown; headers?: object }[] } = JSON.parse(
    readFileSync("test/fixtures/rosters/okta/api.json", "utf8").replaceAll("harbour.okta.com", "acme.okta.com"),
  );
  const names = ["acme", "bolt"];
  const places = (name: string) => at("with-systems", name);
  const reviewOf = (name: string): Review =>
    JSON.parse(readFileSync(at("with-systems-out", name, "reviews", today, "review.json"), "utf8"));
  const run = () => demarc("review", "--all", at("with-systems"), "--out", at("with-systems-out"));

  beforeAll(() => {
    const [before = "", after = ""] = readFileSync("stacks/kestrel/matrix.yaml", "utf8")
      .replace("systems: [microsoft-entra-id]", "systems: [microsoft-entra-id, okta], systemOfRecord: okta")
      .split(/^systems:\n(?:(?: .*)?\n)*/m);
    for (const name of names) {
      mkdirSync(places(name), { recursive: true });
      writeFileSync(
        join(places(name), "matrix.yaml"),
        `${before}${after}\nsystems:\n  okta: { connection: { host: ${name}.okta.com }, roster: { api: true } }\n  automox: { roster: { file: automox.csv } }\n`,
      );
      writeFileSync(
        join(places(name), "automox.csv"),
        "name,email,role\nNoor Aziz,noor.aziz@brightdesk.example,Full\n",
      );
      const collect = `collect:\n  stack: kestrel\n  workspace: ../../workspace-of-${name}\n  rosters: true\n`;
      writeFileSync(join(places(name), "tenant.yaml"), collect);
      // The tenant itself was collected today.
      cpSync(at("one", "kestrel", "collected"), at("with-systems-out", name, "collected"), { recursive: true });
    }
    // What the processes ask goes to this file instead of the network, and answers come from the fixture.
    writeFileSync(
      at("network.mjs"),
      `import { appendFileSync } from "node:fs";
const exchanges = ${JSON.stringify(okta.exchanges)};
const secrets = Object.keys(process.env).filter((name) => name.startsWith("DEMARC_"));
appendFileSync(${JSON.stringify(at("started.txt"))}, \`\${process.argv[2]} \${secrets.length}\\n\`);
globalThis.fetch = async (url, { method, headers }) => {
  const { host, pathname, search } = new URL(url);
  const found = exchanges.find(({ request }) => request === \`\${method} \${pathname}\${search}\`);
  appendFileSync(${JSON.stringify(at("asked.txt"))}, \`\${host} \${new Headers(headers).get("authorization")}\\n\`);
  return Response.json(found?.answer ?? {}, { status: found === undefined ? 404 : 200, headers: found?.headers });
};
`,
    );
    vi.stubEnv("NODE_OPTIONS", `--import=${at("network.mjs")}`);
    vi.stubEnv("DEMARC_OKTA_TOKEN", "secret-of-nobody");
    vi.stubEnv("DEMARC_ACME_OKTA_TOKEN", "secret-of-acme");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it("asks the systems of each tenant with its own secrets; what could not be asked is said, and reviewed without", async () => {
    const { status, stdout, stderr } = await run();
    expect(stdout).toMatch(/^acme .*; 7 of 9 systems unread; last signed/m);
    expect(stdout).toMatch(/^bolt .*; 8 of 9 systems unread; last signed/m);
    expect(readFileSync(at("with-systems-out", "summary.md"), "utf8")).toMatch(
      /^\| \[acme\].* \| 7 of 9 \| never \|$/m,
    );
    expect([status, stderr]).toEqual([1, expect.not.stringContaining("could not")]);
    expect(stderr).toMatch(/^bolt: okta: not read: Okta cannot be asked: DEMARC_BOLT_OKTA_TOKEN is not set/m);
    expect(stderr).toMatch(/^bolt: 1 of 2 not read, or not as a whole: Okta\.$/m);
    expect(stderr).not.toMatch(/^acme: okta/m);
    const asked = new Set(readFileSync(at("asked.txt"), "utf8").trim().split("\n"));
    expect([...asked]).toEqual(["acme.okta.com SSWS secret-of-acme"]);
    // What runs programs of the tenants has no secret of anybody.
    const started = readFileSync(at("started.txt"), "utf8").split("\n");
    expect(started).toEqual(expect.arrayContaining(["roster 2", "review 0"]));
    expect(started.filter((line) => /^(?!roster|snapshot).*[1-9]$/.test(line))).toEqual([]);
    const rosters = (name: string) =>
      (reviewOf(name).systems ?? []).flatMap(({ key, roster }) => (roster === undefined ? [] : [[key, roster.source]]));
    expect(rosters("acme")).toEqual([
      ["okta", "https://acme.okta.com"],
      ["automox", "automox.csv"],
    ]);
    expect(rosters("bolt")).toEqual([["automox", "automox.csv"]]);
    expect(readdirSync(places("acme")).toSorted()).toEqual(["automox.csv", "matrix.yaml", "tenant.yaml"]);
  });

  it("goes on the same day without asking again; another table is another review", async () => {
    const made = (name: string) => statSync(at("with-systems-out", name, "reviews", today, "review.json")).mtimeMs;
    const asked = readFileSync(at("asked.txt"), "utf8");
    const before = names.map(made);
    await run();
    expect(names.map(made)).toEqual(before);
    expect(readFileSync(at("asked.txt"), "utf8")).toBe(asked);
    writeFileSync(join(places("bolt"), "automox.csv"), "name,email,role\nA B,a.b@brightdesk.example,Full\n");
    await run();
    expect(names.map((name, index) => made(name) === before[index])).toEqual([true, false]);
  });
});

describe("a tenant's reviews of before", () => {
  it("say when the last one was signed, also where this one comes to nothing", async () => {
    const of = await reviews();
    try {
      const own = at("signed", "harbour");
      mkdirSync(own, { recursive: true });
      await signedReview(of, "2026-03-31", "2026-03-31");
      cpSync(of.parent, join(own, "reviews"), { recursive: true });
      cpSync(of.matrixFile, join(own, "matrix.yaml"));
      cpSync(join(estate, "cut", "snapshot.json"), join(own, "snapshot.json"));
      const { status, stdout } = await demarc("review", "--all", at("signed"), "--out", at("signed-out"));
      expect(status).toBe(2);
      // The recorded review has less in it than this version writes: that does not stop the next one.
      expect(stdout).toMatch(/harbour +not reviewed: .*snapshot\.json:1:31: the snapshot is cut short/);
      expect(summaryIn(at("signed-out")).tenants[0]?.standing).toEqual({
        lastSigned: "2026-03-31",
        due: "2026-06-30",
        overdue: true,
      });
      expect(readFileSync(at("signed-out", "summary.md"), "utf8")).toContain(
        "| 2026-03-31, overdue since 2026-06-30 |",
      );
      writeFileSync(join(own, "reviews", "2026-03-31", "review.html"), "altered");
      await demarc("review", "--all", at("signed"), "--out", at("signed-out"));
      expect(summaryIn(at("signed-out")).tenants[0]?.standing).toMatchObject({
        overdue: true,
        broken: expect.any(String),
      });
    } finally {
      of.remove();
    }
  });
});
