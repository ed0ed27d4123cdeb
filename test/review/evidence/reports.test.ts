/** What people read beside review.json is what was written with it, also before anybody signs; and line ends that git changed are told. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasOtherLineEnds } from "../../../src/line-ends.ts";
import { assembleReview } from "../../../src/review/assemble.ts";
import { openSheet } from "../../../src/review/decisions/sheet.ts";
import { prepareSigning } from "../../../src/review/evidence/sign.ts";
import { reviewFileNames, reviewFiles } from "../../../src/review/report/files.ts";
import { reviewSchema } from "../../../src/review/schema.ts";
import { parts, role } from "../fixture.ts";
import {
  decideAll,
  digestOfFile,
  keepUntil,
  type Reviews,
  reviews,
  sides,
  signAs,
  signing,
  verified,
} from "./reviews.ts";

let of: Reviews;
let folder: string;
beforeEach(async () => {
  of = await reviews();
  folder = join(of.parent, "2026-11-21");
  mkdirSync(folder);
  const review = assembleReview(parts({ actual: [role({ scope: "directory", held: "standing" })] }));
  for (const { name, content } of reviewFiles(review)) writeFileSync(join(folder, name), content);
});
afterEach(() => of.remove());

const hasGit = spawnSync("git", ["--version"]).status === 0;
const file = (name: string) => join(folder, name);
const alter = (name: string, change: (text: string) => string) =>
  writeFileSync(file(name), change(readFileSync(file(name), "utf8")));

describe("reports of a review that nobody signed", () => {
  it("are tied to review.json, all of them, and decided and signed on as they are", async () => {
    expect(readdirSync(folder).toSorted()).toEqual(reviewFileNames.toSorted());
    const { reports } = reviewSchema.parse(JSON.parse(readFileSync(file("review.json"), "utf8")));
    expect(Object.keys(reports ?? {}).toSorted()).toEqual(["access.csv", "review.csv", "review.html", "review.md"]);
    decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"));
    expect(await verified(of)).toMatchObject({ ok: true, open: [{ name: "2026-11-21" }] });
    for (const side of sides) await signAs(of, folder, side);
    expect(await verified(of)).toMatchObject({ ok: true, reviews: [{ problems: [] }] });
  });

  it.each(["review.html", "review.md", "review.csv", "access.csv"])(
    "that are altered show: %s, before anybody decides, and before anybody signs",
    async (name) => {
      decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"));
      alter(name, (text) => `${text.slice(0, -2)} ${text.slice(-2)}`);
      const altered = `${name} is not what was written with review.json: its digest is another.`;
      expect(() => openSheet(folder, of.matrix)).toThrow(altered);
      await expect(prepareSigning(signing(of, folder, "internal"))).rejects.toThrow(altered);
      expect(await verified(of)).toMatchObject({ ok: false, open: [{ altered: [altered] }] });
    },
  );

  it("that are altered together with their digests are of another review.json than the one that was decided on", async () => {
    decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"));
    const before = digestOfFile(file("review.html"));
    alter("review.html", (text) => text.replace("Helpdesk Administrator", "Helpdesk Reader"));
    alter("review.json", (text) => text.replace(before, digestOfFile(file("review.html"))));
    await expect(prepareSigning(signing(of, folder, "internal"))).rejects.toThrow(
      "these decisions were made on another review.json",
    );
  });

  it("that somebody took away mislead nobody", () => {
    rmSync(file("review.md"));
    expect(openSheet(folder, of.matrix).items.length).toBeGreaterThan(0);
  });
});

describe("line ends that were changed", () => {
  const windows = (text: string) => text.replaceAll(/\r?\n/g, "\r\n");

  it("are told from other changes, in unsigned reports and in signed evidence, with what keeps them", async () => {
    alter("review.html", windows);
    const hint = "only its line ends were changed, as git does with core.autocrlf: put `* -text` into .gitattributes";
    expect(() => openSheet(folder, of.matrix)).toThrow(hint);
    alter("review.html", (text) => text.replaceAll("\r\n", "\n"));
    decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"));
    for (const side of sides) await signAs(of, folder, side);
    alter("review.html", windows);
    // Those of CSV files are Windows' own.
    alter("review.csv", (text) => text.replaceAll("\r\n", "\n"));
    alter("review.md", (text) => windows(text).replace("Access", "access"));
    const messages = async () =>
      (await verified(of)).reviews.flatMap(({ problems }) => problems.map(({ message }) => message));
    const [csv, html, markdown] = (await messages()).toSorted();
    expect([csv, html]).toEqual([
      expect.stringContaining(`review.csv was altered: ${hint}`),
      expect.stringContaining(hint),
    ]);
    expect(markdown).toMatch(/review\.md was altered: it has \d+ bytes instead of/);
    alter("manifest.json", windows);
    expect(await messages()).toContainEqual(expect.stringContaining(`manifest.json is not as it was signed: ${hint}`));
  });

  it.runIf(hasGit)(
    "do not come from git, because of the .gitattributes in the folder, whatever its settings are",
    () => {
      const git = (...args: string[]) =>
        execFileSync(
          "git",
          [
            "-c",
            "core.autocrlf=true",
            "-c",
            "core.safecrlf=false",
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@y",
            ...args,
          ],
          {
            cwd: of.parent,
            stdio: ["ignore", "pipe", "pipe"],
          },
        );
      const before = readdirSync(folder).map((name) => digestOfFile(file(name)));
      git("init", "-q");
      git("add", "-A");
      git("commit", "-qm", "review");
      rmSync(folder, { recursive: true });
      git("checkout", "-q", "--", ".");
      expect(readdirSync(folder).map((name) => digestOfFile(file(name)))).toEqual(before);
    },
  );

  it("are recognised across the pieces in which a large file is read, and where a file ends in half of one", () => {
    const large = `${"x".repeat(1_048_575)}\n${"y".repeat(1_048_574)}\n`;
    writeFileSync(file("unix"), large);
    writeFileSync(file("windows"), windows(large));
    expect(hasOtherLineEnds(file("windows"), digestOfFile(file("unix")))).toBe(true);
    expect(hasOtherLineEnds(file("unix"), digestOfFile(file("windows")))).toBe(true);
    writeFileSync(file("half"), `${large}\r`);
    expect(hasOtherLineEnds(file("half"), digestOfFile(file("unix")))).toBe(false);
    expect(hasOtherLineEnds(file("none"), digestOfFile(file("unix")))).toBe(false);
  });
});
