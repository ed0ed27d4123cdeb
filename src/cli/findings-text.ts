/** Findings for a terminal. */

import { relative } from "node:path";
import type { Finding, PathStep } from "../finding.ts";
import { print, styled } from "./output.ts";

const labels = { error: ["red", "refused"], warning: ["yellow", "warning"], note: ["cyan", "note"] } as const;

/** Prints findings, errors first: where, what, the path, what to do instead. */
export function printFindings(findings: readonly Finding[]): void {
  const order = ["error", "warning", "note"];
  for (const finding of [...findings].sort(
    (left, right) => order.indexOf(left.severity) - order.indexOf(right.severity),
  )) {
    const [colour, label] = labels[finding.severity];
    print(`${styled(colour, label)} ${styled("bold", finding.rule)}  ${position(finding)}`);
    print(`  ${finding.message}`);
    for (const [index, step] of (finding.path ?? []).entries()) print(`    ${index + 1}. ${stepText(step)}`);
    if (finding.remedy !== undefined) print(`  ${styled("green", "instead:")} ${finding.remedy}`);
    print(`  ${styled("dim", finding.resource)}`);
    print("");
  }
}

function position({ file, line, column }: Finding): string {
  if (file === undefined) return "";
  return [relative(process.cwd(), file), line, column].filter((part) => part !== undefined).join(":");
}

function stepText({ from, edge, to, condition, file, line }: PathStep): string {
  const how = condition === "standing" ? "" : `, by ${condition.replaceAll("-", " ")}`;
  const where =
    file === undefined
      ? ""
      : `  ${styled("dim", `${relative(process.cwd(), file)}${line === undefined ? "" : `:${line}`}`)}`;
  return `${from} — ${edge.replaceAll("-", " ")}${how} → ${to}${where}`;
}
