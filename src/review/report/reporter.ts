/** One review, several forms: each is one file made from the same data. */

import type { Review } from "../schema.ts";
import type { ReportHistory } from "./history/facts.ts";

export interface Reporter {
  readonly format: "html" | "markdown" | "csv" | "json";
  readonly fileName: string;
  /**
   * The whole file.
   * @param history of the stack's signed reviews, for a form that shows it
   */
  render(review: Review, history?: ReportHistory): string;
}
