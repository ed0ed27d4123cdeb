/** One review, several forms: each is one file made from the same data. */

import type { Review } from "../schema.ts";

export interface Reporter {
  readonly format: "html" | "markdown" | "csv" | "json";
  readonly fileName: string;
  /** The whole file. */
  render(review: Review): string;
}
