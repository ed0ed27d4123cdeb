import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { formatProblem } from "../../../src/matrix/problem.ts";
import { readDecisions } from "../../../src/review/decisions/read.ts";
import type { Decision } from "../../../src/review/decisions/schema.ts";
import { completedText, type DecisionSheet, judgeSheet, openSheet } from "../../../src/review/decisions/sheet.ts";
import {
  addReview,
  dana,
  exchange,
  type Held,
  helpdesk,
  joel,
  keepUntil,
  matrixText,
  miriam,
  type Reviews,
  reviewOf,
  reviews,
} from "../evidence/reviews.ts";
import { tierZeroRules } from "../evidence/tier-zero-rules.ts";

let of: Reviews;
let folder: string;
beforeEach(async () => {
  of = await reviews();
  folder = addReview(of, "2026-11-21", "2026-11-21");
});
afterEach(() => of.remove());

/** The sheet with the file's text as given. */
function sheetWith(text: string): DecisionSheet {
  writeFileSync(join(folder, "decisions.yaml"), text);
  return openSheet(folder, of.matrix);
}

const idOf = (part: string) => {
  const item = openSheet(folder, of.matrix).items.find(({ title }) => title.includes(part));
  if (item === undefined) throw new Error(`nothing to decide says ${part}`);
  return item.id;
};

function judged(sheet: DecisionSheet, matrix = of.matrix, today = "2026-11-25") {
  return judgeSheet(sheet, { matrix, today, tierZeroRules, keptBefore: new Map() });
}

