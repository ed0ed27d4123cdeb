import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { roster } from "../../src/cli/commands/roster.ts";
import { rosterSchema } from "../../src/roster/roster.ts";
import { type Exchange, serveSystem } from "../roster/served-system.ts";
import { demarc } from "../support/demarc.ts";
import { edited, kestrelFile } from "../support/matrices.ts";

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demarc-roster-"));
  out = join(folder, "roster.json");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const written = () => rosterSchema.parse(JSON.parse(readFileSync(out, "utf8")));
const fixture = (id: string): { exchanges: Exchange[] } =>
  JSON.parse(readFileSync(resolve(`test/fixtures/rosters/${id}/api.json`), "utf8"));

/** Kestrel with Okta and with a system that is in no catalogue. */
function matrixWith(section: string): string {
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
  );
  const [before, after] = text.split(/^systems:\n(?:(?: .*)?\n)*/m);
  const file = join(folder, "matrix.yaml");
  writeFileSync(file, `${before}${after ?? ""}\nsystems:\n${section}`);
  return file;
}

describe("demarc roster through an API", () => {
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  });

  test("asks where the matrix says, and writes what it found", async () => {
    vi.stubEnv("DEMARC_OKTA_TOKEN", "secret-of-okta");
    const matrix = matrixWith("  okta: { connection: { host: harbour.okta.com } }\n");
    const served = await serveSystem(fixture("okta").exchanges);
    try {
      expect(await roster("okta", { matrix, out }, { fetch: served.fetch })).toBe(0);
    } finally {
      await served.close();
    }
    expect(written()).toMatchObject({
      system: "okta",
      complete: true,
      showsRoles: true,
      source: { kind: "api", address: "https://harbour.okta.com" },
    });
    expect(written().people).toHaveLength(3);
    expect(readFileSync(out, "utf8") + said.join("")).not.toContain("secret-of-okta");
  });

  test("ends with 1 when something could not be read, and the roster says what", async () => {
    vi.stubEnv("DEMARC_OKTA_TOKEN", "secret-of-okta");
    const matrix = matrixWith("  okta: { connection: { host: harbour.okta.com } }\n");
    const { exchanges } = fixture("okta");
    const served = await serveSystem(exchanges.slice(0, -1));
    try {
      expect(await roster("okta", { matrix, out }, { fetch: served.fetch })).toBe(1);
    } finally {
      await served.close();
    }
    expect(written().complete).toBe(false);
    expect(said.at(-1)).toBe("The roster is not complete: whoever is missing may still be there.\n");
    expect(written().unread.map(({ what }) => what)).toEqual(["roles of an administrator (00ubgp5z5AZuwEqWV0g4)"]);
  });

  test("takes the tenant's id from the matrix", async () => {
    vi.stubEnv("DEMARC_MICROSOFT_INTUNE_CLIENT_ID", "client");
    vi.stubEnv("DEMARC_MICROSOFT_INTUNE_CLIENT_SECRET", "secret-of-intune");
    const tenant = "0b6d2f7e-41c9-4a53-8f0c-6e0e2f1f8d34";
    const exchanges = fixture("microsoft-intune").exchanges.map((each) => ({
      ...each,
      request: each.request.replace(/^POST \/[^/]+/, `POST /${tenant}`),
    }));
    const served = await serveSystem(exchanges);
    try {
      expect(await roster("microsoft-intune", { matrix: kestrelFile, out }, { fetch: served.fetch })).toBe(0);
    } finally {
      await served.close();
    }
    expect(served.asked[0]).toMatchObject({ host: "login.microsoftonline.com" });
    expect(written().people.every(({ kind }) => kind === "group")).toBe(true);
  });

  test("does not fill the terminal with what could not be read", async () => {
    vi.stubEnv("DEMARC_OKTA_TOKEN", "secret-of-okta");
    const value = Array.from({ length: 25 }, (_, index) => ({ id: `00u${index}` }));
    const fetch = async (url: string) =>
      url.includes("/assignees/") ? Response.json({ value }) : new Response("", { status: 403 });
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const matrix = matrixWith("  okta: { connection: { host: harbour.okta.com } }\n");
    expect(await roster("okta", { matrix, out }, { fetch, sleep: async () => undefined })).toBe(1);
    const lines = said.mock.calls.map(([line]) => String(line)).filter((line) => line.startsWith("not read"));
    said.mockRestore();
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe(`not read: 30 more, which are in ${out}\n`);
    expect(written().unread).toHaveLength(50);
  });

  test("says all that it lacks before it asks", async () => {
    const { status, stderr } = await demarc("roster", "okta", "--out", out);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "error: Okta cannot be asked: systems.okta.connection.host of the matrix is missing: the organisation's Okta domain (the one without -admin), such as acme.okta.com; DEMARC_OKTA_TOKEN is not set: an API token (Security > API > Tokens), made by an account with a custom role that has only what is needed.\n",
    );
  });
});

