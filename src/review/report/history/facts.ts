/** What the plots of history show, from the tables that `demarc review history` writes and the review that is being reported. */

import type { HistoryRow, HistoryTable } from "../../evidence/history.ts";
import type { Review } from "../../schema.ts";

export type HistoryTables = Readonly<Record<HistoryTable, readonly HistoryRow[]>>;

/** The history of a stack for its report, or why it could not be read. */
export type ReportHistory = HistoryTables | { readonly problem: string };

/** One review, signed or the one being reported. */
export interface Point {
  /** ISO date. */
  readonly on: string;
  readonly standing: number;
  readonly reaching: number;
  /** False for the review being reported: nobody has decided on it. */
  readonly isSigned: boolean;
}

/** What was removed between two reviews. */
export interface Removed {
  /** Date of the review that no longer had it. */
  readonly on: string;
  readonly count: number;
  readonly shortest: number;
  readonly median: number;
  readonly longest: number;
}

export interface Reviewer {
  readonly name: string;
  readonly keep: number;
  readonly revoke: number;
  readonly changeMatrix: number;
}

export interface Drift {
  readonly name: string;
  /** Differences in each review of the plot, in its order; undefined: the row was not there. */
  readonly counts: readonly (number | undefined)[];
}

export interface HistoryFacts {
  /** At least one signed review and the one being reported, oldest first. */
  readonly points: readonly Point[];
  readonly removed: readonly Removed[];
  /** Decided to go, and still there in the newest signed review. */
  readonly waiting: number;
  readonly reviewers: readonly Reviewer[];
  readonly drift: readonly Drift[];
  /** Rows of the matrix without a difference in any review of the plot. */
  readonly quietRows: number;
  /** Dates of the columns of drift. */
  readonly driftDates: readonly string[];
}

/** So many reviews fit side by side: three years of quarters. */
const mostColumns = 12;

/** Undefined while no review is signed: then there is no history. */
export function historyFacts(review: Review, tables: HistoryTables): HistoryFacts | undefined {
  if (tables.reviews.length === 0) return undefined;
  const reviewedOn = review.reviewedOn.slice(0, 10);
  const points = [
    ...tables.reviews.map((row) => ({
      on: String(row["reviewed_on"]),
      standing: Number(row["standing_privileged"]),
      reaching: Number(row["providers_reaching_global_administrator"]),
      isSigned: true,
    })),
    {
      on: reviewedOn,
      standing: review.summary.standingPrivileged,
      reaching: review.summary.providersReachingGlobalAdministrator,
      isSigned: false,
    },
  ];
  const gone = tables.removals.filter((row) => row["gone_on"] !== null);
  return {
    points,
    removed: [...Map.groupBy(gone, (row) => String(row["gone_on"]))]
      .map(([on, rows]) => removedOn(on, rows))
      .toSorted((left, right) => (left.on < right.on ? -1 : 1)),
    waiting: tables.removals.filter((row) => row["gone_on"] === null && row["revoked_on"] !== null).length,
    reviewers: reviewersOf(tables.decisions),
    ...driftOf(review, tables.rows),
  };
}

function removedOn(on: string, rows: readonly HistoryRow[]): Removed {
  const days = rows.map((row) => Number(row["days_to_remove"])).toSorted((left, right) => left - right);
  const middle = (days.length - 1) / 2;
  const median = ((days[Math.floor(middle)] ?? 0) + (days[Math.ceil(middle)] ?? 0)) / 2;
  return { on, count: days.length, shortest: days[0] ?? 0, median, longest: days.at(-1) ?? 0 };
}

function reviewersOf(rows: readonly HistoryRow[]): Reviewer[] {
  const people = Map.groupBy(rows, (row) => String(row["by"] ?? "nobody named"));
  const made = [...people].map(([name, all]) => {
    const count = (choice: string) => all.filter((row) => row["decision"] === choice).length;
    return { name, keep: count("keep"), revoke: count("revoke"), changeMatrix: count("change-matrix") };
  });
  const total = ({ keep, revoke, changeMatrix }: Reviewer) => keep + revoke + changeMatrix;
  return made.toSorted((left, right) => total(right) - total(left) || (left.name < right.name ? -1 : 1));
}

function driftOf(
  review: Review,
  rows: readonly HistoryRow[],
): Pick<HistoryFacts, "drift" | "quietRows" | "driftDates"> {
  const signed = [...Map.groupBy(rows, (row) => Number(row["sequence"]))].slice(1 - mostColumns);
  const columns = [
    ...signed.map(([, all]) => ({
      on: String(all[0]?.["reviewed_on"]),
      counts: new Map(all.map((row) => [String(row["row"]), Number(row["differences"])])),
    })),
    {
      on: review.reviewedOn.slice(0, 10),
      counts: new Map(review.rows.map(({ path, differences }) => [path, differences.length])),
    },
  ];
  const names = new Map([
    ...rows.map((row) => [String(row["row"]), String(row["name"])] as const),
    ...review.rows.map(({ path, name }) => [path, name] as const),
  ]);
  const all = [...names].map(([path, name]) => ({ name, counts: columns.map(({ counts }) => counts.get(path)) }));
  const sum = ({ counts }: Drift) => counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  const differing = all.filter((row) => sum(row) > 0).toSorted((left, right) => sum(right) - sum(left));
  return {
    drift: differing,
    quietRows: all.length - differing.length,
    driftDates: columns.map(({ on }) => on),
  };
}
