/** One row a difference, in whatever line it is, and one row an access of somebody outside, for a spreadsheet. */

import { visibleLines } from "../../visible.ts";
import type { Difference, HeldAccess } from "../schema.ts";
import type { Reporter } from "./reporter.ts";
import { lastUseText, withoutItText } from "./words.ts";

/** A difference alone, and the line that it is decided in. */
type Single = Difference & { readonly line: string };

interface Column<T> {
  readonly name: string;
  readonly value: (row: T) => string;
}

const columns: readonly Column<Single>[] = [
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
  { name: "Last use", value: ({ access }) => (access.lastUse === undefined ? "" : lastUseText(access.lastUse)) },
  {
    name: "Way to Global Administrator",
    value: ({ path = [] }) => path.map(({ from, edge, to }) => `${from} ${edge} ${to}`).join("; "),
  },
  { name: "Without it", value: ({ withoutIt }) => (withoutIt === undefined ? "" : withoutItText(withoutIt)) },
  { name: "Was called", value: ({ formerly }) => formerly ?? "" },
  { name: "Noticed", value: ({ observations = [] }) => observations.map(({ kind }) => kind).join("; ") },
  { name: "Due", value: ({ observations = [] }) => observations.flatMap(({ due }) => due ?? []).toSorted()[0] ?? "" },
  { name: "By hand", value: ({ remedy }) => remedy.portal ?? "" },
  {
    name: "Line of the matrix",
    value: ({ remedy }) => (remedy.place === undefined ? "" : `${remedy.place.file}:${remedy.place.line}`),
  },
  { name: "Import", value: ({ remedy }) => remedy.import ?? "" },
  { name: "Line", value: ({ line }) => line },
];

const accessColumns: readonly Column<HeldAccess>[] = [
  { name: "Principal", value: ({ principal }) => principal.label },
  { name: "Identity", value: ({ principal }) => principal.identity },
  { name: "Party", value: ({ principal }) => principal.party.label },
  { name: "Access", value: ({ kind }) => kind },
  { name: "Target", value: ({ target }) => target },
  { name: "Scope", value: ({ scope }) => scope },
  { name: "Held", value: ({ held }) => held },
  { name: "Until", value: ({ until }) => until ?? "" },
  { name: "Tier", value: ({ tier }) => tier?.toString() ?? "" },
  { name: "In the matrix", value: ({ declared }) => (declared ? "yes" : "no") },
  { name: "Objects", value: ({ objects }) => objects.join("; ") },
];

export const csvReporter: Reporter = {
  format: "csv",
  fileName: "review.csv",
  render: (review) => table(columns, review.differences.flatMap(singles)),
};

/** Who of outside holds what, complete: what the page only counts. */
export const accessCsvReporter: Reporter = {
  format: "csv",
  fileName: "access.csv",
  render: (review) => table(accessColumns, review.holdings ?? []),
};

function singles(line: Difference): Single[] {
  const { observations: _, declaredBy: __, formerly: ___, path, ...shared } = line;
  if (line.members === undefined) return [{ ...line, line: line.id }];
  return line.members.map((member) => ({
    ...shared,
    ...member,
    items: member.items ?? [],
    ...(path !== undefined && {
      path: path.map((step, index) =>
        index === 0 && step.from === line.principal.label ? { ...step, from: member.principal.label } : step,
      ),
    }),
    line: line.id,
  }));
}

function table<T>(heads: readonly Column<T>[], rows: readonly T[]): string {
  const lines = [heads.map(({ name }) => name), ...rows.map((row) => heads.map(({ value }) => value(row)))];
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}

/**
 * A quoted field (RFC 4180). A spreadsheet would run what starts like a formula, and names in a tenant are chosen by others: such
 * text gets an apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection). What nobody would see is shown.
 */
export function csvField(text: string): string {
  const harmless = /^\s*[=+\-@|%\t\r]/.test(text) ? `'${text}` : text;
  return `"${visibleLines(harmless).replaceAll('"', '""')}"`;
}
