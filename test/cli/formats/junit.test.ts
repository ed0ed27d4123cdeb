import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../../src/cli/check-result.ts";
import { junitFormatter } from "../../../src/cli/formats/junit.ts";
import { document, finding, settingOf, withFindings } from "../../support/check-documents.ts";
import { type Element, parseXml } from "../../support/xml.ts";

function suiteOf(check: CheckResult): Element {
  const root = parseXml(junitFormatter.render(check, settingOf(check)));
  const [suite] = root.children;
  if (root.name !== "testsuites" || suite?.name !== "testsuite") throw new Error("no test suite");
  return suite;
}

const casesOf = (check: CheckResult) => suiteOf(check).children.filter(({ name }) => name === "testcase");
const outcome = ({ children }: Element) => children.map(({ name }) => name).join(" ");

describe("a test case for each rule", () => {
  it("fails with place, way and remedy; a waiver skips it; notes are output", () => {
    const check = document("refused");
    expect(suiteOf(check).attributes).toMatchObject({
      name: "demarc",
      tests: "4",
      failures: "2",
      skipped: "1",
      errors: "0",
    });
    const cases = casesOf(check);
    expect(cases.map(outcome)).toEqual(["failure", "skipped", "failure", "system-out"]);
    expect(cases[0]?.attributes).toMatchObject({ classname: "DEMARC.ACCESS.2v1", line: "22" });
    expect(cases[0]?.children[0]?.text).toMatch(
      /^test\/fixtures.*:22:1\n.*\n {2}1\. dana.*\n {2}2\. .*holds Global Administrator.*\nInstead: /,
    );
    expect(cases[1]?.children[0]?.attributes["message"]).toContain("Waived until 2026-12-04 by miriam.okafor");
  });

  it("several findings of a rule are one failure that says how many", () => {
    const [first] = casesOf(withFindings([finding(), finding({ message: "Tom can, too." })]));
    expect(first?.children[0]?.attributes["message"]).toBe("Dana can reach Global Administrator. (and 1 more finding)");
    expect(first?.children[0]?.text).toContain("Tom can, too.");
  });

  it("a rule that fails still says what of it is waived, and what it only notes", () => {
    const waiver = { reason: "handover", approvedBy: "miriam@harbour.example", until: "2026-12-04" };
    const check = withFindings([finding(), finding({ severity: "note", message: "By the way." })], {
      waived: [{ ...finding({ message: "Tom, too." }), waiver }],
    });
    const [first] = casesOf(check);
    expect(first && outcome(first)).toBe("failure system-out");
    expect(first?.children[1]?.text).toMatch(/By the way\.[\s\S]*Tom, too\. Waived until 2026-12-04 by miriam/);
  });

  it("a warning fails exactly when warnings fail the gate", () => {
    const warning = [finding({ severity: "warning" })];
    expect(outcome(casesOf(withFindings(warning))[0] as Element)).toBe("system-out");
    expect(outcome(casesOf(withFindings(warning, { failOn: "warning" }))[0] as Element)).toBe("failure");
  });

  it("a finding of a rule that the table does not have is not lost", () => {
    const cases = casesOf(withFindings([finding({ rule: "of-tomorrow", id: "DEMARC.NEW.1v1" })]));
    expect(cases.map(({ attributes }) => attributes["classname"])).toContain("DEMARC.NEW.1v1");
  });
});

describe("without a plan", () => {
  it("there is one test case, an error", () => {
    const error = { reason: "exited", message: "The program exited\nwith status 3.", file: "infra/index.ts" };
    const cases = casesOf(withFindings([], { ok: false, error }));
    expect(cases.map(outcome)).toEqual(["error"]);
    expect(cases[0]?.children[0]?.attributes).toEqual({ type: "exited", message: "The program exited with status 3." });
  });
});
