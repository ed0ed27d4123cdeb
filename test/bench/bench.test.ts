import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateGraph } from "../../bench/generate-graph.ts";
import { generatePlan } from "../../bench/generate-plan.ts";
import { judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { readPlanFile } from "../../src/plan/plan-file.ts";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";
import { harbour } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function findings(size: number, shape: "state" | "preview") {
  const { text, refused } = generatePlan(size, shape);
  const file = join(folder.path, `${shape}-${size}.json`);
  writeFileSync(file, text);
  const plan = readPlanFile(file);
  const judgement = judge({ matrix: harbour().matrix, plan, scope: "partial", rules, today: "2026-11-21" });
  const found = judgement.findings.filter(({ rule }) => rule === "provider-no-standing-global-admin");
  return { plan, refused, found: found.map(({ resource }) => resource), refusals: judgement.materialised.refused };
}

describe("generated plans", () => {
  it.each(["state", "preview"] as const)("a %s has the size asked for, and the gate finds what was put in", (shape) => {
    for (const size of [10, 1500]) {
      const { plan, refused, found, refusals } = findings(size, shape);
      expect(plan.resources).toHaveLength(size);
      expect(refusals).toEqual([]);
      expect(refused).toHaveLength(1);
      expect(found).toEqual(refused);
    }
  });

  it("the larger it is, the more has to be found", () => {
    const { refused, found } = findings(10_500, "state");
    expect(refused).toHaveLength(2);
    expect([...found].sort()).toEqual([...refused].sort());
  });
});

describe("generated graphs", () => {
  it("have as many edges as asked for, always the same", () => {
    expect(Object.values(generateGraph(1000)).flat()).toHaveLength(1000);
    expect(generateGraph(1000)).toEqual(generateGraph(1000));
  });
});

describe("npm run bench", () => {
  it("runs where no peer is installed, and says who was left out", async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(projectRoot, "bench", "bench.ts"), "--quick"],
      {
        cwd: projectRoot,
        env: { ...process.env, PATH: dirname(process.execPath) },
      },
    );
    for (const peer of ["conftest", "Checkov", "OPA", "The Pulumi CLI"]) {
      expect(stdout).toContain(`${peer} is not installed here: left out.`);
    }
    expect(stdout).toMatch(/\| 10 resources \| \d+\.\d\d s/);
    expect(stdout).toMatch(/\| 1,000 edges \| \d+\.\d\d s/);
    for (const job of ["collect", "review"])
      expect(stdout).toMatch(new RegExp(`\\| ${job}, 200 users \\| \\d+\\.\\d\\d s`));
  });
});

describe("the bundle", () => {
  const bundle = join(folder.path, "bundle");
  const file = join(folder.path, "plan.json");
  const check = ["check", "--plan", file, "--matrix", "stacks/harbour/matrix.yaml", "--format", "json"];
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(projectRoot, "src", "cli", "bundle.ts"), bundle]);
    writeFileSync(file, generatePlan(200, "state").text);
  });

  /** What a file of the bundle prints, and whether its compiled code was there and of use. */
  async function run(script: string, args: readonly string[] = check) {
    const code = `
      import { runCompiled } from ${JSON.stringify(pathToFileURL(join(projectRoot, "src", "cli", "compiled.mjs")))};
      const { exports, isCompiled } = runCompiled(${JSON.stringify(join(bundle, script))});
      process.exitCode = await exports.main(${JSON.stringify(args)});
      process.stderr.write(String(isCompiled));`;
    const options = { cwd: projectRoot };
    return promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], options).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }

  it.each(["check", "main"] as const)("says what the sources say: %s", async (name) => {
    const script = (JSON.parse(readFileSync(join(bundle, "bundle.json"), "utf8")) as Record<typeof name, string>)[name];
    const fromSources = await demarc(...check);
    expect(fromSources.status).toBe(1);
    const same = { code: 1, stdout: fromSources.stdout };
    expect(await run(script)).toMatchObject({ ...same, stderr: "true" });
    const compiled = readdirSync(bundle).filter((each) => each.startsWith(`${script}.`));
    expect(compiled).toHaveLength(1);
    for (const each of compiled) truncateSync(join(bundle, each), 1000);
    expect(await run(script)).toMatchObject({ ...same, stderr: "false" });
    for (const each of compiled) rmSync(join(bundle, each));
    expect(await run(script)).toMatchObject({ ...same, stderr: "false" });
  });

  it("a matrix that is not valid is refused as it is from the sources", async () => {
    const matrix = join(folder.path, "matrix.yaml");
    writeFileSync(matrix, "version: 1\n");
    const args = ["check", "--plan", file, "--matrix", matrix];
    const { status, stderr } = await demarc(...args);
    expect(stderr).toContain("client");
    expect(status).toBe(2);
    const { check: script } = JSON.parse(readFileSync(join(bundle, "bundle.json"), "utf8")) as { check: string };
    expect(await run(script, args)).toMatchObject({ code: 2, stderr: expect.stringContaining(stderr) });
  });
});
