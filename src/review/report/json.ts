/** The review as data, for other programs; its schema is `schema/review.schema.json`. */

import type { Reporter } from "./reporter.ts";

export const jsonReporter: Reporter = {
  format: "json",
  fileName: "review.json",
  render: (review) => `${JSON.stringify(review, undefined, 2)}\n`,
};
