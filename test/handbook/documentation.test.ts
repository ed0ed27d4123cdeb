/** docs/handbook.md says what there is. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chaptersOf } from "../../src/handbook/handbook.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { demarc } from "../support/demarc.ts";
import { harbour } from "../support/matrices.ts";
import { inputOf, reloaded } from "./inputs.ts";

const page = readFileSync("docs/handbook.md", "utf8");

describe("docs/handbook.md", () => {
  it("shows sections that a matrix may have", () => {
    const { matrix } = harbour();
    const source = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const shown = parse(source) as Matrix;
    const recovery = matrix.recovery.map((row) => {
      const { "…": _, ...more } = shown.recovery[0] as Matrix["recovery"][number] & { "…"?: null };
      return { ...row, ...more };
    });
    expect(Object.keys(shown)).toEqual(["plan", "rhythm", "tickets", "inventory", "recovery"]);
    expect(reloaded({ ...matrix, ...shown, recovery }).matrix.plan).toEqual({
      start: "2027-01-11",
      phasing: "30-60-90",
    });
  });

  it("names every option and every chapter, and links to what exists", async () => {
    const { stdout } = await demarc("handbook", "--help");
    const options = [...stdout.matchAll(/^ {2}(--[a-z]+)/gm)].map(([, option]) => option ?? "");
    expect(options.length).toBeGreaterThan(6);
    expect(options.filter((option) => !page.includes(option))).toEqual([]);
    const titles = chaptersOf(inputOf(harbour())).map(({ title }) => title.replace(/ \(RACI\)| and warning signs/, ""));
    expect(titles.filter((title) => !page.includes(title))).toEqual([]);
    const links = [...page.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, path]) => path ?? "");
    expect(links.filter((path) => !existsSync(join("docs", path)))).toEqual([]);
  });
});
