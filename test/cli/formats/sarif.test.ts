import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { rules } from "../../../policies/rules/index.ts";
import type { CheckResult } from "../../../src/cli/check-result.ts";
import type { Setting } from "../../../src/cli/formats/formatter.ts";
import { sarifFormatter } from "../../../src/cli/formats/sarif.ts";
import { document, finding, settingOf, withFindings } from "../../support/check-documents.ts";
import { temporaryFolder } from "../../support/demarc.ts";

const text = z.object({ text: z.string().min(1) });
const physicalLocation = z.strictObject({
  artifactLocation: z.strictObject({ uri: z.string().min(1), uriBaseId: z.literal("%SRCROOT%").optional() }),
  region: z.strictObject({
    startLine: z.int().positive(),
    startColumn: z.int().positive(),
    endLine: z.int().positive(),
    endColumn: z.int().positive().optional(),
  }),
});
const located = z.object({ physicalLocation });
const result = z.object({
  ruleId: z.string(),
  ruleIndex: z.int().nonnegative(),
  level: z.enum(["error", "warning", "note"]),
  message: text,
  locations: z.array(located).length(1),
  partialFingerprints: z.object({ primaryLocationLineHash: z.string().regex(/^[0-9a-f]{32}:1$/) }),
  codeFlows: z
    .array(
      z.object({
        threadFlows: z.array(
          z.object({ locations: z.array(z.object({ location: located.extend({ message: text }) })) }),
        ),
      }),
    )
    .optional(),
  suppressions: z
    .array(z.object({ kind: z.literal("external"), status: z.literal("accepted"), justification: z.string() }))
    .optional(),
});
/** What GitHub's code scanning asks for, and what else we promise. */
const log = z.object({
  $schema: z.string(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.object({
        tool: z.object({
          driver: z.object({
            name: z.literal("Demarc"),
            semanticVersion: z.string(),
            rules: z.array(
              z.object({
                id: z.string(),
                shortDescription: text,
                fullDescription: text,
                help: z.object({ text: z.string().min(1), markdown: z.string().min(1) }),
                defaultConfiguration: z.object({ level: z.enum(["error", "warning", "note"]) }),
                properties: z.object({
                  id: z.string(),
                  tags: z.array(z.string()).max(20),
                  "security-severity": z.string(),
                }),
              }),
            ),
          }),
        }),
        originalUriBaseIds: z.object({ "%SRCROOT%": z.object({ uri: z.string().regex(/^file:\/\/\/.*\/$/) }) }),
        invocations: z.array(
          z.object({
            executionSuccessful: z.boolean(),
            exitCode: z.int(),
            toolExecutionNotifications: z.array(z.object({ level: z.string(), message: text })),
          }),
        ),
        results: z.array(result).optional(),
      }),
    )
    .length(1),
});

function sarif(check: CheckResult, setting: Partial<Setting> = {}) {
  const [run] = log.parse(JSON.parse(sarifFormatter.render(check, settingOf(check, setting)))).runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

const folder = temporaryFolder();
afterAll(() => folder.remove());
mkdirSync(join(folder.path, ".git"));
mkdirSync(join(folder.path, "über uns"));
writeFileSync(join(folder.path, "über uns/index #1.ts"), "first\n  new azuread.Group();\r\nlast");
writeFileSync(join(folder.path, "matrix.yaml"), "version: 1\n");
symlinkSync(join(folder.path, "über uns"), join(folder.path, "linked"));
const here = { root: folder.path, workingDirectory: folder.path };
const subject = { name: "infra", matrix: "matrix.yaml", folder: "" };

describe("rules", () => {
  it("all of them are described, with their page as help", () => {
    const { driver } = sarif(withFindings([]), { rules }).tool;
    expect(driver.rules.map(({ id }) => id)).toEqual(rules.map(({ name }) => name));
    for (const rule of driver.rules) expect(rule.help.markdown).toContain(`# ${rule.id}\n`);
  });

  it("more controls than code scanning takes tags are cut", () => {
    const [first] = sarif(withFindings([])).tool.driver.rules;
    expect(first?.properties.tags.length).toBe(20);
    expect(first?.properties["security-severity"]).toBe("9.5");
  });
});

describe("results", () => {
  it("point at their rule, with what to do instead in the message", () => {
    const run = sarif(document("refused"));
    for (const { ruleId, ruleIndex } of run.results ?? []) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run.results?.[0]?.message.text).toMatch(/reach Global Administrator.* Instead: Remove the grant/);
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 1 });
  });

  it("show the way, each step where it is written", () => {
    const [first] = sarif(document("refused")).results ?? [];
    const steps = first?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map(({ location }) => location.physicalLocation.region.startLine)).toEqual([22, 11]);
    expect(steps[1]?.location.message.text).toBe('2. group "Elevated access" holds Global Administrator');
  });

  it("what is waived is suppressed with its reason, and no error to a reader that knows no suppressions", () => {
    const waived = sarif(document("refused")).results?.filter(({ suppressions }) => suppressions !== undefined) ?? [];
    expect(waived).toMatchObject([
      {
        ruleId: "provider-access-in-matrix",
        level: "note",
        suppressions: [{ justification: expect.stringContaining("CHG-1042") }],
      },
    ]);
  });

  it("a label is no link and no placeholder", () => {
    const message = 'group "[fix](https://evil.example) {0} {x}" holds';
    expect(sarif(withFindings([finding({ message })])).results?.[0]?.message.text).toBe(
      'group "[fix] (https://evil.example) {{0}} {x}" holds',
    );
  });
});

