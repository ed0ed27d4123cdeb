/** Documents of checks as they were printed, and what a form needs besides them. */

import { readFileSync } from "node:fs";
import { type CheckFinding, type CheckResult, checkResultSchema } from "../../src/cli/check-result.ts";
import type { RuleFacts, Setting } from "../../src/cli/formats/formatter.ts";
import { plain } from "../../src/cli/output.ts";
import { projectRoot } from "./demarc.ts";

/** `refused`: a corpus program with a waiver. `harbour`: the example stack on top of its tenant's first day. */
export function document(name: "refused" | "harbour"): CheckResult {
  return checkResultSchema.parse(JSON.parse(readFileSync(`test/fixtures/checks/${name}.json`, "utf8")));
}

/** Four rules of the table; what they say here is the test's. */
const rules: readonly RuleFacts[] = [
  {
    id: "DEMARC.ACCESS.2v1",
    name: "provider-no-path-to-global-admin",
    severity: "error",
    title: "No provider can make itself Global Administrator",
    rationale: "Only an approval makes it the client's decision.",
    tierZero: true,
    compliance: Array.from({ length: 30 }, (_, index) => ({ framework: "cis", id: `5.${index}` })),
  },
  {
    id: "DEMARC.ACCESS.3v1",
    name: "provider-access-in-matrix",
    severity: "error",
    title: "Every access of a provider follows from a row of the matrix",
    rationale: "What is in no row, nobody agreed on.",
  },
  {
    id: "DEMARC.ACCESS.6v1",
    name: "provider-activation-approved",
    severity: "error",
    title: "A provider's activation asks for what the matrix demands",
    rationale: "Self-activation is standing access with a click.",
  },
  {
    id: "DEMARC.SIGNIN.1v1",
    name: "provider-sign-in-protected",
    severity: "error",
    title: "No sign-in without phishing-resistant authentication",
    rationale: "Passwords are stolen.",
  },
];

export function settingOf(result: CheckResult, more: Partial<Setting> = {}): Setting {
  return {
    rules,
    root: projectRoot,
    workingDirectory: projectRoot,
    version: "1.2.3",
    status: result.error !== undefined ? 2 : result.ok ? 0 : 1,
    paint: plain,
    sourceUrl: "https://git.example/harbour/tenant/blob/0a1b2c/{file}#L{line}",
    ...more,
  };
}

/** A document whose findings are these. */
export function withFindings(findings: readonly CheckFinding[], more: Partial<CheckResult> = {}): CheckResult {
  return {
    ok: findings.every(({ severity }) => severity !== "error"),
    failOn: "error",
    subject: { name: "infra", matrix: "stacks/harbour/matrix.yaml", folder: "" },
    findings,
    waived: [],
    proposals: [],
    resources: 5,
    assumptions: [],
    ...more,
  };
}

/** One finding, with these fields. */
export function finding(more: Partial<CheckFinding> = {}): CheckFinding {
  return {
    rule: "provider-no-path-to-global-admin",
    id: "DEMARC.ACCESS.2v1",
    severity: "error",
    message: "Dana can reach Global Administrator.",
    resource: "urn:pulumi:dev::infra::azuread:index/group:Group::helpers",
    ...more,
  };
}
