/** init, adopt and offboard as a person runs them. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { writeSnapshot } from "../../src/tenant/snapshot-file.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const inside = (...names: readonly string[]) => join(folder.path, ...names);
const snapshot = inside("harbour.json");
writeSnapshot(snapshot, seedHarbour());

describe("init", () => {
  it("writes a matrix that lints, with its schema beside it", async () => {
    const made = await demarc("init", inside("new"));
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(inside("new")).toSorted()).toEqual(["matrix.schema.json", "matrix.yaml"]);
    const lint = await demarc("lint", inside("new", "matrix.yaml"));
    expect(lint.status).toBe(1);
    expect(lint.stdout).toMatch(/no errors, 1 warning\b/);
  });

  it("of a snapshot writes matrix and inventory, and says what it found", async () => {
    const made = await demarc("init", "--from", snapshot, inside("harbour"));
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/from outside or unknown hold access, \d+ of them can reach Global Administrator/);
    expect(readdirSync(inside("harbour")).toSorted()).toEqual([
      "inventory.csv",
      "inventory.json",
      "inventory.md",
      "matrix.schema.json",
      "matrix.yaml",
    ]);
  });

  it("overwrites nothing", async () => {
    mkdirSync(inside("full"));
    writeFileSync(inside("full", "notes.txt"), "mine");
    const refused = await demarc("init", inside("full"));
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain("is not empty: it has notes.txt. Nothing was changed");
    expect(readdirSync(inside("full"))).toEqual(["notes.txt"]);
  });

  it("of what is no snapshot writes nothing", async () => {
    const refused = await demarc("init", "--from", inside("full", "notes.txt"), inside("never"));
    expect(refused.status).toBe(2);
    expect(existsSync(inside("never"))).toBe(false);
  });
});

describe("adopt", () => {
  it("writes a file that pulumi import reads", async () => {
    const made = await demarc(
      "adopt",
      "--stack",
      "harbour",
      "--snapshot",
      snapshot,
      "--workspace",
      inside("ws"),
      "--out",
      inside("import.json"),
    );
    expect(made.stdout).toMatch(/of \d+ declared resources are there/);
    expect(Object.keys(JSON.parse(readFileSync(inside("import.json"), "utf8")))).toEqual(["nameTable", "resources"]);
  });

  it("refuses a state that is none", async () => {
    const refused = await demarc(
      "adopt",
      "--stack",
      "harbour",
      "--snapshot",
      snapshot,
      "--state",
      snapshot,
      "--out",
      inside("no.json"),
    );
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(existsSync(inside("no.json"))).toBe(false);
  });
});

describe("offboard", () => {
  const run = (...args: readonly string[]) => demarc("offboard", ...args, "--stack", "harbour", "--snapshot", snapshot);

  it("writes the plan, and says with --check what is still there", async () => {
    const matrix = readFileSync("stacks/harbour/matrix.yaml", "utf8");
    expect((await run("tideway", "--out", inside("exit"))).status).toBe(0);
    expect(readdirSync(inside("exit")).toSorted()).toEqual([
      "matrix.diff",
      "offboarding.csv",
      "offboarding.json",
      "offboarding.md",
    ]);
    const checked = await run("tideway", "--out", inside("exit"), "--check");
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain("Take the role Global Administrator (directory) from Rafael Castellan.");
    expect(readFileSync("stacks/harbour/matrix.yaml", "utf8")).toBe(matrix);
  });

  it("finds the accounts of its people where a roster is given", async () => {
    const table = inside("hudu.csv");
    writeFileSync(table, "Name,Email,Role\nDana Reyes,dana.reyes@tideway.example,Admin\n");
    const roster = inside("hudu.json");
    await demarc("roster", "hudu", "--from", table, "--out", roster);
    const checked = await run("tideway", "--out", inside("exit"), "--check", "--systems", roster);
    expect(checked.status).toBe(1);
    expect(checked.stdout).toMatch(/Block, then delete, the account of Dana Reyes \(.*\) in Hudu/);
  });

  it("knows what was meant", async () => {
    const refused = await run("tidway", "--out", inside("typo"));
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain('did you mean "tideway"?');
    expect(existsSync(inside("typo"))).toBe(false);
  });

  it("does not mix two exits in one folder", async () => {
    const refused = await run("nightwatch", "--out", inside("exit"));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("is about tideway");
  });
});
