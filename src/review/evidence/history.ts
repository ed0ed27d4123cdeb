/**
 * What a chain of signed reviews shows over time, as flat rows: one table each for reviews, removals, decisions and rows of the matrix.
 * It only reads; whether the evidence holds, `verifyChain` says.
 */

import { countOf } from "../alike.ts";
import { daysBetween } from "../decisions/days.ts";
import { couldSee, systemsOf } from "../decisions/hidden.ts";
import { lastingIds } from "../decisions/items.ts";
import { peopleOf } from "../decisions/people.ts";
import { madeDecisions } from "../decisions/sheet.ts";
import type { ReviewSeverity } from "../schema.ts";
import type { EvidenceChain } from "./chain.ts";
import { type RecordedDecisions, recordedDecisions } from "./recorded-decisions.ts";

export const historyTables = ["reviews", "removals", "decisions", "rows"] as const;
export type HistoryTable = (typeof historyTables)[number];

/** Columns of each table, in order: a table without rows has them, too. */
export const historyColumns = {
  reviews: [
    "sequence",
    "reviewed_on",
    "tenant",
    "client",
    "critical",
    "high",
    "medium",
    "low",
    "standing_privileged",
    "providers_reaching_global_administrator",
    "principals_reaching_global_administrator",
    "declared",
    "as_declared",
    "rows_with_difference",
    "rows",
    "items",
    "kept",
    "revoked",
    "to_matrix",
  ],
  removals: [
    "id",
    "title",
    "severity",
    "party",
    "row",
    "since",
    "first_seen",
    "revoked_on",
    "gone_on",
    "days_to_remove",
  ],
  decisions: [
    "sequence",
    "reviewed_on",
    "id",
    "kind",
    "severity",
    "party",
    "decision",
    "until",
    "by",
    "side",
    "on",
    "days_to_decide",
  ],
  rows: ["sequence", "reviewed_on", "row", "name", "owner", "provider", "differences"],
} as const satisfies Readonly<Record<HistoryTable, readonly string[]>>;

/** One row: plain values, so that every reader of tables takes it. */
export type HistoryRow = Readonly<Record<string, string | number | null>>;

/** @throws ReviewFolderError, MatrixError when a review of the chain cannot be read */
export function historyOf(chain: EvidenceChain): Readonly<Record<HistoryTable, readonly HistoryRow[]>> {
  const reviews = chain.signed.map(({ folder, manifest }) => ({
    sequence: manifest?.sequence ?? 0,
    ...recordedDecisions(folder),
  }));
  return {
    reviews: reviews.map(reviewRow),
    removals: removals(reviews),
    decisions: reviews.flatMap(decisionRows),
    rows: reviews.flatMap(matrixRows),
  };
}

type Recorded = RecordedDecisions & { readonly sequence: number };

const dayOf = ({ sheet }: Recorded) => sheet.review.reviewedOn.slice(0, 10);

function reviewRow(of: Recorded): HistoryRow {
  const { review, items } = of.sheet;
  const made = madeDecisions(of.sheet);
  const count = (severity: ReviewSeverity) => countOf(review.differences, severity);
  const chosen = (choice: string) => made.filter(({ decision }) => decision.choice === choice).length;
  const { summary } = review;
  return {
    sequence: of.sequence,
    reviewed_on: dayOf(of),
    tenant: review.client.tenantId,
    client: review.client.name,
    critical: count("critical"),
    high: count("high"),
    medium: count("medium"),
    low: count("low"),
    standing_privileged: summary.standingPrivileged,
    providers_reaching_global_administrator: summary.providersReachingGlobalAdministrator,
    principals_reaching_global_administrator: summary.principalsReachingGlobalAdministrator,
    declared: summary.declared,
    as_declared: summary.asDeclared,
    rows_with_difference: summary.rowsWithDifference,
    rows: summary.rows,
    items: items.length,
    kept: chosen("keep"),
    revoked: chosen("revoke"),
    to_matrix: chosen("change-matrix"),
  };
}

/** Each difference from the review that first had it to the one that has it no more; what comes back is a row of its own. */
function removals(reviews: readonly Recorded[]): HistoryRow[] {
  const open = new Map<string, Record<string, string | number | null>>();
  const rows: Record<string, string | number | null>[] = [];
  const about = new Map<string, readonly string[]>();
  const systems = new Set<string>();
  for (const of of reviews) {
    const day = dayOf(of);
    const sees = couldSee(of.sheet.review, systems);
    for (const key of systemsOf(of.sheet.review)) systems.add(key);
    const here = new Map(
      of.sheet.review.differences.flatMap((line) =>
        (line.members ?? [line]).map(({ id, title, access }) => [id, { ...line, id, title, access }] as const),
      ),
    );
    const told = new Set(of.sheet.items.flatMap(({ noticed = [] }) => noticed));
    for (const [id, row] of open) {
      if (here.has(id) || told.has(id) || !sees(about.get(id) ?? [])) continue;
      row["gone_on"] = day;
      row["days_to_remove"] = daysBetween(String(row["revoked_on"] ?? row["first_seen"]), day);
      open.delete(id);
    }
    const decided = new Map(
      madeDecisions(of.sheet).flatMap(({ item, decision }) => lastingIds(item).map((id) => [id, decision] as const)),
    );
    for (const [id, { title, severity, principal, access, row: place }] of here) {
      const row = open.get(id) ?? {
        id,
        title,
        severity,
        party: principal.party.label,
        row: place.path ?? null,
        since: access.since?.slice(0, 10) ?? null,
        first_seen: day,
        revoked_on: null,
        gone_on: null,
        days_to_remove: null,
      };
      if (!open.has(id)) rows.push(row);
      open.set(id, row);
      about.set(id, access.objects);
      const decision = decided.get(id);
      if (decision?.choice === "revoke") row["revoked_on"] ??= decision.on ?? day;
    }
  }
  return rows;
}

function decisionRows(of: Recorded): HistoryRow[] {
  const people = peopleOf(of.matrix);
  return madeDecisions(of.sheet).map(({ item, decision }) => {
    const by = decision.by?.toLowerCase() ?? null;
    return {
      sequence: of.sequence,
      reviewed_on: dayOf(of),
      id: item.id,
      kind: item.kind,
      severity: item.severity ?? null,
      party: item.party.label,
      decision: decision.choice,
      until: decision.until ?? null,
      by,
      side: people.get(by ?? "")?.side ?? null,
      on: decision.on ?? null,
      days_to_decide: decision.on === undefined ? null : daysBetween(dayOf(of), decision.on),
    };
  });
}

/** How far each row of the matrix is from what is there, review by review. */
function matrixRows(of: Recorded): HistoryRow[] {
  return of.sheet.review.rows.map(({ path, name, owner, provider, differences }) => ({
    sequence: of.sequence,
    reviewed_on: dayOf(of),
    row: path,
    name,
    owner,
    provider: provider ?? null,
    differences: differences.length,
  }));
}
