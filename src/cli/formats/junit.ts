/** JUnit XML, as test reports of GitLab, Azure DevOps and Jenkins read it: a test case for each rule. */

import { edgeWords } from "../../access/edge-kinds.ts";
import { tellingSteps } from "../../review/report/words.ts";
import { visible } from "../../visible.ts";
import type { CheckFinding, CheckResult } from "../check-result.ts";
import type { Formatter, RuleFacts } from "./formatter.ts";
import { conditionSuffix, count, placeText, refuses, verdict } from "./words.ts";
import { xmlAttribute, xmlText } from "./xml-text.ts";

export const junitFormatter: Formatter = {
  render(result, { rules }) {
    const { error } = result;
    const cases = error === undefined ? ruleCases(result, rules) : [noPlanCase(error)];
    const number = (kind: TestCase["outcome"]) => cases.filter(({ outcome }) => outcome === kind).length;
    const counts = `tests="${cases.length}" failures="${number("failure")}" errors="${number("error")}"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites ${counts}>`,
      `  <testsuite name="demarc" ${counts} skipped="${number("skipped")}">`,
      ...(result.assumptions.length === 0 ? [] : [assumptions(result)]),
      ...cases.map(({ xml }) => xml),
      `    <system-out>${xmlText(verdict(result))}</system-out>`,
      "  </testsuite>",
      "</testsuites>",
      "",
    ].join("\n");
  },
};

interface TestCase {
  readonly outcome: "passed" | "failure" | "error" | "skipped";
  readonly xml: string;
}

function assumptions(result: CheckResult): string {
  const properties = result.assumptions.map(
    (text) => `      <property name="assumed" value="${xmlAttribute(visible(text))}"/>`,
  );
  return ["    <properties>", ...properties, "    </properties>"].join("\n");
}

function noPlanCase(error: NonNullable<CheckResult["error"]>): TestCase {
  const message = visible(error.message);
  return {
    outcome: "error",
    xml: testCase(
      { classname: "demarc", name: "There is a plan to judge", ...(error.file !== undefined && { file: error.file }) },
      [
        `<error type="${xmlAttribute(error.reason)}" message="${xmlAttribute(message)}">${xmlText(
          [placeText(error), message].filter(Boolean).join(": "),
        )}</error>`,
      ],
    ),
  };
}

/** A finding of a rule that is not in the table (there is none today) would else be lost. */
function ruleCases(result: CheckResult, rules: readonly RuleFacts[]): TestCase[] {
  const known = new Set(rules.map(({ name }) => name));
  const others = [...result.findings, ...result.waived].filter(({ rule }) => !known.has(rule));
  const named = new Map(others.map(({ rule, id }) => [rule, { name: rule, id, title: rule }]));
  return [...rules, ...named.values()].map((rule) => ruleCase(result, rule));
}

function ruleCase(
  { findings, waived, failOn }: CheckResult,
  { id, name, title }: Pick<RuleFacts, "id" | "name" | "title">,
): TestCase {
  const own = findings.filter(({ rule }) => rule === name);
  const failing = own.filter(({ severity }) => refuses(severity, failOn));
  const excused = waived.filter(({ rule }) => rule === name);
  const excuses = excused.map(({ message, waiver }) =>
    visible(`${message} Waived until ${waiver.until} by ${waiver.approvedBy}: ${waiver.reason}`),
  );
  const remarks = own
    .filter((finding) => !failing.includes(finding))
    .map((finding) => entry(finding, finding.severity));
  const first = failing.find(({ file }) => file !== undefined);
  const children: string[] = [];
  if (failing.length > 0) {
    const more = failing.length === 1 ? "" : ` (and ${count(failing.length - 1, "more finding", "more findings")})`;
    const message = `${visible(failing[0]?.message ?? "")}${more}`;
    const text = failing.map((finding) => entry(finding)).join("\n\n");
    children.push(
      `<failure type="${xmlAttribute(name)}" message="${xmlAttribute(message)}">${xmlText(text)}</failure>`,
    );
  } else if (excuses.length > 0) {
    children.push(`<skipped message="${xmlAttribute(excuses.join(" "))}"/>`);
  }
  const output = failing.length > 0 ? [...remarks, ...excuses] : remarks;
  if (output.length > 0) children.push(`<system-out>${xmlText(output.join("\n\n"))}</system-out>`);
  const place = {
    ...(first?.file !== undefined && { file: first.file }),
    ...(first?.line !== undefined && { line: String(first.line) }),
  };
  return {
    outcome: failing.length > 0 ? "failure" : excuses.length > 0 ? "skipped" : "passed",
    xml: testCase({ classname: id, name: title, ...place }, children),
  };
}

function testCase(attributes: Readonly<Record<string, string>>, children: readonly string[]): string {
  const head = Object.entries(attributes)
    .map(([key, value]) => `${key}="${xmlAttribute(visible(value))}"`)
    .join(" ");
  if (children.length === 0) return `    <testcase ${head}/>`;
  return [`    <testcase ${head}>`, ...children.map((child) => `      ${child}`), "    </testcase>"].join("\n");
}

/** A finding as text: where, what, the way, what to do instead. */
function entry(finding: CheckFinding, label?: string): string {
  const place = placeText(finding);
  return [
    [label, place].filter(Boolean).join(" "),
    finding.message,
    ...tellingSteps(finding.path ?? []).map((step, index) => {
      const at = placeText(step);
      return `  ${index + 1}. ${step.from} ${edgeWords(step.edge)} ${step.to}${conditionSuffix(step)}${at && `  ${at}`}`;
    }),
    ...(finding.remedy === undefined ? [] : [`Instead: ${finding.remedy}`]),
    finding.resource,
  ]
    .filter((line) => line !== "")
    .map((line) => `${/^ */.exec(line)?.[0] ?? ""}${visible(line.trimStart())}`)
    .join("\n");
}
