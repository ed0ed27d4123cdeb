/** The document that `demarc explain --format json` prints. */

import type { PathStep, StepCondition } from "../finding.ts";

export interface ExplainedWay {
  /** Who takes it; one of several where a party or an application was asked for. */
  readonly from: string;
  /** The hardest step. */
  readonly condition: StepCondition;
  readonly path: readonly PathStep[];
  /** With a plan on top of a snapshot: true when there is no way that is as easy before it. */
  readonly new?: boolean;
}

export interface ExplainedAccess extends ExplainedWay {
  readonly what: string;
  /** Roles and permissions are held; groups are joined; people and applications can be acted as; the rest can be worked on. */
  readonly as: "access" | "group" | "identity" | "object";
  /** How it leads on to tier 0, where it does. */
  readonly toTierZero?: StepCondition;
}

export interface ExplainResult {
  /** False when somebody of a provider, or nobody known, gets to tier 0 without the internal team's approval in what is shown. */
  readonly ok: boolean;
  readonly who: {
    readonly name: string;
    readonly id?: string;
    readonly party: string;
    /** Why it is of that party; absent for a party. */
    readonly because?: string;
  };
  /** Without --to: everything that is held or can be had, the strongest first. */
  readonly reaches?: readonly ExplainedAccess[];
  /** With --to. */
  readonly to?: {
    readonly name: string;
    /** Of a principal the shortest way of each condition, of a party the best way of each who has one. */
    readonly ways: readonly ExplainedWay[];
  };
  /** What the answer rests on: what was taken for granted, and what is not in sight. */
  readonly assumptions: readonly string[];
}
