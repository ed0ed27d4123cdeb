/** A summary for a terminal: a line for each tenant, worst first. */

import type { EstateRow, EstateSummary } from "../review/estate/summary.ts";
import { sameTenantSentences, standingText, summaryHeadline, systemsText } from "../review/estate/summary-words.ts";
import { verdictWords } from "../review/report/words.ts";
import { severities } from "../review/schema.ts";
import { visible } from "../visible.ts";
import { styled } from "./output.ts";

export function summaryText(summary: EstateSummary): string {
  const width = Math.max(0, ...summary.tenants.map(({ tenant }) => tenant.length));
  const lines = summary.tenants.toSorted((left, right) => weight(right) - weight(left)).map((row) => line(row, width));
  const twice = sameTenantSentences(summary).map((sentence) => styled("yellow", visible(sentence)));
  return [styled("bold", summaryHeadline(summary)), ...lines, ...twice].join("\n");
}

function weight({ figures }: EstateRow): number {
  if (figures === undefined) return Number.POSITIVE_INFINITY;
  const { critical, high, medium, low } = figures.differences;
  const reached = figures.providersReachingGlobalAdministrator > 0 ? 1 : 0;
  return ((reached * 1e4 + critical) * 1e4 + high) * 1e4 + medium + low / 1e4;
}

function line(row: EstateRow, width: number): string {
  const { tenant, figures, problem, state } = row;
  const name = tenant.padEnd(width);
  if (figures === undefined) {
    return `${name}  ${styled("red", state === "failed" ? "not reviewed" : "missing")}: ${visible(problem ?? "")}`;
  }
  const counts = severities.map((severity) => `${figures.differences[severity]} ${severity}`).join(", ");
  const reaching = figures.providersReachingGlobalAdministrator;
  const parts = [
    verdictWords[figures.verdict].name,
    counts,
    ...(reaching > 0 ? [styled("red", `${reaching} reach Global Administrator`)] : []),
    ...(figures.unread > 0 ? [`${figures.unread} unread`] : []),
    ...((figures.systems?.unread ?? 0) > 0 ? [`${systemsText(figures)} systems unread`] : []),
    `last signed: ${visible(standingText(row))}`,
  ];
  return `${name}  ${parts.join("; ")}`;
}
