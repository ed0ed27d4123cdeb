import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkResultSchema } from "../../src/cli/check-result.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { reportsOf, writeWhole } from "../../src/cli/reports.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";
import { edited, harbourFile } from "../support/matrices.ts";
import { parseXml } from "../support/xml.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const corpus = "test/fixtures/programs/corpus";
const program = `${corpus}/path/eligible-group-without-approval.ts`;

function read(file: string): string {
  return readFileSync(join(folder.path, file), "utf8");
}

/** Arguments for all forms in files, in a folder of their own. */
function allForms(name: string): string[] {
  mkdirSync(join(folder.path, name));
  const forms = {
    json: "check.json",
    sarif: "check.sarif",
    markdown: "check.md",
    junit: "check.xml",
    annotations: "a.txt",
  };
  return Object.entries(forms).flatMap(([form, file]) => ["--report", `${form}=${join(folder.path, name, file)}`]);
}

describe.concurrent("one check in several forms", () => {
  it("every form says the same, at the same line; the text is printed", async () => {
    const { status, stdout } = await demarc("check", "--program", program, "--matrix", harbourFile, ...allForms("all"));
    expect(status).toBe(1);
    expect(stdout).toMatch(/findings refuse this plan\.\n$/);
    const result = checkResultSchema.parse(JSON.parse(read("all/check.json")));
    expect(result.findings[0]).toMatchObject({ id: "DEMARC.ACCESS.2v1", file: program, line: 22 });
    expect(result.changes?.reach.map(({ party, change }) => `${party.name} ${change}`)).toContain("Tideway IT gained");
    const sarif = JSON.parse(read("all/check.sarif"));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: program, uriBaseId: "%SRCROOT%" },
      region: { startLine: 22 },
    });
    expect(read("all/check.md")).toContain(`<!-- demarc:check ${program} -->\n## ❌ refused`);
    expect(Number(parseXml(read("all/check.xml")).attributes["failures"])).toBeGreaterThan(0);
    expect(read("all/a.txt")).toContain(
      `::error file=${program},line=22,col=1,title=provider-no-path-to-global-admin::`,
    );
    expect(readdirSync(join(folder.path, "all")).sort()).toEqual([
      "a.txt",
      "check.json",
      "check.md",
      "check.sarif",
      "check.xml",
    ]);
  });

  it("without a plan every form says so, and the reason is on standard error", async () => {
    const throwing = join(folder.path, "throwing.ts");
    writeFileSync(throwing, "throw new Error('no subscription today');\n");
    const { status, stdout, stderr } = await demarc(
      "check",
      "--program",
      throwing,
      "--matrix",
      harbourFile,
      ...allForms("none"),
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("no subscription today");
    expect(checkResultSchema.parse(JSON.parse(read("none/check.json")))).toMatchObject({
      ok: false,
      error: { reason: "threw" },
    });
    expect(JSON.parse(read("none/check.sarif")).runs[0].results).toBeUndefined();
    expect(parseXml(read("none/check.xml")).attributes["errors"]).toBe("1");
    expect(read("none/check.md")).toContain("⚠️ not judged");
    expect(read("none/a.txt")).toMatch(/^::error .*no subscription today/);
  });

  it("a broken matrix is no verdict either: the document says where it is broken", async () => {
    const matrix = join(folder.path, "matrix.yaml");
    writeFileSync(matrix, edited(harbourFile, ["version: 1", "version: one"]));
    const { status, stdout } = await demarc("check", "--program", program, "--matrix", matrix, "--format", "json");
    expect(status).toBe(2);
    expect(checkResultSchema.parse(JSON.parse(stdout)).error).toMatchObject({ reason: "matrix", file: matrix });
  });

  it("what a program prints is one marked line each, whatever the lines say", async () => {
    const printing = join(folder.path, "printing.ts");
    writeFileSync(printing, 'console.log("harmless\\n::error::injected\\n##vso[task.complete]");\n');
    const { stderr } = await demarc("check", "--program", printing, "--matrix", harbourFile);
    expect(stderr).toContain("program: ::error::injected\nprogram: ##vso[task.complete]\n");
  });

  it("what changes is told against the program as it was; one that did not run then is said, and decides nothing", async () => {
    const before = join(folder.path, "before.ts");
    const source = readFileSync(program, "utf8");
    writeFileSync(before, source.slice(0, source.indexOf("const dana")));
    const broken = join(folder.path, "broken.ts");
    writeFileSync(broken, "throw new Error('not yet');\n");
    const against = async (base: string) => {
      const run = await demarc(
        "check",
        "--program",
        program,
        "--matrix",
        harbourFile,
        "--base",
        base,
        "--format",
        "json",
      );
      return { status: run.status, result: checkResultSchema.parse(JSON.parse(run.stdout)) };
    };
    const [told, untold] = await Promise.all([against(before), against(broken)]);
    expect([told.status, untold.status]).toEqual([1, 1]);
    expect(told.result.changes?.comparedWith).toBe("base");
    expect(told.result.changes?.access.map(({ change, principal }) => `${change} ${principal}`)).toEqual([
      "gained dana.reyes@tideway.example",
    ]);
    expect(untold.result.changes?.comparedWith).toBe("nothing");
    expect(untold.result.assumptions.join()).toContain("how the program was before is not known");
    expect(untold.result.findings).toEqual(told.result.findings);
  });

  it("warnings refuse where they are said to", async () => {
    const warned = `${corpus}/lockout/report-only.ts`;
    const lenient = await demarc("check", "--program", warned, "--matrix", harbourFile);
    const strict = await demarc("check", "--program", warned, "--matrix", harbourFile, "--fail-on", "warning");
    expect([lenient.status, strict.status]).toEqual([0, 1]);
    expect(strict.stdout).toMatch(/finding refuses this plan/);
  });

  it("a report that cannot be written is bad input: status 2, and nothing is printed as if all were well", async () => {
    const blocked = join(folder.path, "blocked");
    writeFileSync(blocked, "a file where a folder should be");
    const plan = ["--program", program, "--matrix", harbourFile];
    const { status, stdout, stderr } = await demarc("check", ...plan, "--out", join(blocked, "check.txt"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("cannot be written");
    expect(readFileSync(blocked, "utf8")).toBe("a file where a folder should be");
  });
});

describe("what is written where", () => {
  it("the form that is printed goes to --out; each report to its file", () => {
    expect(reportsOf("text", undefined, ["sarif=a=b.sarif"])).toEqual([
      { format: "text" },
      { format: "sarif", file: "a=b.sarif" },
    ]);
    expect(reportsOf("json", "check.json", [])).toEqual([{ format: "json", file: "check.json" }]);
  });

  it.each([
    ["no file", ["sarif"]],
    ["an empty file", ["sarif="]],
    ["an unknown form", ["html=x.html"]],
    ["one file twice", ["sarif=x", "junit=./x"]],
  ])("%s is refused", (_, reports) => {
    expect(() => reportsOf("text", undefined, reports)).toThrow(UsageError);
  });

  it("a file is replaced whole, in folders that are made, and nothing is left beside it", () => {
    const file = join(folder.path, "deep", "er", "out.txt");
    writeWhole(file, "first");
    writeWhole(file, "second");
    expect(readFileSync(file, "utf8")).toBe("second");
    expect(readdirSync(join(file, ".."))).toEqual(["out.txt"]);
    expect(() => writeWhole(join(file, "below"), "x")).toThrow(UsageError);
    expect(readdirSync(join(file, ".."))).toEqual(["out.txt"]);
  });
});