describe("demarc roster from a table", () => {
  const table = "Name;E-mail;Role;Enabled\nDana Reyes;dana@tideway.example;Owner;yes\n";

  test("of a system that is in no catalogue, named in the matrix", async () => {
    mkdirSync(join(folder, "rosters"), { recursive: true });
    writeFileSync(join(folder, "rosters/binders.csv"), table);
    const matrix = matrixWith("  binders: { name: Binders, roster: { file: rosters/binders.csv } }\n");
    const { status, stderr } = await demarc("roster", "binders", "--matrix", matrix, "--out", out);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(
        /^Its day is that of its file, [^\n]*\n[^\n]*: 1 account of Binders, 0 of them can give themselves anything there\.\n$/,
      ),
    });
    expect(written()).toMatchObject({
      system: "binders",
      name: "Binders",
      source: { kind: "csv", file: "binders.csv" },
      people: [{ email: "dana@tideway.example", roles: [{ name: "Owner", reach: "unknown" }] }],
    });
  });

  test("is of the day of its export, where that is said", async () => {
    const file = join(folder, "rosters/exported.csv");
    mkdirSync(join(folder, "rosters"), { recursive: true });
    writeFileSync(file, table);
    utimesSync(file, new Date("2026-11-21T09:00:00Z"), new Date("2026-11-21T09:00:00Z"));
    const entry = (more: string) => `  binders: { name: Binders, roster: { file: rosters/exported.csv${more} } }\n`;
    const dated = matrixWith(entry(", exportedOn: 2026-11-18"));
    expect((await demarc("roster", "binders", "--matrix", dated, "--out", out)).stderr).not.toContain("Its day");
    expect(written()).toMatchObject({ collectedAt: "2026-11-18T00:00:00.000Z", source: { dayOf: "export" } });
    await demarc("roster", "binders", "--matrix", dated, "--exported-on", "2026-11-20", "--out", out);
    expect(written().collectedAt).toBe("2026-11-20T00:00:00.000Z");
    // What the matrix says is of its own file.
    await demarc("roster", "binders", "--matrix", dated, "--from", file, "--out", out);
    expect(written()).toMatchObject({ collectedAt: "2026-11-21T09:00:00.000Z", source: { dayOf: "file" } });
  });

  test.each<[readonly string[], string]>([
    [["--exported-on", "2026-02-30"], "2026-02-30 is no day that"],
    [["--exported-on", "yesterday"], "yesterday is no day that"],
    [["--exported-on", "2126-01-01"], "it cannot have been exported on 2126-01-01"],
  ])("is of no other day: %j", async (given, message) => {
    const file = join(folder, "any.csv");
    writeFileSync(file, table);
    const { status, stderr } = await demarc("roster", "atera", "--from", file, ...given, "--out", out);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("has a day, an API has none", async () => {
    const { status, stderr } = await demarc("roster", "okta", "--exported-on", "2026-11-20", "--out", out);
    expect([status, stderr]).toEqual([2, "error: --exported-on is the day of a table (--from FILE.csv)\n"]);
  });

  test("of one whose API is not documented: the catalogue still knows its roles", async () => {
    const file = join(folder, "technicians.csv");
    writeFileSync(file, table.replace("Owner", "Admin"));
    const { status } = await demarc("roster", "atera", "--from", file, "--out", out);
    expect(status).toBe(0);
    expect(written().people[0]?.roles).toEqual([{ name: "Admin", reach: "super-administrator" }]);
    expect(written().notes).toContain("API tokens are not listed there.");
  });

  test.each<[string, readonly string[], string]>([
    [
      "no documented API",
      ["atera"],
      "error: Atera shows the reference of its API to customers only, and what it publishes about the API does not say that technicians and roles are in it. (--from FILE.csv with the columns name, email, role, enabled, last sign-in)\n",
    ],
    [
      "the tenant itself",
      ["microsoft-entra-id"],
      "error: Its users and roles are in the tenant's snapshot, with everything that leads to a role. (demarc snapshot)\n",
    ],
    ["a system that nobody knows", ["oktaa"], "error: there is no system oktaa (did you mean okta?)\n"],
    [
      "a table that is not there",
      ["atera", "--from", "nowhere.csv"],
      "error: there is no nowhere.csv (--from FILE.csv with the columns name, email, role, enabled, last sign-in)\n",
    ],
  ])("is the answer to %s", async (_, args, stderr) => {
    expect(await demarc("roster", ...args, "--out", out)).toEqual({ status: 2, stdout: "", stderr });
  });

  test("without a system or a place to write says so", async () => {
    expect((await demarc("roster")).stderr).toBe("error: no system is given (an id, or --list)\n");
    expect((await demarc("roster", "okta")).stderr).toBe("error: --out is missing (a JSON file for the roster)\n");
  });
});

describe("demarc roster --list", () => {
  test("says of each system of the catalogue how it is read and what that needs", async () => {
    const { status, stdout } = await demarc("roster", "--list");
    expect(status).toBe(0);
    expect(stdout).toContain(
      "jumpcloud (JumpCloud): through its API\n  needs: the role Read Only\n  variable DEMARC_JUMPCLOUD_TOKEN (not set): the API key of an administrator with the role Read Only (My API Key in the Admin Portal)\n",
    );
    expect(stdout.match(/^[a-z0-9-]+ \(/gm)).toHaveLength(31);
  });

  test("says it of those that a matrix names, as JSON", async () => {
    const matrix = matrixWith("  binders: { name: Binders }\n");
    const { stdout } = await demarc("roster", "--list", "--matrix", matrix, "--format", "json");
    const ways = JSON.parse(stdout) as {
      system: string;
      ways: string[];
      owner?: string;
      secrets?: Record<string, string>;
    }[];
    expect(ways.find(({ system }) => system === "binders")?.ways).toEqual(["plain-csv"]);
    expect(ways.find(({ system }) => system === "microsoft-entra-id")?.ways).toEqual(["snapshot"]);
    expect(ways.map(({ system, owner }) => [system, owner])).toEqual(
      expect.arrayContaining([
        ["okta", "internal"],
        ["datto-rmm", "provider"],
        ["binders", undefined],
      ]),
    );
    expect(Object.keys(ways.find(({ system }) => system === "okta")?.secrets ?? {})).toEqual(["DEMARC_OKTA_TOKEN"]);
  });
});