/** What is wrong with one decision on the entry whose title has a text. */
function problemsWith(part: string, decision: Partial<Decision>, matrix = of.matrix): string[] {
  const full = { ...keepUntil("2027-01-31", "2026-11-21"), ...decision };
  rmSync(join(folder, "decisions.yaml"), { force: true });
  const text = completedText(openSheet(folder, of.matrix), { id: idOf(part), decision: full });
  return judged(sheetWith(text), matrix).invalid.map(
    ({ path, message, hint }) => `${path.split(".").at(-1)}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

describe("decisions.yaml", () => {
  it("asks for every difference and every access under review, by party and principal, and says why", () => {
    const sheet = openSheet(folder, of.matrix);
    expect(sheet.items.map(({ kind, party, title }) => `${kind}, ${party.label}: ${title}`)).toEqual([
      `difference, Tideway IT: ${dana} holds the role Helpdesk Administrator for the whole directory, and the matrix does not say so.`,
      "difference, Tideway IT: tomasz.wilk@tideway.example holds the role Exchange Administrator for the whole directory, and the matrix does not say so.",
      "access, Emergency access: Emergency 1 can take control of the whole tenant (standing).",
      "access, Internal: Joel Lindqvist holds Privileged Role Administrator (eligible), which reaches control of the whole tenant.",
      "access, Tideway IT: Tideway IT works on Tier-1 helpdesk through the team “Tideway IT – Tier-1 helpdesk”.",
    ]);
    const text = completedText(sheet);
    expect(text).toContain(`  # high · Tideway IT · functions.tier-1-helpdesk
  # ${dana} holds the role Helpdesk Administrator for the whole directory, and the matrix does
  #   not say so.
  # Why: It belongs to a provider, and what a provider holds is what the matrix says.
  # To revoke: Remove the role Helpdesk Administrator from ${dana}.
  ${idOf(dana)}:
    decision:
    until:
    reason:
    by:
    on:
`);
    expect(judged(sheetWith(text)).open).toHaveLength(5);
  });

  it("asks for each thing that providers hold as declared, where the review says so; what differs only once", () => {
    const review = reviewOf(of, "2026-11-21", [helpdesk]);
    const [difference] = review.differences;
    const holding = (key: string, declared: boolean, objects: string[]) => ({
      key,
      kind: "group-member",
      principal: difference?.principal ?? review.reach[0]?.principal,
      target: key,
      scope: "directory",
      held: "eligible",
      until: "2027-06-30T00:00:00Z",
      declared,
      objects,
    });
    const holdings = [
      holding("Helpers", true, ["a"]),
      holding("Undeclared", false, ["b"]),
      holding("Changed", true, difference?.access.objects ?? []),
    ];
    writeFileSync(join(folder, "review.json"), JSON.stringify({ ...review, holdings }));
    const titles = openSheet(folder, of.matrix).items.map(({ title }) => title);
    expect(titles.filter((title) => title.startsWith(dana))).toEqual([
      `${dana} holds the role Helpdesk Administrator for the whole directory, and the matrix does not say so.`,
      `${dana}: group member Helpers (eligible until 2027-06-30).`,
    ]);
    expect(titles.some((title) => title.includes("through the team"))).toBe(false);
  });

  it("is completed without a word of what was decided being touched", () => {
    const first = completedText(openSheet(folder, of.matrix), {
      id: idOf(dana),
      decision: { choice: "revoke", by: miriam, on: "2026-11-21" },
    });
    // As a person writes: other quotes, a comment, another order, a flow mapping.
    const edited = first
      .replace("    decision: revoke\n", "    # asked Dana on Monday\n    \"decision\": 'revoke' # agreed\n")
      .replace(
        / {2}(A-\w+):\n {4}decision:\n {4}until:\n {4}reason:\n {4}by:\n {4}on:\n/,
        `  $1: { decision: revoke, by: ${miriam}, on: 2026-11-22 }\n`,
      );
    const again = completedText(sheetWith(edited));
    expect(again).toBe(edited);
    // A further difference, and one that is gone undecided: the decided ones stay where they are.
    const more: Held[] = [helpdesk, { address: "aisha.bello@tideway.example", role: "User Administrator" }];
    writeFileSync(join(folder, "review.json"), JSON.stringify(reviewOf(of, "2026-11-21", more)));
    const grown = completedText(sheetWith(edited));
    expect(grown).toContain("    # asked Dana on Monday\n    \"decision\": 'revoke' # agreed\n");
    expect(grown).toContain("aisha.bello@tideway.example holds the role User Administrator");
    expect(grown).not.toContain("tomasz.wilk");
    expect(judged(sheetWith(grown)).invalid).toEqual([]);
  });

  it("keeps a decision on something that is not in the review any more, and says that nothing asks for it", () => {
    const text = completedText(openSheet(folder, of.matrix), {
      id: idOf("tomasz"),
      decision: { choice: "revoke", by: miriam, on: "2026-11-21" },
    });
    const id = idOf("tomasz");
    writeFileSync(join(folder, "review.json"), JSON.stringify(reviewOf(of, "2026-11-21", [helpdesk])));
    const after = sheetWith(completedText(sheetWith(text)));
    expect(after.existing?.text).toContain(`  # Not in this review.\n  ${id}:\n    decision: revoke\n`);
    expect(judged(after).invalid.map(({ message }) => message)).toEqual([`"${id}" is nothing that this review asks`]);
  });

  it("of another tenant is not made one of this review's", () => {
    const text = completedText(openSheet(folder, of.matrix));
    const other = sheetWith(text.replace(/^tenant: .*$/m, "tenant: 00000000-0000-4000-8000-000000000000"));
    expect(() => completedText(other)).toThrow("is of tenant 00000000-0000-4000-8000-000000000000, and the review of");
  });

  it("in another encoding is not read: people's words would become others", () => {
    const text = completedText(openSheet(folder, of.matrix)).replace("reason:", "reason: Jürgen meint es so");
    const file = join(folder, "decisions.yaml");
    for (const encoding of ["latin1", "utf16le"] as const) {
      writeFileSync(file, Buffer.from(encoding === "utf16le" ? `\uFEFF${text}` : text, encoding));
      expect(() => openSheet(folder, of.matrix)).toThrow(/is not UTF-8 from line \d+ on; save it as UTF-8/);
    }
  });

  it("with the line ends of Windows keeps what was decided, and becomes a file with one kind of them", () => {
    const decision = keepUntil("2027-01-31", "2026-11-25");
    const text = completedText(openSheet(folder, of.matrix), { id: idOf(dana), decision });
    const sheet = sheetWith(text.replaceAll("\n", "\r\n"));
    expect(completedText(sheet)).toBe(text);
  });

  it("says that decisions were made on another review.json", () => {
    const text = completedText(openSheet(folder, of.matrix));
    writeFileSync(
      join(folder, "review.json"),
      readFileSync(join(folder, "review.json"), "utf8").replace("high", "low"),
    );
    expect(judged(sheetWith(text)).invalid.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "review: these decisions were made on another review.json than the one here",
    ]);
  });

  it("survives whatever names hold: no name ends a comment or becomes an entry", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("\n", "\r\n  D-00000000:\n    decision: keep\n", "\u2028", "\u0085", "# "),
        (name, breaking) => {
          const address = `${name}${breaking}${name}`;
          const review = reviewOf(of, "2026-11-21", [{ address, role: "Helpdesk Administrator" }]);
          writeFileSync(join(folder, "review.json"), JSON.stringify(review));
          const sheet = openSheet(folder, of.matrix);
          const read = readDecisions(completedText(sheet), "decisions.yaml");
          expect("problems" in read ? read.problems : [...read.decisions.keys()]).toEqual(
            sheet.items.map(({ id }) => id),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("comes back as it was decided", () => {
    const decision = fc.record({
      choice: fc.constantFrom("keep" as const, "revoke" as const, "change-matrix" as const),
      reason: fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() === text && text !== ""),
      by: fc.emailAddress(),
      on: fc.constantFrom("2026-11-21", "2026-12-01"),
    });
    fc.assert(
      fc.property(decision, (made) => {
        const read = readDecisions(
          completedText(openSheet(folder, of.matrix), { id: idOf(dana), decision: made }),
          "f",
        );
        expect("problems" in read ? read.problems : read.decisions.get(idOf(dana))).toEqual(made);
      }),
      {
        numRuns: 60,
        examples: [
          [{ choice: "keep", reason: "one\u2028two\u2029\nthree\u0085", by: "a@b.example", on: "2026-11-21" }],
        ],
      },
    );
  });
});

