/**
 * Writes decisions.yaml: one entry for each item, what a person needs to know above it as comments. What is decided already stays
 * word for word; a page and a person with an editor work on the same text.
 */

import { stringify } from "yaml";
import type { DecisionItem } from "./items.ts";
import type { ReadDecisions } from "./read.ts";
import type { RecordedReview } from "./recorded-review.ts";
import type { Decision } from "./schema.ts";

export interface SheetInput {
  readonly review: RecordedReview;
  /** SHA-256 of review.json. */
  readonly digest: string;
  readonly items: readonly DecisionItem[];
}

/** The file as it is, and its text. */
export interface ExistingSheet {
  readonly text: string;
  readonly read: ReadDecisions;
}

/**
 * The text of the file: new, or with what is missing.
 * @param change a decision to put in, by id; it replaces the one that is there
 */
export function sheetText(
  input: SheetInput,
  existing?: ExistingSheet,
  change?: { readonly id: string; readonly decision: Decision },
): string {
  const { review, digest, items } = input;
  const known = new Set(items.map(({ id }) => id));
  const block = (id: string) =>
    change?.id === id ? entryText(id, change.decision) : (keptBlock(existing, id) ?? entryText(id, undefined));
  // A decision on something that is not in the review any more is no longer asked for, but nobody's words are thrown away.
  const left = [...(existing?.read.decisions ?? [])].flatMap(([id, decision]) =>
    known.has(id) || decision === undefined ? [] : [id],
  );
  const entries = [
    ...items.map((item) => `${commentsOf(item)}\n${block(item.id)}`),
    ...left.map((id) => `  # Not in this review.\n${block(id)}`),
  ];
  const head = [
    "# Decisions of the review. For each entry: keep (until a day, with a reason), revoke or change-matrix; who decided, and when.",
    "# revoke: it goes; what is missing or changed is set back. change-matrix: it is meant, and the matrix will say so.",
    `# \`demarc review decide FOLDER --check\` says what is missing. Nobody decides on their own access.`,
    "format: demarc-decisions/1",
    `tenant: ${scalar(review.client.tenantId)}`,
    `reviewedOn: ${scalar(review.reviewedOn)}`,
    `review: ${scalar(digest)}`,
  ];
  if (entries.length === 0) return `${[...head, "decisions: {}"].join("\n")}\n`;
  return `${[...head, "decisions:", entries.join("\n\n")].join("\n")}\n`;
}

/** The words of an entry that somebody decided or wrote in. */
function keptBlock(existing: ExistingSheet | undefined, id: string): string | undefined {
  const block = existing?.read.blocks.get(id);
  const entry = existing?.read.file.decisions[id];
  if (existing === undefined || block === undefined || entry === undefined) return undefined;
  // Another indentation does not fit among the others: its values do.
  if (block.column === 3) return `  ${existing.text.slice(block.start, block.end).trimEnd().replaceAll("\r\n", "\n")}`;
  return indented(stringify({ [id]: entry }, { lineWidth: 0 }));
}

function entryText(id: string, decision: Decision | undefined): string {
  if (decision === undefined) return `  ${id}:\n    decision:\n    until:\n    reason:\n    by:\n    on:`;
  const { choice, until, beyond, reason, by, on, ticket } = decision;
  const fields = { decision: choice, until, beyond, reason, by, on, ticket };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return indented(stringify({ [id]: given }, { lineWidth: 0 }));
}

// Not by a pattern: for one, a line starts after U+2028 too, and people's words would get spaces there.
const indented = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
const scalar = (text: string) => stringify(text, { lineWidth: 0 }).trimEnd();

function commentsOf(item: DecisionItem): string {
  const about = [item.severity ?? "as declared", item.party.label, ...(item.row === undefined ? [] : [item.row])];
  const lines = [
    `${about.join(" · ")}`,
    item.title,
    ...(item.members === undefined ? [] : [`Decided together: ${membersText(item.members)}`]),
    `Why: ${item.why}`,
    ...(item.rules.length === 0 ? [] : [`Refused by: ${[...new Set(item.rules)].join(", ")}`]),
    `To revoke: ${item.remedy}`,
    ...(item.usedBy ?? []).map(({ how }) => `Own access: ${how}.`),
  ];
  return lines.flatMap((line) => wrapped(oneLine(line))).join("\n");
}

/** So many are named; a person does not read more. */
const mostNamed = 12;

/** Whom one decision is about. */
export function membersText(members: NonNullable<DecisionItem["members"]>): string {
  const named = members.slice(0, mostNamed).map(({ text }) => text);
  const more = members.length - named.length;
  return `${named.join("; ")}${more === 0 ? "." : `; and ${more} more: the rows of review.csv with this line, or review.json.`}`;
}

/** Names are chosen by others: one that breaks a line would end the comment, one that turns the direction would hide it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

const commentWidth = 116;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "  #";
  for (const word of text.split(" ")) {
    if (line.length + word.length + 1 > commentWidth && line !== "  #" && line !== "  #  ") {
      lines.push(line);
      line = "  #  ";
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}