describe("places", () => {
  it("are from the top of the repository, encoded, links followed, to the end of the line", () => {
    const check = withFindings([finding({ file: "linked/index #1.ts", line: 2, column: 3 })], { subject });
    expect(sarif(check, here).results?.[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "%C3%BCber%20uns/index%20%231.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 23 },
    });
  });

  it("from a folder of the repository are the same", () => {
    const check = withFindings([finding({ file: "index #1.ts", line: 2, column: 3 })], { subject });
    const [first] = sarif(check, { ...here, workingDirectory: join(folder.path, "über uns") }).results ?? [];
    expect(first?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("%C3%BCber%20uns/index%20%231.ts");
  });

  it("a finding without one is shown at a step of its way, else at the matrix", () => {
    const step = { from: "a", edge: "member-of", to: "b", condition: "standing" as const };
    const file = "über uns/index #1.ts";
    const check = withFindings(
      [finding({ path: [step, { ...step, file, line: 1 }] }), finding({ file: "/elsewhere/x.ts", line: 9 })],
      { subject },
    );
    const uris = sarif(check, here).results?.map(
      ({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(["%C3%BCber%20uns/index%20%231.ts", "matrix.yaml"]);
  });
});

describe("fingerprints", () => {
  const of = (...findings: Parameters<typeof finding>) =>
    sarif(withFindings([finding(...findings)])).results?.[0]?.partialFingerprints.primaryLocationLineHash;

  it("stay when lines move or words change, and differ for another resource, rule or way", () => {
    const step = { from: "a", edge: "member-of", to: "b", condition: "standing" as const };
    const path = [step];
    expect(of({ path, line: 3, file: "a.ts" })).toBe(
      of({ path: [{ ...step, line: 7 }], line: 40, file: "b.ts", message: "else" }),
    );
    expect(of({ path })).not.toBe(of({ path: [{ ...step, to: "c" }] }));
    expect(of({})).not.toBe(of({ resource: "urn:other" }));
    expect(of({})).not.toBe(of({ rule: "provider-access-in-matrix" }));
  });
});

describe("without a plan", () => {
  it("there are no results, so that an upload closes nothing, and the reason is a notification", () => {
    const error = { reason: "threw", message: "The program threw: no subscription.", file: "index.ts", line: 3 };
    const run = sarif(withFindings([], { ok: false, error }));
    expect(run.results).toBeUndefined();
    expect(run.invocations[0]).toMatchObject({
      executionSuccessful: false,
      exitCode: 2,
      toolExecutionNotifications: [{ level: "error", message: { text: error.message } }],
    });
  });
});

describe("more than code scanning shows", () => {
  it("is cut, the worst first, and said", () => {
    const notes = Array.from({ length: 5000 }, (_, index) => finding({ severity: "note", resource: `urn:${index}` }));
    const run = sarif(withFindings([...notes, finding()]));
    expect(run.results?.length).toBe(5000);
    expect(run.results?.[0]?.level).toBe("error");
    expect(run.invocations[0]?.toolExecutionNotifications[0]?.message.text).toBe("1 more findings are left out here.");
  });
});
