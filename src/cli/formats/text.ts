/** For a terminal: findings, what is waived, what would cut every path, what was assumed, and the verdict as the last line. */

import { visible } from "../../visible.ts";
import type { CheckResult } from "../check-result.ts";
import { findingsText } from "../findings-text.ts";
import type { Paint } from "../output.ts";
import type { Formatter } from "./formatter.ts";
import { changeLines } from "./text-changes.ts";
import { placeText, verdict } from "./words.ts";

export const textFormatter: Formatter = {
  render(result, { paint }) {
    const { error } = result;
    if (error !== undefined)
      return `${paint("red", "error")}: ${visible([placeText(error), error.message].filter(Boolean).join(": "))}\n`;
    return [
      ...findingsText(result.findings, paint),
      ...waivedLines(result, paint),
      ...result.assumptions.map((assumption) => `assumed: ${visible(assumption)}`),
      ...proposalLines(result, paint),
      ...changeLines(result, paint),
      verdict(result),
      "",
    ].join("\n");
  },
};

function waivedLines({ waived }: CheckResult, paint: Paint): string[] {
  return waived.flatMap(({ waiver, ...finding }) => [
    `${paint("cyan", "waived")} ${paint("bold", visible(finding.rule))}  ${visible(placeText(finding))}`.trimEnd(),
    `  ${visible(finding.message)}`,
    `  ${visible(`until ${waiver.until}, approved by ${waiver.approvedBy}: ${waiver.reason}`)}`,
    `  ${paint("dim", visible(finding.resource))}`,
    "",
  ]);
}

function proposalLines({ proposals }: CheckResult, paint: Paint): string[] {
  if (proposals.length === 0) return [];
  return [
    `${paint("green", "proposed:")} the smallest set of steps to take away, so that no path to Global Administrator or an equivalent is left`,
    ...proposals.flatMap((proposal, index) => [
      `  ${index + 1}. ${[visible(proposal.message), paint("dim", visible(placeText(proposal)))].filter(Boolean).join("  ")}`,
      `     ${paint("dim", visible(proposal.resource))}`,
    ]),
    "",
  ];
}
