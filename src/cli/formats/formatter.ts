/** One check, several forms: each formatter is one file that makes a whole text from the same document. */

import type { Rule } from "../../../policies/rule.ts";
import type { CheckResult } from "../check-result.ts";
import type { Paint } from "../output.ts";

/** What is known of a rule without evaluating it. */
export interface RuleFacts extends Omit<Rule, "evaluate"> {
  /** Controls of public frameworks that it helps to meet. */
  readonly compliance?: readonly { readonly framework: string; readonly id: string }[];
}

/** What a form needs besides the document. */
export interface Setting {
  /** Every rule that was evaluated, in the order of reports. */
  readonly rules: readonly RuleFacts[];
  /** Top of the repository, absolute: places of files are told from there. */
  readonly root: string;
  /** The folder that the document's file names are relative to, absolute. */
  readonly workingDirectory: string;
  /** Of Demarc. */
  readonly version: string;
  /** Exit status of the check. */
  readonly status: 0 | 1 | 2;
  readonly paint: Paint;
  /** Where a file can be looked at: a URL with `{file}` and `{line}` in it. */
  readonly sourceUrl?: string;
}

export interface Formatter {
  /** The whole text, ending in a line break. */
  render(result: CheckResult, setting: Setting): string;
}
