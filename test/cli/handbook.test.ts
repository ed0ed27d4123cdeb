/** `demarc handbook` as a person or a pipeline calls it. */

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { handbook } from "../../src/cli/commands/handbook.ts";
import { handbookInput } from "../../src/cli/handbook-input.ts";
import { findBrowser } from "../../src/cli/print-page.ts";
import { handbookFiles } from "../../src/handbook/handbook.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { chromiumPath } from "../support/chromium.ts";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";
import { edited, harbourFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
const matrix = join(folder.path, "matrix.yaml");
copyFileSync(join(projectRoot, harbourFile), matrix);
const own = join(folder.path, "handbook");

describe("demarc handbook", () => {
  it("writes beside the matrix, is up to date then, and says what is not when the matrix changes", async () => {
    expect(await demarc("handbook", matrix)).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(own)).toEqual(
      expect.arrayContaining(["README.md", "01-ownership-map.md", "15-signatures.md", "handbook.html", "rhythm.ics"]),
    );
    expect(await demarc("handbook", matrix, "--check")).toMatchObject({ status: 0 });
    const before = readFileSync(join(own, "README.md"), "utf8");
    writeFileSync(
      matrix,
      edited(harbourFile, ["  user-lifecycle:\n    owner: internal", "  user-lifecycle:\n    owner: tideway"]),
    );
    const { status, stdout } = await demarc("handbook", matrix, "--check");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^02-responsibilities\.md is out of date at line \d+$/m);
    expect(stdout).toMatch(/^-\| User onboarding and offboarding \| Harbour Dental Group \|/m);
    expect(stdout).toMatch(/^\+\| User onboarding and offboarding \| Tideway IT \|/m);
    expect(stdout).toMatch(/^handbook\.html is out of date$/m);
    expect(stdout).not.toContain("10-recovery.md");
    expect(stdout).toContain(`To make it again:\n  demarc handbook ${matrix}`);
    expect(readFileSync(join(own, "README.md"), "utf8")).toBe(before);
  });

  it("names a chapter that is missing, and one that is none any more; what is somebody's own is left alone", async () => {
    const out = join(folder.path, "parts");
    expect((await demarc("handbook", matrix, "--out", out)).status).toBe(0);
    writeFileSync(join(out, "16-old-chapter.md"), "# 16. Old chapter\n");
    writeFileSync(join(out, "20-notes.md"), "Our own notes.\n");
    const readme = readFileSync(join(out, "README.md"), "utf8");
    writeFileSync(join(out, "README.md"), readme.replaceAll("\n", "\r\n"));
    writeFileSync(join(out, "13-compliance.md"), "");
    const { status, stdout } = await demarc("handbook", matrix, "--out", out, "--check");
    expect(status).toBe(1);
    expect(stdout).toContain("16-old-chapter.md is no part of it any more: remove it");
    expect(stdout).toContain("13-compliance.md is out of date at line 1");
    expect(stdout).not.toMatch(/20-notes|README\.md: /);
    expect(stdout).toContain("2 of 18 files");
    expect((await demarc("handbook", matrix, "--out", join(folder.path, "nowhere"), "--check")).stdout).toContain(
      "README.md is missing",
    );
    expect(existsSync(join(folder.path, "nowhere"))).toBe(false);
  });

  it("fills in the inventory from a snapshot, with the files that are signed", async () => {
    const snapshot = join(folder.path, "snapshot.json");
    writeFileSync(snapshot, JSON.stringify(seedHarbour()));
    const out = join(folder.path, "with-snapshot");
    expect((await demarc("handbook", matrix, "--out", out, "--snapshot", snapshot)).status).toBe(0);
    const chapter = readFileSync(join(out, "07-day-one-inventory.md"), "utf8");
    expect(chapter).toMatch(/^\| .*dana.*\| Tideway IT \|.*Global Administrator/im);
    expect(JSON.parse(readFileSync(join(out, "inventory.json"), "utf8"))).toMatchObject({
      format: "demarc-inventory/1",
    });
    expect(readFileSync(join(out, "inventory.csv"), "utf8")).toContain("Principal");
    expect((await demarc("handbook", matrix, "--out", out, "--snapshot", snapshot, "--check")).status).toBe(0);
  });

  it("is checked to the byte, from anywhere, and says the command as it was typed", async () => {
    const out = join(folder.path, "a folder");
    expect((await demarc("handbook", matrix, "--out", out)).status).toBe(0);
    const page = readFileSync(join(out, "handbook.html"), "utf8");
    writeFileSync(join(out, "handbook.html"), page.replace("Handbook of", "Handbook  of"));
    const calendar = readFileSync(join(out, "rhythm.ics"), "utf8");
    writeFileSync(join(out, "rhythm.ics"), calendar.replaceAll("\r\n", "\n"));
    const { status, stdout } = await demarc("handbook", matrix, "--out", out, "--check");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^handbook\.html is out of date$/m);
    expect(stdout).not.toContain("rhythm.ics is");
    expect(stdout).toContain("1 of 18 files. To make it again:");
    expect(stdout).toContain(`--out '${out}'`);
  });

  it("names an inventory that was made with a snapshot and is beside a handbook without one", async () => {
    const [snapshot, out] = [join(folder.path, "once.json"), join(folder.path, "once")];
    writeFileSync(snapshot, JSON.stringify(seedHarbour()));
    expect((await demarc("handbook", matrix, "--out", out, "--snapshot", snapshot)).status).toBe(0);
    const again = await demarc("handbook", matrix, "--out", out);
    expect(again.stderr).toContain(`${join(out, "inventory.csv")} is no part of it any more: remove it`);
    const { status, stdout } = await demarc("handbook", matrix, "--out", out, "--check");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^inventory\.json is no part of it any more: remove it$/m);
  });

  it("is signed by the digest of the matrix's file, whatever ends its lines have", () => {
    const windows = join(folder.path, "windows", "matrix.yaml");
    mkdirSync(join(folder.path, "windows"));
    const text = readFileSync(join(projectRoot, harbourFile), "utf8");
    writeFileSync(windows, text.replaceAll("\n", "\r\n"));
    const [one, other] = [join(projectRoot, harbourFile), windows].map((file) =>
      handbookFiles(handbookInput(loadMatrix(file), {})),
    );
    expect(one?.get("15-signatures.md")).toContain(createHash("sha256").update(text).digest("hex"));
    expect(other).toEqual(one);
  });

  it("fills in the accounts of systems from their rosters, and says what a roster does not show", async () => {
    const roster = {
      format: "demarc-roster/1",
      system: "ninjaone",
      collectedAt: "2026-11-20T00:00:00Z",
      source: { kind: "api", address: "https://eu.ninjarmm.com" },
      complete: false,
      unread: [],
      notes: [],
      showsRoles: true,
      people: [
        {
          id: "17",
          kind: "person",
          email: "dana.reyes@tideway.example",
          enabled: true,
          lastSignIn: "2026-11-19T00:00:00Z",
          roles: [{ name: "System Administrator", reach: "super-administrator" }],
        },
        { id: "18", kind: "person", email: "who@elsewhere.example", enabled: false, lastSignIn: null, roles: [] },
      ],
    };
    const file = join(folder.path, "ninjaone.json");
    writeFileSync(file, JSON.stringify(roster));
    const input = handbookInput(loadMatrix(matrix), { systems: [file] });
    const chapter = handbookFiles(input).get("07-day-one-inventory.md") ?? "";
    const section = chapter.split("## Accounts in NinjaOne")[1]?.split("\n## ")[0] ?? "";
    expect(section).toContain("As its roster had them on 20 November 2026.");
    expect(section).toContain("> The roster is not complete");
    expect(section).toMatch(
      /\| dana\.reyes@tideway\.example \| Dana Reyes .*\| Tideway IT \| System Administrator \| 19 November 2026 \|/,
    );
    expect(section).toMatch(/\| who@elsewhere\.example \|.*\| Unknown \| no role that is shown, blocked \| never \|/);
    expect(chapter).not.toMatch(/^\| NinjaOne \| {2}\| {2}\| {2}\| {2}\| {2}\|$/m);
    expect(chapter).toMatch(/^\| HaloPSA \| {2}\| {2}\| {2}\| {2}\| {2}\|$/m);
  });

  it.each([
    ["no matrix", [], "no matrix is given"],
    ["a file that is not there", ["nowhere.yaml"], "nowhere.yaml"],
    ["a day that is none", [harbourFile, "--date", "2027-02-30"], "--date 2027-02-30 is no day"],
    ["a review that is none", [harbourFile, "--review", "stacks"], "has no review"],
    ["a roster that is none", [harbourFile, "--systems", "package.json"], "package.json is no roster"],
    ["a snapshot that is none", [harbourFile, "--snapshot", "package.json"], "package.json"],
    [
      "a folder with another README",
      [harbourFile, "--out", "docs/.."],
      "README.md that is not a handbook's. Nothing was changed",
    ],
    ["a file for a folder", [harbourFile, "--out", "package.json"], "package.json is a file"],
  ])("refuses %s with 2, and writes nothing", async (_, args, said) => {
    const before = readFileSync(join(projectRoot, "README.md"), "utf8");
    const { status, stdout, stderr } = await demarc("handbook", ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(readFileSync(join(projectRoot, "README.md"), "utf8")).toBe(before);
  });

  it("says how to print where no browser is found, and that it did not", async () => {
    const out = join(folder.path, "no-browser");
    mkdirSync(out);
    expect(findBrowser({ CHROMIUM_PATH: join(out, "no-such-program") })).toBeUndefined();
    vi.stubEnv("CHROMIUM_PATH", join(out, "no-such-program"));
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(await handbook(matrix, { out, pdf: true, check: false })).toBe(1);
    expect(String(said.mock.calls[0]?.[0])).toMatch(/^no PDF: no Chromium.* print it, and choose/);
    expect(existsSync(join(out, "handbook.html"))).toBe(true);
    expect(existsSync(join(out, "handbook.pdf"))).toBe(false);
  });

  it.skipIf(chromiumPath === undefined)(
    "prints with a browser that is there: pages to sign, and a small one for each card",
    async () => {
      const out = join(folder.path, "printed");
      const { status, stderr } = await demarc("handbook", matrix, "--out", out, "--pdf");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const pdf = readFileSync(join(out, "handbook.pdf"), "latin1");
      const pages = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+)/g)].map(([, width]) => Math.round(Number(width)));
      expect(pages.filter((width) => width === 420)).toHaveLength(3);
      expect(pages.filter((width) => width === 595).length).toBeGreaterThan(14);
    },
  );
});
