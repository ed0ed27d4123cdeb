/** Words that several forms share. */

import type { StepCondition } from "../../finding.ts";
import type { CheckResult, CheckStep } from "../check-result.ts";

/** `file:line:column`, as far as it is known; empty without a file. */
export function placeText(place: { readonly file?: string; readonly line?: number; readonly column?: number }): string {
  if (place.file === undefined) return "";
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
}

/** One sentence: what the check comes to. */
export function verdict({ findings, failOn, resources, ok, error, waived }: CheckResult): string {
  if (error !== undefined) return `There is no plan, so nothing was judged: ${error.message}`;
  const also = waived.length === 0 ? "" : `, ${count(waived.length, "finding is", "findings are")} waived`;
  if (ok) return `${count(resources, "resource", "resources")}, nothing refused${also}.`;
  const refusing = findings.filter((finding) => refuses(finding.severity, failOn)).length;
  return `${count(resources, "resource", "resources")}, ${count(refusing, "finding refuses", "findings refuse")} this plan${also}.`;
}

/** Whether a finding of this severity fails the gate. */
export function refuses(severity: "error" | "warning" | "note", failOn: CheckResult["failOn"]): boolean {
  return severity === "error" || (severity === "warning" && failOn === "warning");
}

/** `1 finding`, `2 findings`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

export const conditionWords: Readonly<Record<StepCondition, string>> = {
  standing: "standing",
  "self-activation": "by self-activation",
  "provider-approval": "with the provider's own approval",
  "unknown-approval": "with an approval by an unknown party",
  "internal-approval": "with an internal approval",
};

/** `, by self-activation`; nothing for what is held at all times. */
export function conditionSuffix({ condition }: CheckStep): string {
  return condition === "standing" ? "" : `, ${conditionWords[condition]}`;
}