describe("problems of decisions.yaml", () => {
  const changed = (from: string | RegExp, to: string) => {
    const text = completedText(openSheet(folder, of.matrix));
    const after = text.replace(from, to);
    if (after === text) throw new Error(`the file does not contain ${String(from)}`);
    const read = readDecisions(after, "decisions.yaml");
    return ("problems" in read ? read.problems : judged(sheetWith(after)).invalid).map(formatProblem);
  };

  it("have line, column and what was probably meant", () => {
    expect(changed("    decision:\n", "    decision: revok\n")).toEqual([
      expect.stringMatching(
        /^decisions\.yaml:15:15: decisions\.D-\w+\.decision: "revok" is not allowed \(did you mean "revoke"\?\)$/,
      ),
    ]);
    expect(changed("    reason:\n", "    raeson: so\n")).toEqual([
      expect.stringMatching(
        /^decisions\.yaml:17:5: decisions\.D-\w+\.raeson: unknown key "raeson" \(did you mean "reason"\?\)$/,
      ),
    ]);
    expect(changed("    until:\n", "    until: soon\n")).toEqual([
      expect.stringMatching(/:16:12: decisions\.D-\w+\.until: "soon" must be a date such as 2027-01-31$/),
    ]);
    const id = idOf(dana);
    const near = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    expect(changed(`  ${id}:`, `  ${near}:`)).toEqual([
      expect.stringContaining(
        `decisions.yaml:14:3: decisions.${near}: "${near}" is nothing that this review asks (did you mean "${id}"?)`,
      ),
    ]);
    expect(changed("    reason:\n", "    reason: 4711\n")).toEqual([
      expect.stringMatching(
        /:17:13: decisions\.D-\w+\.reason: 4711 is a number here \(in quotes it is a text: "4711"\)$/,
      ),
    ]);
    expect(changed("decisions:\n", "decisions: [\n")[0]).toContain("not valid YAML");
    expect(changed(/decisions:\n[\s\S]*/, "")).toEqual(["decisions.yaml:4:1: decisions: is missing"]);
    expect(
      changed(`  ${id}:\n`, `  ${id}: &one\n    decision: revoke\n  ${idOf("tomasz")}: *one\n  x:\n`)[0],
    ).toContain("decisions.yaml:");
    expect(changed("tenant: ", "tenant: 0")).toEqual([expect.stringContaining("is not the tenant of the review")]);
  });

  it("name an entry that is missing", () => {
    const text = completedText(openSheet(folder, of.matrix));
    const { open } = judged(sheetWith(text.slice(0, text.lastIndexOf("\n\n"))));
    expect(open.at(-1)?.message).toMatch(/^has no entry for A-\w+: Tideway IT works on/);
  });
});

