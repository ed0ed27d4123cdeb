/** The summary for a ticket or the page of a pipeline's run. */

import { plainMarkdown } from "../report/markdown-text.ts";
import { verdictWords } from "../report/words.ts";
import { severities } from "../schema.ts";
import type { EstateRow, EstateSummary } from "./summary.ts";
import { sameTenantSentences, standingText, summaryHeadline, systemsText } from "./summary-words.ts";

export function markdownSummary(summary: EstateSummary): string {
  const { shard, totals } = summary;
  const of = shard === undefined ? "" : `, shard ${shard.index} of ${shard.of}`;
  const head = [
    "Tenant",
    "Result",
    ...severities,
    "Reach Global Administrator",
    "Unread",
    "Systems unread",
    "Last signed",
  ];
  const rule = ["---", "---", ...severities.map(() => "---:"), "---:", "---:", "---:", "---"];
  return `${[
    `# Access reviews${of}`,
    `**${summaryHeadline(summary)}**`,
    `${totals.reviewed} of ${totals.tenants} tenants reviewed, ${totals.unread} not read as a whole, ${totals.overdue} overdue.`,
    ...sameTenantSentences(summary).map((sentence) => `**${plainMarkdown(sentence)}**`),
    [head, rule, ...summary.tenants.map(cells)].map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n")}\n`;
}

function cells(row: EstateRow): string[] {
  const { tenant, figures, problem, state, report } = row;
  const name = plainMarkdown(tenant);
  const shown = report === undefined ? name : `[${name}](${encodeURI(report)}/review.md)`;
  const signed = plainMarkdown(standingText(row));
  if (figures === undefined) {
    const said = `**${state === "failed" ? "Not reviewed" : "Missing"}:** ${plainMarkdown(problem ?? "")}`;
    return [shown, said, ...severities.map(() => "–"), "–", "–", "–", signed];
  }
  const reaching = figures.providersReachingGlobalAdministrator;
  return [
    shown,
    `${verdictWords[figures.verdict].name} (${plainMarkdown(figures.client)})`,
    ...severities.map((severity) => String(figures.differences[severity])),
    reaching > 0 ? `**${reaching}**` : "0",
    String(figures.unread),
    systemsText(figures),
    signed,
  ];
}
