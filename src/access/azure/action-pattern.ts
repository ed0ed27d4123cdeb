/** Azure's operations in the words of roles and conditions. */

/** Matches every operation that one of the patterns names: `*` is anything, case means nothing. */
export function actionPattern(patterns: readonly string[]): RegExp {
  const escaped = patterns.map((pattern) => pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*"));
  return new RegExp(`^(?:${escaped.join("|")})$`, "i");
}
