/** Sections about working together: what they take, what they refuse and where, and that nobody needs them. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadMatrix, parseMatrix } from "../../src/matrix/load.ts";
import { formatProblem, MatrixError } from "../../src/matrix/problem.ts";
import { harbourFile, kestrelFile } from "../support/matrices.ts";

/** The example without what it says of these sections, and with a section that is written in YAML. */
function withSection(section = "{}") {
  const { tickets: _, recovery, ...rest } = parse(readFileSync(harbourFile, "utf8"));
  const bare = recovery.map(({ encrypted, separateSite, runbook, ...row }: Record<string, unknown>) => row);
  return parseMatrix(stringify({ ...rest, recovery: bare, ...parse(section) }), "matrix.yaml");
}

/** Every problem, as a person reads it; none when it loads. */
function problems(section: string): string[] {
  try {
    withSection(section);
    return [];
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    return error.problems.map(formatProblem);
  }
}

describe("sections about working together", () => {
  it("are absent from a matrix that does not have them: nothing is filled in", () => {
    const { matrix } = withSection();
    expect(["plan", "tickets", "rhythm", "inventory"].filter((section) => section in matrix)).toEqual([]);
    expect(matrix.recovery.map((row) => Object.keys(row))).toEqual(
      matrix.recovery.map(() => expect.not.arrayContaining(["encrypted", "separateSite", "runbook", "nextDrill"])),
    );
  });

  it("are read where they are there", () => {
    const { matrix } = loadMatrix(kestrelFile);
    expect(matrix.plan).toEqual({ start: "2025-10-01", phasing: "30-60-90" });
    expect(matrix.tickets?.handOver[1]).toEqual({ priority: "P2", afterHours: 4, hoursCount: "working-hours" });
    expect(matrix.rhythm?.["operational-sync"]?.at).toBe("09:30");
  });

  it.each([
    ["plan: { phasing: 10-20-30 }", /:\d+:\d+: plan\.phasing: "10-20-30" is not allowed \(.*14-45-90/],
    ["plan: { start: tomorrow }", /plan\.start: .*must be a date such as/],
    [
      "rhythm: { standup: { first: 2027-01-04 } }",
      /rhythm\.standup: unknown key "standup" \(known here: operational-sync/,
    ],
    ['rhythm: { operational-sync: { first: 2027-01-04, at: "25:00" } }', /at: .*must be a time such as 09:30/],
    ["tickets: { handOver: [] }", /tickets\.handOver: too small/],
    ["tickets: { handOver: [{ priority: P1, afterHours: 0, to: tideway }] }", /afterHours: too small/],
    [
      "tickets: { handOver: [{ priority: P1, afterHours: 1, to: tidway }] }",
      /handOver\.0\.to: "tidway" is no party of this matrix \(did you mean "tideway"\?\)/,
    ],
    ["tickets: { handOver: [{ priority: P1, afterHours: 1, to: internal }] }", /"internal" is no provider/],
    [
      "tickets: { handOver: [{ priority: P1, afterHours: 1 }] }",
      /handOver\.0: does not say to which provider the ticket moves/,
    ],
    ["inventory: { licences: [{ what: RMM, nameOf: nightwach }] }", /licences\.0\.nameOf: "nightwach" is no party/],
    [
      "inventory: { contracts: [{ what: Lines, nameOf: internal, billedTo: tidewy }] }",
      /contracts\.0\.billedTo: "tidewy"/,
    ],
    [
      "inventory: { accounts: [{ system: A, account: b, role: c, heldBy: D, side: nobody }] }",
      /accounts\.0\.side: "nobody"/,
    ],
  ])("refuse %s", (section, said) => {
    const found = problems(section);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(said);
  });

  it.each([
    ["plan: { start: 2027-01-31 }"],
    ["rhythm: { access-review: { first: 2027-01-14 } }"],
    ["tickets: { handOver: [{ priority: P1, afterHours: 0.5, to: nightwatch, hoursCount: always }] }"],
    ["inventory: { licences: [{ what: RMM, nameOf: tideway, billedTo: internal, until: 2027-01-31 }] }"],
  ])("take %s", (section) => {
    expect(problems(section)).toEqual([]);
  });

  it("need no provider for a hand-over where only one has a queue", () => {
    const { tools } = parse(readFileSync(harbourFile, "utf8"));
    const queued = withSection(
      stringify({
        tickets: { handOver: [{ priority: "P1", afterHours: 1 }] },
        tools: { ...tools, itsm: { ...tools.itsm, by: "tideway" } },
      }),
    );
    expect(queued.matrix.tickets?.handOver).toHaveLength(1);
    expect(() => parseMatrix("tickets: 5", "matrix.yaml")).toThrow(MatrixError);
  });
});
