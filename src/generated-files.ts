/** Files that are made from code and committed, so that editors and others can use them without running anything. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pageWithCompliance } from "../policies/compliance/pages.ts";
import { rules } from "../policies/rules/index.ts";
import { checkResultJsonSchema } from "./cli/check-result.ts";
import { explainResultJsonSchema } from "./cli/explain-result.ts";
import { handbookInput } from "./cli/handbook-input.ts";
import { whatIfResultJsonSchema } from "./cli/whatif-result.ts";
import { coverageMarkdown } from "./coverage.ts";
import { handbookFiles } from "./handbook/handbook.ts";
import { matrixJsonSchema } from "./matrix/json-schema.ts";
import { loadMatrix } from "./matrix/load.ts";
import { decisionsJsonSchema } from "./review/decisions/schema.ts";
import { summaryJsonSchema } from "./review/estate/summary.ts";
import { tenantJsonSchema } from "./review/estate/tenant-folder.ts";
import { manifestJsonSchema } from "./review/evidence/manifest.ts";
import { verificationJsonSchema } from "./review/evidence/verification.ts";
import { reviewJsonSchema } from "./review/schema.ts";
import { rosterJsonSchema } from "./roster/roster.ts";

export interface GeneratedFile {
  /** Relative to the project folder. */
  readonly path: string;
  readonly content: string;
}

/** All of them, with the content they should have. */
export function generatedFiles(): GeneratedFile[] {
  return [
    { path: "schema/matrix.schema.json", content: json(matrixJsonSchema()) },
    { path: "schema/check.schema.json", content: json(checkResultJsonSchema()) },
    { path: "schema/explain.schema.json", content: json(explainResultJsonSchema()) },
    { path: "schema/whatif.schema.json", content: json(whatIfResultJsonSchema()) },
    { path: "schema/review.schema.json", content: json(reviewJsonSchema()) },
    { path: "schema/decisions.schema.json", content: json(decisionsJsonSchema()) },
    { path: "schema/manifest.schema.json", content: json(manifestJsonSchema()) },
    { path: "schema/review-summary.schema.json", content: json(summaryJsonSchema()) },
    { path: "schema/tenant.schema.json", content: json(tenantJsonSchema()) },
    { path: "schema/roster.schema.json", content: json(rosterJsonSchema()) },
    { path: "schema/verification.schema.json", content: json(verificationJsonSchema()) },
    { path: "README.md", content: readme() },
    ...rules.map(({ name }) => rulePage(name)),
    ...["harbour", "kestrel"].flatMap(handbookOf),
  ];
}

/** The handbook of an example company. */
function handbookOf(stack: string): GeneratedFile[] {
  const loaded = loadMatrix(join(import.meta.dirname, "..", "stacks", stack, "matrix.yaml"));
  return [...handbookFiles(handbookInput(loaded, {}))].map(([name, content]) => ({
    path: `stacks/${stack}/handbook/${name}`,
    content,
  }));
}

/** A rule's page with its section on compliance made anew. */
function rulePage(rule: string): GeneratedFile {
  const path = `policies/rules/${rule}.md`;
  const page = readFileSync(join(import.meta.dirname, "..", path), "utf8");
  return { path, content: pageWithCompliance(page, rule) };
}

/** README with its tables made anew; the rest of it is written by hand. */
function readme(): string {
  const text = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  const rows = rules.map(({ name, title }) => `| [\`${name}\`](policies/rules/${name}.md) | ${title} |`);
  return text
    .replace(/(?<=<!-- coverage -->\n)[\s\S]*(?=<!-- end of coverage -->)/, () => `\n${coverageMarkdown()}\n\n`)
    .replace(/(?<=^\| rule \| what has to hold \|\n\|---\|---\|\n)(\|.*\n)*/m, `${rows.join("\n")}\n`);
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
