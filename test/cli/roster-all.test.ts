/** `demarc roster --all`: what a quarter reads, and what becomes of a system that cannot be read. */

import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { systemIds } from "../../src/catalogue/systems/ids.ts";
import { type RosterAllOptions, rosterAll } from "../../src/cli/commands/roster-all.ts";
import { rosterSchema, type SystemRosterDocument } from "../../src/roster/roster.ts";
import { type Exchange, serveSystem } from "../roster/served-system.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";
import { edited, kestrelFile } from "../support/matrices.ts";

let folder: ReturnType<typeof temporaryFolder>;
let printed = "";
let said = "";
const at = (...parts: string[]) => join(folder.path, ...parts);
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

beforeEach(() => {
  folder = temporaryFolder();
  [printed, said] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.stubEnv("DEMARC_OKTA_TOKEN", "secret-of-okta");
  mkdirSync(at("rosters"));
  writeFileSync(at("binders.csv"), "Name;E-mail;Role;Enabled\nDana Reyes;dana@tideway.example;Owner;yes\n");
  matrix();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  folder.remove();
});

/** Kestrel with Okta, Jamf and a system that is in no catalogue; of the others nothing is said. */
function matrix(file = "binders.csv"): void {
  const text = edited(
    kestrelFile,
    [
      "identity: { owner: internal, systems: [microsoft-entra-id]",
      "identity: { owner: internal, systems: [microsoft-entra-id, okta], systemOfRecord: okta",
    ],
    [
      "documentation: { owner: internal, systems: [confluence]",
      "documentation: { owner: internal, systems: [{ name: Binders }]",
    ],
    ["backup: { owner: internal, systems: [acronis] }", "backup: { owner: internal, systems: [jamf] }"],
  );
  const [before, after] = text.split(/^systems:\n(?:(?: .*)?\n)*/m);
  writeFileSync(
    at("matrix.yaml"),
    `${before}${after ?? ""}
systems:
  okta: { connection: { host: harbour.okta.com }, roster: { api: true } }
  jamf: { connection: { host: kestrel.jamfcloud.com }, roster: { api: true } }
  binders: { name: Binders, roster: { file: ${file} } }
  automox: { signIn: own }
`,
  );
  utimesSync(at("matrix.yaml"), new Date(daysAgo(9)), new Date(daysAgo(9)));
}

const okta: readonly Exchange[] = JSON.parse(readFileSync("test/fixtures/rosters/okta/api.json", "utf8")).exchanges;

