import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isPlainlyCommonJs } from "../../src/plan/module-syntax.ts";
import { planProgram } from "../../src/plan/program.ts";
import { temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe("what is plainly CommonJS", () => {
  it.each([
    ['const azuread = require("@pulumi/azuread");', true],
    ["module.exports = async () => ({});", true],
    ["exports.id = 1;", true],
    ['import * as azuread from "@pulumi/azuread";', false],
    [
      'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nrequire("x");',
      false,
    ],
    ['export const a = 1;\nrequire("x");', false],
    ["export default async () => {};", false],
    ['const lazy = await import("x");', false],
    ["const a = 1;", false],
  ])("%s: %s", (source, expected) => {
    expect(isPlainlyCommonJs(source)).toBe(expected);
  });
});

it.each([
  ["index.js", 'const { named } = require("./helper");'],
  ["index.ts", 'const { named }: { named: string } = require("./helper");'],
])("a CommonJS program below a folder of ES modules runs: %s", async (name, first) => {
  const program = join(folder.path, name.replace(".", "-"));
  mkdirSync(program, { recursive: true });
  writeFileSync(join(folder.path, "package.json"), '{ "type": "module" }');
  writeFileSync(join(program, "helper.js"), 'module.exports = { named: "MSP" };');
  writeFileSync(
    join(program, name),
    `${first}\nconst azuread = require("@pulumi/azuread");\nmodule.exports = () => {\n  new azuread.Group("g", { displayName: named, securityEnabled: true });\n};\n`,
  );
  const plan = await planProgram({ directory: program });
  expect(plan.resources.find((resource) => resource.name === "g")?.inputs).toMatchObject({ displayName: "MSP" });
});
