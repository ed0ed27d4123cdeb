/** Findings for a terminal. */

import { relative } from "node:path";
import { edgeWords } from "../access/edge-kinds.ts";
import type { Finding, PathStep } from "../finding.ts";
import { visible } from "../visible.ts";
import { type Paint, print, styled } from "./output.ts";

const labels = { error: ["red", "refused"], warning: ["yellow", "warning"], note: ["cyan", "note"] } as const;
const order = ["error", "warning", "note"] as const;

/** Prints findings to standard output, errors first. */
export function printFindings(findings: readonly Finding[]): void {
  for (const line of findingsText(findings, styled)) print(line);
}

/** Lines for findings, errors first: where, what, the path, what to do instead. */
export function findingsText(findings: readonly Finding[], paint: Paint): string[] {
  return order
    .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
    .flatMap((finding) => {
      const [colour, label] = labels[finding.severity];
      return [
        `${paint(colour, label)} ${paint("bold", visible(finding.rule))}  ${position(finding)}`.trimEnd(),
        `  ${visible(finding.message)}`,
        ...(finding.path ?? []).map((step, index) => `    ${index + 1}. ${stepText(step, paint)}`),
        ...(finding.remedy === undefined ? [] : [`  ${paint("green", "instead:")} ${visible(finding.remedy)}`]),
        `  ${paint("dim", visible(finding.resource))}`,
        "",
      ];
    });
}

function position({ file, line, column }: Finding): string {
  if (file === undefined) return "";
  return visible([relative(process.cwd(), file), line, column].filter((part) => part !== undefined).join(":"));
}

/** A step as one line: from whom, how, to what, and where that is declared. */
export function stepText({ from, edge, to, condition, file, line, inTenant }: PathStep, paint: Paint): string {
  const how = condition === "standing" ? "" : `, by ${condition.replaceAll("-", " ")}`;
  const place = file === undefined ? "" : `${relative(process.cwd(), file)}${line === undefined ? "" : `:${line}`}`;
  const where = place === "" ? "" : `  ${paint("dim", visible(place))}`;
  const already = inTenant === true ? `  ${paint("dim", "(already in the tenant)")}` : "";
  return `${visible(`${from} — ${edgeWords(edge)}${how} → ${to}`)}${where}${already}`;
}
