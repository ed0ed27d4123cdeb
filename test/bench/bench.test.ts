import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
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
  });
});

describe("the bundle", () => {
  it("says what the sources say", async () => {
    const bundle = join(folder.path, "bundle");
    await promisify(execFile)(process.execPath, [join(projectRoot, "src", "cli", "bundle.ts"), bundle]);
    const file = join(folder.path, "plan.json");
    writeFileSync(file, generatePlan(200, "state").text);
    const check = ["check", "--plan", file, "--matrix", "stacks/harbour/matrix.yaml", "--format", "json"];
    const main = join(bundle, "main.cjs");
    const script = `require(${JSON.stringify(main)}).main(${JSON.stringify(check)}).then((status) => { process.exitCode = status; })`;
    const run = () =>
      promisify(execFile)(process.execPath, ["-e", script], { cwd: projectRoot }).catch(
        (error: { code: number; stdout: string }) => error,
      );
    const first = await run();
    // The second time the matrix is known to be valid.
    const again = await run();
    const fromSources = await demarc(...check);
    expect(fromSources.status).toBe(1);
    expect(first).toMatchObject({ code: 1, stdout: fromSources.stdout });
    expect(again).toMatchObject({ code: 1, stdout: fromSources.stdout });
  });

  it("a matrix that is not valid is refused as it is from the sources", async () => {
    const matrix = join(folder.path, "matrix.yaml");
    writeFileSync(matrix, "version: 1\n");
    const { status, stderr } = await demarc("check", "--plan", join(folder.path, "plan.json"), "--matrix", matrix);
    expect(stderr).toContain("client");
    expect(status).toBe(2);
  });
});
