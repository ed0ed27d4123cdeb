/** Every form a review can be written in. */

import { accessCsvReporter, csvReporter } from "./csv.ts";
import { htmlReporter } from "./html.ts";
import { jsonReporter } from "./json.ts";
import { markdownReporter } from "./markdown.ts";
import type { Reporter } from "./reporter.ts";

export const reporters: readonly Reporter[] = [
  htmlReporter,
  markdownReporter,
  csvReporter,
  accessCsvReporter,
  jsonReporter,
];
