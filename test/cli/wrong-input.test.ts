/** What a newcomer types: status 2, one sentence on standard error that says what would be right, and nothing written. */

import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { describeFailure } from "../../src/cli/failures.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";
import { harbourFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (...parts: string[]) => join(folder.path, ...parts);

const page = at("page.md");
writeFileSync(page, '# A page\n\nthat quotes `{"format": "demarc-snapshot/1"}`\n');
mkdirSync(at("evidence"));
writeFileSync(
  at("evidence", "review.json"),
  JSON.stringify({ format: "demarc-review/1", stack: "elsewhere", reviewedOn: "2026-11-22" }),
);
mkdirSync(at("no-reviews"));

describe.concurrent("is told what would be right", () => {
  it.each<[string, readonly string[], string]>([
    [
      "a role by half of its name",
      ["explain", "tideway", "--to", "Global Admin", "--stack", "harbour"],
      'nobody and nothing in sight is called "Global Admin" (did you mean "Global Administrator"?)',
    ],
    [
      "a role that is none",
      ["explain", "tideway", "--to", "The keys", "--stack", "harbour"],
      'nobody and nothing in sight is called "The keys" (a role, a permission, a group or an application)',
    ],
    [
      "somebody who is nobody",
      ["explain", "xyzzy", "--stack", "harbour"],
      'nobody and nothing in sight is called "xyzzy" (an address, a name, an id, provider, a provider\'s key, or unknown)',
    ],
    [
      "a page as a plan",
      ["check", "--plan", page, "--matrix", harbourFile],
      `${page}:1:1: ${page} is not JSON; the output of "pulumi preview --json" or of "pulumi stack export" was expected.`,
    ],
    [
      "a result that is not there",
      ["comment", "--result", at("nowhere.json")],
      `${at("nowhere.json")} cannot be read: there is no such file or folder (demarc check --report json=FILE writes one)`,
    ],
    [
      "a page as an export",
      ["snapshot", "--from", page, "--out", at("converted")],
      `${page} is no export of AzureHound, EntraExporter, ScubaGear, as far as it shows; --from-format says what it is`,
    ],
    [
      "a folder without reviews",
      ["review", "verify", at("no-reviews"), "--all", "--matrix", harbourFile],
      `${at("no-reviews")} holds no review (a folder with the folders of reviews in it)`,
    ],
    ["a system that is none", ["roster", "ninja"], "there is no system ninja (did you mean ninjaone?)"],
    ["what a system needs that is none", ["roster", "octa", "--list"], "there is no system octa (did you mean okta?)"],
    ["nothing to review", ["review"], "nothing to review is given (one of --stack NAME, --matrix FILE, --all FOLDER)"],
  ])("%s", async (_, args, said) => {
    expect(await demarc(...args)).toEqual({ status: 2, stdout: "", stderr: `error: ${said}\n` });
    expect(existsSync(at("converted"))).toBe(false);
  });

  it("a report that goes where a folder is", async () => {
    const plan = at("empty.json");
    writeFileSync(plan, JSON.stringify({ version: 3, deployment: { resources: [] } }));
    const { status, stderr } = await demarc(
      "check",
      "--plan",
      plan,
      "--matrix",
      harbourFile,
      "--out",
      at("no-reviews"),
    );
    expect([status, stderr]).toEqual([2, `error: ${at("no-reviews")} cannot be written: it is a folder\n`]);
  });

  it("a program that declares nothing", async () => {
    const plan = at("nothing.json");
    writeFileSync(plan, JSON.stringify({ version: 3, deployment: { resources: [] } }));
    const { status, stdout } = await demarc("check", "--plan", plan, "--matrix", harbourFile);
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining("the plan declares no resource, so there was nothing to judge"),
    ]);
    expect((await demarc("check", "--stack", "harbour")).stdout).not.toContain("nothing to judge");
  });

  it("what one system needs", async () => {
    const { status, stdout } = await demarc("roster", "okta", "--list");
    expect([status, stdout.match(/^\S+(?= \()/gm)]).toEqual([0, ["okta"]]);
  });

  it("tables of reviews of which none is signed", async () => {
    expect(await demarc("review", "history", at("no-reviews"))).toEqual({
      status: 0,
      stdout: "",
      stderr: `No review in ${at("no-reviews")} is signed: the tables are empty.\n`,
    });
  });
});

it.skipIf(!existsSync("/dev/full"))(
  "a disk that is full is said, also where the system does not say of which file",
  () => {
    const full = openSync("/dev/full", "w");
    try {
      writeSync(full, "all of it");
      expect.unreachable();
    } catch (error) {
      expect(describeFailure(error)).toBe("error: a file cannot be written: the disk is full");
    } finally {
      closeSync(full);
    }
  },
);
