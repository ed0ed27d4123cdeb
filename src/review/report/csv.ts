/** One row a difference, for a spreadsheet. */

import type { Difference } from "../schema.ts";
import type { Reporter } from "./reporter.ts";

const columns: readonly { readonly name: string; readonly value: (difference: Difference) => string }[] = [
  { name: "Id", value: ({ id }) => id },
  { name: "Severity", value: ({ severity }) => severity },
  { name: "Kind", value: ({ kind }) => kind },
  { name: "Difference", value: ({ title }) => title },
  { name: "Principal", value: ({ principal }) => principal.label },
  { name: "Identity", value: ({ principal }) => principal.identity },
  { name: "Party", value: ({ principal }) => principal.party.label },
  { name: "Access", value: ({ access }) => access.kind },
  { name: "Target", value: ({ access }) => access.target },
  { name: "Scope", value: ({ access }) => access.scope },
  { name: "Held", value: ({ access }) => access.held },
  { name: "Until", value: ({ access }) => access.until ?? "" },
  { name: "Since", value: ({ access }) => access.since ?? "" },
  { name: "Granted by", value: ({ access }) => access.grantedBy ?? "" },
  { name: "Tier", value: ({ access }) => access.tier?.toString() ?? "" },
  { name: "Matrix row", value: ({ row }) => row.path ?? "" },
  {
    name: "Changes",
    value: ({ changes }) => changes.map(({ what, declared, actual }) => `${what}: ${declared} → ${actual}`).join("; "),
  },
  { name: "Items", value: ({ items }) => items.join("; ") },
  { name: "Rules", value: ({ rules }) => rules.map(({ rule }) => rule).join("; ") },
  { name: "What to do", value: ({ remedy }) => remedy.words },
  { name: "Command", value: ({ remedy }) => remedy.command ?? "" },
];

export const csvReporter: Reporter = {
  format: "csv",
  fileName: "review.csv",
  render(review) {
    const rows = [
      columns.map(({ name }) => name),
      ...review.differences.map((each) => columns.map(({ value }) => value(each))),
    ];
    return rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
  },
};

/**
 * A quoted field (RFC 4180). A spreadsheet would run what starts like a formula, and names in a tenant are chosen by others: such
 * text gets an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvField(text: string): string {
  const harmless = /^\s*[=+\-@|%\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
