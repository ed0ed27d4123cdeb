/** Rules as SARIF's reporting descriptors, with their pages as help. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Severity } from "../../finding.ts";
import type { RuleFacts } from "./formatter.ts";

const pages = join(import.meta.dirname, "../../../policies/rules");

/** Code scanning shows descriptions up to this length. */
const longestDescription = 1024;

/** Of a rule with more tags code scanning refuses the file. */
const mostTags = 20;

/**
 * What code scanning sorts by: above 9.0 critical, from 7.0 high, from 4.0 medium, below low
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
const scores: Readonly<Record<Severity | "tier-zero", string>> = {
  "tier-zero": "9.5",
  error: "8.0",
  warning: "5.0",
  note: "2.0",
};

export function descriptorOf(rule: RuleFacts) {
  const page = readFileSync(join(pages, `${rule.name}.md`), "utf8");
  const controls = (rule.compliance ?? []).map(({ framework, id }) => `${framework}:${id}`);
  return {
    id: rule.name,
    name: pascal(rule.name),
    shortDescription: { text: rule.title.slice(0, longestDescription) },
    fullDescription: { text: rule.rationale.slice(0, longestDescription) },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: rule.severity },
    properties: {
      id: rule.id,
      ...(controls.length > 0 && { compliance: controls }),
      precision: "very-high",
      "security-severity": scores[rule.tierZero === true ? "tier-zero" : rule.severity],
      tags: ["security", "identity", "access-control", ...controls].slice(0, mostTags),
    },
  };
}

/** `provider-role-scope` → `ProviderRoleScope`: names of rules are identifiers in SARIF. */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
