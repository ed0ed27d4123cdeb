/** The forms a summary is written in. */

import type { EstateSummary } from "./summary.ts";
import { htmlSummary } from "./summary-html.ts";
import { markdownSummary } from "./summary-markdown.ts";

export interface SummaryReporter {
  readonly extension: string;
  /** The whole file. */
  render(summary: EstateSummary): string;
}

export const summaryReporters: readonly SummaryReporter[] = [
  { extension: "html", render: htmlSummary },
  { extension: "md", render: markdownSummary },
  { extension: "json", render: (summary) => `${JSON.stringify(summary, null, 2)}\n` },
];