describe("who decides", () => {
  const revoke = { choice: "revoke", until: undefined, reason: undefined } as unknown as Partial<Decision>;

  it("is an approver or reviewer of the internal side, whatever the letters' case", () => {
    expect(problemsWith(dana, { by: "Miriam.Okafor@harbourdental.example" })).toEqual([]);
    expect(problemsWith(dana, { by: "miriam.okafer@harbourdental.example" })).toEqual([
      `by: "miriam.okafer@harbourdental.example" is nobody whom the matrix names (did you mean "${miriam}"?)`,
    ]);
  });

  it("is not just anybody of the internal side", async () => {
    const text = await matrixText(undefined, [`approvers: [${miriam}, ${joel}]`, `approvers: [${miriam}]`]);
    const { matrix } = parseMatrix(text, "matrix.yaml");
    expect(problemsWith(dana, { by: joel }, matrix)).toEqual([
      `by: Joel Lindqvist is neither an approver nor a reviewer of the internal side (who can: ${miriam})`,
    ]);
  });

  it("is nobody about their own access: the person's, or the team's they are in", () => {
    const own = (name: string) => `by: ${name} cannot decide on their own access (who can: ${miriam}, ${joel})`;
    expect(problemsWith("Joel Lindqvist holds", { by: joel })).toEqual([
      `by: Joel Lindqvist cannot decide on their own access (who can: ${miriam})`,
    ]);
    expect(problemsWith("Joel Lindqvist holds", { by: miriam })).toEqual([]);
    expect(problemsWith(`${dana} holds`, { ...revoke, by: dana })).toEqual([own("Dana Reyes")]);
    // Aisha works on the helpdesk, and so does whoever of Tideway is not limited to other rows.
    expect(problemsWith("through the team", { ...revoke, by: "aisha.bello@tideway.example" })).toEqual([
      own("Aisha Bello"),
    ]);
  });

  it("is nobody about what they can use in another name, as far as the review says so", () => {
    const review = reviewOf(of, "2026-11-21", [helpdesk]);
    const how = "Joel Lindqvist is a member of the group IT, which can become a member of the group Helpdesk";
    const usedBy = [{ identity: `user:${dana}`, person: joel, how }];
    const write = (more: object) => writeFileSync(join(folder, "review.json"), JSON.stringify({ ...review, ...more }));
    write({ usedBy });
    for (const choice of ["keep", "change-matrix"] as const) {
      const undated = choice === "keep" ? {} : ({ until: undefined } as unknown as Partial<Decision>);
      expect(problemsWith(dana, { choice, ...undated, by: joel })).toEqual([
        `by: Joel Lindqvist can only give it up: it is also their own access, for ${how} (who can: ${miriam})`,
      ]);
    }
    expect(problemsWith(dana, { ...revoke, by: joel })).toEqual([]);
    expect(problemsWith(dana, { by: miriam })).toEqual([]);
    expect(problemsWith("Emergency 1", { by: joel })).toEqual([]);
    expect(completedText(openSheet(folder, of.matrix))).toContain(`  # Own access: ${how.slice(0, 60)}`);
    // Everybody who could decide that it stays has it: then the matrix needs somebody else.
    write({ usedBy: [...usedBy, { identity: `user:${dana}`, person: miriam, how: "Miriam Okafor owns it" }] });
    expect(problemsWith(dana, { by: joel })[0]).toContain(
      "(nobody can: review.reviewers needs somebody whose access it is not)",
    );
    // Reviews of before did not look at it.
    write({});
    expect(problemsWith(dana, { by: joel })).toEqual([]);
  });

  it("is for a provider only that its own company gives something up", () => {
    expect(problemsWith("tomasz.wilk", { ...revoke, by: dana })).toEqual([]);
    expect(problemsWith("tomasz.wilk", { by: dana })).toEqual([
      `by: Dana Reyes of Tideway IT can only give up what Tideway IT holds, not decide that it stays (who can: ${miriam}, ${joel})`,
    ]);
    for (const about of ["Emergency 1", "tomasz.wilk"]) {
      expect(problemsWith(about, { ...revoke, by: "lena.fischer@nightwatch.example" })).toEqual([
        `by: Lena Fischer of Nightwatch decides nothing that is not Nightwatch's own access (who can: ${miriam}, ${joel})`,
      ]);
    }
  });

  it("is said, and so is when", () => {
    const nobody = { by: undefined, on: undefined } as unknown as Partial<Decision>;
    expect(problemsWith(dana, nobody)).toEqual([
      "on: is missing (the day of the decision)",
      "by: is missing (the address of who decided)",
    ]);
    expect(problemsWith(dana, { on: "2026-11-20" })).toEqual(["on: is before the review of 2026-11-21"]);
    expect(problemsWith(dana, { on: "2026-11-26" })).toEqual(["on: is after today, 2026-11-25"]);
  });
});