async function all(exchanges: readonly Exchange[], more: RosterAllOptions = {}) {
  const served = await serveSystem(exchanges);
  try {
    const status = await rosterAll(
      { matrix: at("matrix.yaml"), out: at("rosters"), ...more },
      { fetch: served.fetch, sleep: async () => undefined },
    );
    const lines = Object.fromEntries(
      `${printed}${said}`
        .replaceAll(`${folder.path}/`, "")
        .split("\n")
        .filter((line) => /^[a-z0-9-]+: /.test(line))
        .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    return { status, lines, asked: served.asked };
  } finally {
    await served.close();
  }
}

const written = (system: string) =>
  rosterSchema.parse(JSON.parse(readFileSync(at("rosters", `${system}.json`), "utf8")));

/** What an earlier run left of Okta. */
function older(days: number, more: Partial<SystemRosterDocument> = {}): string {
  const roster: SystemRosterDocument = {
    format: "demarc-roster/1",
    system: "okta",
    collectedAt: daysAgo(days),
    source: { kind: "api", address: "https://harbour.okta.com" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [{ id: "1", kind: "person", name: "Dana Reyes", enabled: true, roles: [] }],
    ...more,
  };
  const text = JSON.stringify(roster);
  writeFileSync(at("rosters", "okta.json"), text);
  return text;
}
const file = () => readFileSync(at("rosters", "okta.json"), "utf8");

describe("demarc roster --all", () => {
  test("reads each system that says where its roster comes from; one that cannot be read stops none", async () => {
    const { status, lines } = await all(okta);
    const today = daysAgo(0).slice(0, 10);
    expect(status).toBe(1);
    expect(lines).toEqual({
      okta: "3 accounts of Okta, 1 of them can give themselves anything there",
      binders: `1 account of Binders, 0 of them can give themselves anything there, from binders.csv of ${today}, today`,
      jamf: expect.stringMatching(
        /^not read: Jamf cannot be asked: DEMARC_JAMF_\w+ is not set: .*; there is no whole roster of it$/,
      ),
    });
    expect(said).toMatch(/^1 of 3 not read, or not as a whole: Jamf\.$/m);
    expect(said).toMatch(
      /^Not read, for the matrix does not say .*: Microsoft Intune, Datto RMM, .*Automox, CrowdStrike/m,
    );
    // Entra ID's users are in the snapshot.
    expect(said).not.toContain("Entra ID");
    expect(readdirSync(at("rosters")).toSorted()).toEqual(["binders.json", "okta.json"]);
    expect([written("okta").people.length, written("okta").complete]).toEqual([3, true]);
    expect(`${printed}${said}${file()}`).not.toContain("secret-of-okta");
  });

  test("ends with 0 when all of them are whole", async () => {
    writeFileSync(at("matrix.yaml"), readFileSync(at("matrix.yaml"), "utf8").replace(/^ {2}jamf:.*\n/m, ""));
    expect((await all(okta)).status).toBe(0);
    expect(said).not.toContain("not as a whole");
  });

  test("a table that is not there is named, and an older one has its age", async () => {
    utimesSync(at("binders.csv"), new Date(daysAgo(100)), new Date(daysAgo(100)));
    expect((await all(okta)).lines["binders"]).toBe(
      `1 account of Binders, 0 of them can give themselves anything there, from binders.csv of ${daysAgo(100).slice(0, 10)}, 100 days old`,
    );
    const before = readFileSync(at("rosters", "binders.json"), "utf8");
    matrix("nowhere.csv");
    [printed, said] = ["", ""];
    expect((await all(okta)).lines["binders"]).toBe(
      `not read: there is no nowhere.csv (systems.binders.roster.file); rosters/binders.json is still that of ${daysAgo(100).slice(0, 10)}, 100 days old`,
    );
    expect(readFileSync(at("rosters", "binders.json"), "utf8")).toBe(before);
  });
});

describe("a system that could be read once", () => {
  const refused: readonly Exchange[] = [
    { request: "GET /api/v1/users?limit=200", status: 403, answer: { errorSummary: "no" } },
  ];

  test.each<[string, () => void, readonly Exchange[]]>([
    ["without its secret", () => vi.stubEnv("DEMARC_OKTA_TOKEN", " "), okta],
    ["refused", () => undefined, []],
    ["refused with 403", () => undefined, refused],
    ["with one page missing", () => undefined, okta.slice(0, -1)],
  ])("and now is %s: the older whole roster stays, with its age", async (_, change, exchanges) => {
    const before = older(113);
    change();
    const { status, lines } = await all(exchanges);
    expect(status).toBe(1);
    expect(lines["okta"]).toMatch(/^not (?:read|whole): /);
    expect(lines["okta"]).toContain(`; rosters/okta.json is still that of ${daysAgo(113).slice(0, 10)}, 113 days old`);
    expect(file()).toBe(before);
    expect(said).toContain("2 of 3 not read, or not as a whole: Jamf, Okta.");
  });

  test.each<[string, () => void]>([
    ["none", () => undefined],
    ["one that is not whole itself", () => older(3, { complete: false, unread: [{ what: "users", why: "403" }] })],
    ["one of an installation elsewhere", () => older(3, { source: { kind: "api", address: "https://x.okta.com" } })],
    ["one of another system", () => older(3, { system: "jamf" })],
    ["half a file", () => writeFileSync(at("rosters", "okta.json"), '{"format":')],
  ])("with %s there: what could be read is written, and says that it is not whole", async (_, change) => {
    change();
    const { status, lines } = await all(okta.slice(0, -1));
    expect(status).toBe(1);
    expect(lines["okta"]).toMatch(/^not whole: roles of an administrator .*404.*; what was read is 3 accounts of Okta/);
    expect(written("okta")).toMatchObject({ complete: false, system: "okta" });
    expect(written("okta").collectedAt.slice(0, 10)).toBe(daysAgo(0).slice(0, 10));
  });

  test("and cannot be written now: its line says so, and the others are read", async () => {
    mkdirSync(at("rosters", "okta.json"));
    const { status, lines } = await all(okta);
    expect(status).toBe(1);
    expect(lines["okta"]).toMatch(
      /^not read: rosters\/okta\.json cannot be written: .*; there is no whole roster of it$/,
    );
    expect(lines["binders"]).toMatch(/^1 account/);
    expect(readdirSync(at("rosters")).toSorted()).toEqual(["binders.json", "okta.json"]);
  });

  test("is replaced by a whole one", async () => {
    older(113);
    await all(okta);
    expect(written("okta").people).toHaveLength(3);
  });
});

describe("demarc roster --all --resume", () => {
  test("asks nobody again who was read as a whole today", async () => {
    const before = older(0);
    const { lines, asked } = await all(okta, { resume: true });
    expect(lines["okta"]).toBe("read today already, rosters/okta.json stays");
    expect([asked, file()]).toEqual([[], before]);
    expect(lines["binders"]).toMatch(/^1 account/);
  });

  test.each<[string, boolean, () => void]>([
    ["without it", false, () => older(0)],
    ["of yesterday", true, () => older(1)],
    ["from a table", true, () => older(0, { source: { kind: "csv", file: "okta.csv", sha256: "" } })],
    ["that is not whole", true, () => older(0, { complete: false })],
    [
      "of a matrix that changed since",
      true,
      () => {
        older(0);
        const later = new Date(Date.now() + 60_000);
        utimesSync(at("matrix.yaml"), later, later);
      },
    ],
  ])("asks again for one %s", async (_, resume, change) => {
    change();
    expect((await all(okta, { resume })).lines["okta"]).toMatch(/^3 accounts/);
  });
});

describe("the secrets of one tenant of many", () => {
  test("have its name in theirs, and those without are not used", async () => {
    const { lines } = await all(okta, { tenant: "acme-west" });
    expect(lines["okta"]).toContain("DEMARC_ACME_WEST_OKTA_TOKEN is not set");
    vi.stubEnv("DEMARC_ACME_WEST_OKTA_TOKEN", "secret-of-acme");
    [printed, said] = ["", ""];
    const { lines: second, asked } = await all(okta, { tenant: "acme-west" });
    expect(second["okta"]).toMatch(/^3 accounts/);
    expect(asked.every(({ headers }) => headers.includes("SSWS secret-of-acme"))).toBe(true);
  });

  test("cannot be meant for another tenant's system, whatever the tenants are called", () => {
    // Else DEMARC_ACME_DATTO_RMM_TOKEN would be that of datto-rmm in acme, and that of rmm in acme-datto.
    const ids: readonly string[] = systemIds;
    expect(ids.filter((id) => ids.some((other) => other.endsWith(`-${id}`)))).toEqual([]);
  });

  test("are listed with whether they are set, and never with what they are", async () => {
    vi.stubEnv("DEMARC_ACME_OKTA_TOKEN", "secret-of-acme");
    const { stdout } = await demarc("roster", "--list", "--tenant", "acme", "--matrix", at("matrix.yaml"));
    expect(stdout).toMatch(/^ {2}variable DEMARC_ACME_OKTA_TOKEN \(set\): an API token/m);
    expect(stdout).toMatch(/^ {2}variable DEMARC_ACME_JAMF_\w+ \(not set\): /m);
    const json = await demarc("roster", "--list", "--matrix", at("matrix.yaml"), "--format", "json");
    const sets: { system: string; set?: string[] }[] = JSON.parse(json.stdout);
    expect(sets.flatMap(({ set = [] }) => set)).toEqual(["DEMARC_OKTA_TOKEN"]);
    expect(`${stdout}${json.stdout}`).not.toContain("secret-of");
  });
});

test("rosters of other systems in the folder are named: a review would take them", async () => {
  writeFileSync(at("rosters", "hudu.json"), "{}");
  await all(okta);
  expect(said).toContain(`${at("rosters", "hudu.json")} is of none of these systems and stays.`);
});

test.each<[string, (out: string) => readonly string[], string]>([
  ["no folder", () => ["--matrix", "M"], "--out is missing (a folder for the rosters)"],
  ["no matrix", (out) => ["--out", out], "no matrix is given (a matrix file, or --stack NAME)"],
  ["a file for a folder", () => ["--matrix", "M", "--out", "M"], "M is a file (a folder for the rosters)"],
  ["a system", (out) => ["okta", "--matrix", "M", "--out", out], "--all and okta are both given (one of them)"],
  ["a list", (out) => ["--list", "--matrix", "M", "--out", out], "--all and --list are both given (one of them)"],
  ["a table", (out) => ["--from", "x", "--matrix", "M", "--out", out], "--all and --from are both given"],
  [
    "a matrix that names no roster",
    (out) => ["--stack", "harbour", "--out", out],
    "says of no system where its roster comes from",
  ],
])("demarc roster --all with %s says so", async (_, args, message) => {
  const given = args(at("elsewhere")).map((arg) => (arg === "M" ? at("matrix.yaml") : arg));
  const { status, stdout, stderr } = await demarc("roster", "--all", ...given);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.replaceAll(at("matrix.yaml"), "M")).toContain(`error: `);
  expect(stderr.replaceAll(at("matrix.yaml"), "M")).toContain(message);
  expect(existsSync(at("elsewhere"))).toBe(false);
});
