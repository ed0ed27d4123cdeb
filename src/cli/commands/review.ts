import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildContext } from "../../../policies/context.ts";
import { declaredTenant } from "../../../policies/judge.ts";
import { evaluateRules } from "../../../policies/rule.ts";
import { rules } from "../../../policies/rules/index.ts";
import { applyWaivers } from "../../../policies/waivers.ts";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { reporters } from "../../review/report/reporters.ts";
import { reviewTenant } from "../../review/review.ts";
import { readSnapshotOf } from "../../tenant/snapshot-file.ts";
import { deploymentClientId } from "../../tenant/tenant.ts";
import { collectStackTenant } from "../collect.ts";
import { print, printJson, say } from "../output.ts";
import { printReview } from "../review-text.ts";
import { findStack } from "../stacks.ts";
import { planStack } from "../subject.ts";
import { packageVersion } from "../version.ts";

export interface ReviewOptions {
  readonly stack: string;
  readonly workspace?: string;
  readonly snapshot?: string;
  readonly out?: string;
  readonly format: "text" | "json";
}

/** 0 when actual and declared access agree and no rule objects, 1 otherwise. */
export async function review(options: ReviewOptions): Promise<number> {
  const stack = findStack(options.stack, options.workspace);
  const loaded = loadMatrix(stack.matrixFile);
  const { matrix } = loaded;
  const entitlements = deriveEntitlements(matrix);
  const actual =
    options.snapshot === undefined
      ? await collectStackTenant(stack)
      : readSnapshotOf(matrix.client.tenantId, options.snapshot);
  // Lookups of the program are answered by what is there, so that both sides mean the same objects.
  const plan = await planStack(stack, actual);
  const today = new Date().toISOString().slice(0, 10);
  const deploymentIds = [deploymentClientId(actual.tenantId)];
  const context = buildContext({
    matrix,
    entitlements,
    snapshot: actual,
    scope: "whole-tenant",
    today,
    deploymentIds,
    matrixSource: loaded,
  });
  const { findings, waived } = applyWaivers(evaluateRules(rules, context), rules, context);
  const result = reviewTenant({
    matrix,
    entitlements,
    stack: stack.name,
    declared: declaredTenant({ matrix, plan }),
    actual,
    findings: [...findings, ...waived],
    rules: rules.map(({ name, title }) => ({ name, title })),
    today,
    versions: { demarc: packageVersion(), node: process.versions.node },
    deploymentIds,
  });
  const folder = options.out ?? join(stack.workspace, "review");
  mkdirSync(folder, { recursive: true });
  for (const reporter of reporters) writeFileSync(join(folder, reporter.fileName), reporter.render(result));
  if (options.format === "json") {
    printJson(result);
  } else {
    printReview(result);
    const html = reporters.find((reporter) => reporter.format === "html");
    print(`\nReport: ${relative(process.cwd(), join(folder, html?.fileName ?? ""))} (also Markdown, CSV and JSON)`);
  }
  const unread = result.unreadable.filter(({ asked }) => asked);
  for (const [code, entries] of Map.groupBy(unread, (each) => each.code)) {
    const names = entries.map(({ collection }) => collection).join(", ");
    say(`could not be read (${code}): ${names}${code === "NotInSnapshot" ? "" : `: ${entries[0]?.message ?? ""}`}`);
  }
  return result.differences.length > 0 ? 1 : 0;
}
