/** What a tenant does not tell, as questions that somebody can answer. */

/** One question. The matrix assumes an answer until somebody gives theirs; it is the one that gives least. */
export interface Question {
  /** Path in the matrix that the answer changes, such as `providers.tideway.tenantId`. */
  readonly place: string;
  /** Who can answer: `the client`, a provider by its name. */
  readonly whom: string;
  /** One sentence that ends in a question mark. */
  readonly ask: string;
  /** What stands in the matrix until then. */
  readonly assumed: string;
  /** What goes wrong if the assumption is wrong. */
  readonly otherwise: string;
}

/** A question as the matrix and the inventory number it. */
export interface NumberedQuestion extends Question {
  readonly number: number;
}

/**
 * A text from a tenant on one line: whoever chose a name may have put line breaks, control characters or marks that turn the writing
 * direction into it.
 */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