describe("how long a keep lasts", () => {
  it("ends on a day, with a reason, and is the only decision that lasts", () => {
    const without = { until: undefined, reason: undefined } as unknown as Partial<Decision>;
    expect(problemsWith(dana, without)).toEqual([
      "reason: is missing: keep needs one",
      "until: is missing: a keep ends (the last day on which it stays)",
    ]);
    expect(problemsWith(dana, { choice: "revoke" })).toEqual(["until: only a keep lasts until a day, not revoke"]);
    expect(problemsWith(dana, { choice: "change-matrix", beyond: ["next-review"] })).toEqual([
      "until: only a keep lasts until a day, not change-matrix",
      "beyond: only a keep goes beyond something, not change-matrix",
    ]);
    expect(problemsWith(dana, { until: "2026-11-20" })).toEqual(["until: is before the decision of 2026-11-21"]);
  });

  it("goes beyond the next review or the contract only when it says so", async () => {
    expect(problemsWith(dana, { until: "2027-02-21" })).toEqual([]);
    expect(problemsWith(dana, { until: "2027-02-22" })).toEqual([
      "until: is past the next review on 2027-02-21 (beyond: [next-review] says that this is meant)",
    ]);
    expect(problemsWith(dana, { until: "2027-02-22", beyond: ["next-review"] })).toEqual([]);
    const { matrix } = parseMatrix(await matrixText(undefined, ["end: 2028-12-31", "end: 2027-01-15"]), "matrix.yaml");
    expect(problemsWith(dana, { until: "2027-01-15" }, matrix)).toEqual([]);
    expect(problemsWith(dana, { until: "2027-01-16" }, matrix)).toEqual([
      "until: is past the contract's end on 2027-01-15 (beyond: [contract-end] says that this is meant)",
    ]);
    expect(problemsWith(dana, { until: "2027-01-16", beyond: ["contract-end"] }, matrix)).toEqual([]);
    // What is nobody's contract has no such end.
    expect(problemsWith("Emergency 1", { until: "2027-01-16" }, matrix)).toEqual([]);
  });

  it("is bounded by the matrix, a year unless it says less", async () => {
    expect(problemsWith(dana, { until: "2027-11-22", beyond: ["next-review"] })).toEqual([]);
    expect(problemsWith(dana, { until: "2027-11-23", beyond: ["next-review"] })).toEqual([
      "until: is more than 366 days after the review (review.keepDays) (2027-11-22 at most)",
    ]);
    const { matrix } = parseMatrix(
      await matrixText(undefined, ["cadence: quarterly", "cadence: quarterly\n  keepDays: 30"]),
      "m",
    );
    expect(problemsWith(dana, { until: "2026-12-21" }, matrix)).toEqual([]);
    expect(problemsWith(dana, { until: "2026-12-22" }, matrix)).toEqual([
      "until: is more than 30 days after the review (review.keepDays) (2026-12-21 at most)",
    ]);
  });

  it("is an emergency for what a rule of tier 0 refuses, and no longer", () => {
    writeFileSync(
      join(folder, "review.json"),
      JSON.stringify(reviewOf(of, "2026-11-21", [{ ...helpdesk, refused: true }, exchange])),
    );
    expect(problemsWith(dana, { until: "2026-11-23" })).toEqual([]);
    expect(problemsWith(dana, { until: "2026-11-24" })).toEqual([
      "until: provider-no-path-to-global-admin refuses it, and control of the tenant hangs on that: 4 days are more than the emergency window of 3 (emergencyWindowDays) (2026-11-23 at most; then it goes)",
    ]);
    expect(problemsWith("tomasz", { until: "2026-11-24" })).toEqual([]);
  });
});
