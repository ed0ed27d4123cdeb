/** How both sides see whether it works: six indicators, each with what it means, a target, and how it is measured. */

export const indicatorIds = [
  "rows-with-one-owner",
  "standing-privileged-assignments",
  "review-in-time",
  "restore-tests-witnessed",
  "orphaned-or-unused-accounts",
  "time-to-remove-access",
] as const;
export type IndicatorId = (typeof indicatorIds)[number];

export interface Indicator {
  readonly id: IndicatorId;
  readonly title: string;
  /** What it tells when it is bad. */
  readonly why: string;
  readonly target: string;
  /** How it is measured, for whoever has no value yet. */
  readonly how: string;
}

/** In the order of `indicatorIds`. */
export const indicators: readonly Indicator[] = [
  {
    id: "rows-with-one-owner",
    title: "Rows with one owner",
    why: "What both own, nobody does.",
    target: "at least 75 %",
    how: "Counted in the matrix.",
  },
  {
    id: "standing-privileged-assignments",
    title: "Privileged access of providers that is always on",
    why: "A stolen password of a provider is then a stolen administrator, at any hour.",
    target: "0",
    how: "demarc review counts it in the tenant.",
  },
  {
    id: "review-in-time",
    title: "Reviews closed in time",
    why: "A review that nobody signs did not happen.",
    target: "all",
    how: "demarc review sign leaves the day in the evidence; give the handbook the folder of all reviews (--review).",
  },
  {
    id: "restore-tests-witnessed",
    title: "Systems with a witnessed restore in the last quarter",
    why: "A backup that nobody restored is a hope.",
    target: "all",
    how: "Write the day of each test into the matrix (recovery, lastRestoreTest).",
  },
  {
    id: "orphaned-or-unused-accounts",
    title: "Accounts and access of providers that nobody uses or that are of people who left",
    why: "Nobody notices when somebody else uses them.",
    target: "0",
    how: "demarc review looks at last use, and with --roster at who still works at the provider.",
  },
  {
    id: "time-to-remove-access",
    title: "Mean time to remove access",
    why: "It is the time for which somebody who should have no access still has it.",
    target: "at most 7 days",
    how: "demarc review history tells it from signed reviews; give the handbook the folder of all reviews (--review).",
  },
];
