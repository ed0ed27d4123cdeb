/** Whether decisions are complete and valid: who may decide what, and how long a keep may last. */

import type { Matrix } from "../../matrix/schema.ts";
import { addDays, daysBetween, nextReview } from "./days.ts";
import { type DecisionItem, lastingIds } from "./items.ts";
import { isOwnAccess, type Person, peopleOf, useOf } from "./people.ts";
import type { FileProblem } from "./problem.ts";
import { meant, type ProblemAt, type ReadDecisions } from "./read.ts";
import type { RecordedReview } from "./recorded-review.ts";
import type { Decision } from "./schema.ts";

export interface DecisionContext {
  readonly review: RecordedReview;
  /** SHA-256 of review.json. */
  readonly digest: string;
  readonly items: readonly DecisionItem[];
  readonly matrix: Matrix;
  /** ISO date: nobody decides in the future. */
  readonly today: string;
  /** Names of the rules on which control of the tenant hangs. */
  readonly tierZeroRules: readonly string[];
  /** Days for which earlier reviews kept something, by its lasting id. */
  readonly keptBefore: ReadonlyMap<string, number>;
}

export interface DecisionProblems {
  /** What is wrong. */
  readonly invalid: readonly FileProblem[];
  /** Entries that nobody decided yet. */
  readonly open: readonly FileProblem[];
}

/** Every problem of a file, in its order. */
export function judgeDecisions(read: ReadDecisions, context: DecisionContext): DecisionProblems {
  const { items, review, digest } = context;
  const { problemAt, file } = read;
  const byId = new Map(items.map((item) => [item.id, item]));
  const people = peopleOf(context.matrix);
  const open: FileProblem[] = [];
  const invalid: FileProblem[] = [];
  if (file.tenant !== review.client.tenantId) {
    invalid.push(problemAt(["tenant"], `is not the tenant of the review, ${review.client.tenantId}`));
  }
  if (file.review !== digest) {
    const hint = "`demarc review decide` takes the decisions over to it; look at them again";
    invalid.push(problemAt(["review"], "these decisions were made on another review.json than the one here", hint));
  }
  for (const [id, decision] of read.decisions) {
    const item = byId.get(id);
    if (item === undefined) {
      const undecided = items.filter((each) => !read.decisions.has(each.id)).map((each) => each.id);
      const hint = meant(id, undecided) ?? "take the entry out, or run `demarc review decide` anew";
      invalid.push(problemAt(["decisions", id], `"${id}" is nothing that this review asks`, hint, true));
    } else if (decision === undefined) {
      open.push(problemAt(["decisions", id], `is not decided: ${item.title}`, undefined, true));
    } else {
      const at: ProblemAt = (path, message, hint) => problemAt(["decisions", id, ...path], message, hint);
      invalid.push(
        ...deciderProblems(decision, item, people, context, at),
        ...termProblems(decision, item, context, at),
      );
    }
  }
  for (const item of items) {
    if (read.decisions.has(item.id)) continue;
    open.push(problemAt(["decisions"], `has no entry for ${item.id}: ${item.title}`, "`demarc review decide` adds it"));
  }
  return { invalid, open };
}

function deciderProblems(
  decision: Decision,
  item: DecisionItem,
  people: ReadonlyMap<string, Person>,
  context: DecisionContext,
  at: ProblemAt,
): FileProblem[] {
  const { by, on } = decision;
  const problems: FileProblem[] = [];
  if (on === undefined) problems.push(at(["on"], "is missing", "the day of the decision"));
  else if (on < context.review.reviewedOn.slice(0, 10)) {
    problems.push(at(["on"], `is before the review of ${context.review.reviewedOn.slice(0, 10)}`));
  } else if (on > context.today) problems.push(at(["on"], `is after today, ${context.today}`));
  if (by === undefined) return [...problems, at(["by"], "is missing", "the address of who decided")];
  const person = people.get(by.toLowerCase());
  const others = [...people.values()].filter(
    (each) => each.decides && !isOwnAccess(item, each, context.matrix) && useOf(item, each) === undefined,
  );
  const whoCan =
    others.length === 0
      ? "nobody can: review.reviewers needs somebody whose access it is not"
      : `who can: ${others.map(({ address }) => address).join(", ")}`;
  if (person === undefined) {
    return [...problems, at(["by"], `"${by}" is nobody whom the matrix names`, meant(by, people.keys()) ?? whoCan)];
  }
  if (isOwnAccess(item, person, context.matrix)) {
    return [...problems, at(["by"], `${person.name} cannot decide on their own access`, whoCan)];
  }
  const use = useOf(item, person);
  // Giving up what one can use is in nobody's favour; in a small company everybody who decides may be in the same group.
  if (use !== undefined && person.decides && decision.choice !== "revoke") {
    return [
      ...problems,
      at(["by"], `${person.name} can only give it up: it is also their own access, for ${use}`, whoCan),
    ];
  }
  if (person.decides) return problems;
  if (person.side === "internal") {
    return [
      ...problems,
      at(["by"], `${person.name} is neither an approver nor a reviewer of the internal side`, whoCan),
    ];
  }
  const company = context.matrix.providers[person.side]?.name ?? person.side;
  if (item.party.provider === person.side && decision.choice === "revoke") return problems;
  const what =
    item.party.provider === person.side
      ? `can only give up what ${company} holds, not decide that it stays`
      : `decides nothing that is not ${company}'s own access`;
  return [...problems, at(["by"], `${person.name} of ${company} ${what}`, whoCan)];
}

function termProblems(decision: Decision, item: DecisionItem, context: DecisionContext, at: ProblemAt): FileProblem[] {
  const { choice, until, beyond, reason } = decision;
  const problems: FileProblem[] = [];
  if (choice !== "revoke" && reason === undefined) problems.push(at(["reason"], `is missing: ${choice} needs one`));
  if (choice !== "keep") {
    if (until !== undefined) problems.push(at(["until"], `only a keep lasts until a day, not ${choice}`));
    if (beyond !== undefined) problems.push(at(["beyond"], `only a keep goes beyond something, not ${choice}`));
    return problems;
  }
  if (until === undefined)
    return [...problems, at(["until"], "is missing: a keep ends", "the last day on which it stays")];
  const start = decision.on ?? context.review.reviewedOn.slice(0, 10);
  if (until < start) return [...problems, at(["until"], `is before the decision of ${start}`)];
  const { matrix } = context;
  const last = addDays(context.review.reviewedOn, matrix.review.keepDays);
  if (until > last) {
    problems.push(
      at(
        ["until"],
        `is more than ${matrix.review.keepDays} days after the review (review.keepDays)`,
        `${last} at most`,
      ),
    );
  }
  const due = nextReview(context.review.reviewedOn, matrix.review.cadence);
  if (until > due && beyond?.includes("next-review") !== true) {
    problems.push(at(["until"], `is past the next review on ${due}`, "beyond: [next-review] says that this is meant"));
  }
  const contract = item.party.provider === undefined ? undefined : matrix.providers[item.party.provider]?.contract;
  if (contract !== undefined && until > contract.end && beyond?.includes("contract-end") !== true) {
    problems.push(
      at(["until"], `is past the contract's end on ${contract.end}`, "beyond: [contract-end] says that this is meant"),
    );
  }
  return [...problems, ...emergencyWindow(start, until, item, context, at)];
}

/** What a rule of tier 0 refuses stays for an emergency, as with waivers: not by one keep, and not by several in a row. */
function emergencyWindow(
  start: string,
  until: string,
  item: DecisionItem,
  { matrix, tierZeroRules, keptBefore }: DecisionContext,
  at: ProblemAt,
): FileProblem[] {
  const rule = item.rules.find((name) => tierZeroRules.includes(name));
  if (rule === undefined) return [];
  const own = daysBetween(start, until) + 1;
  const before = lastingIds(item).reduce((most, id) => Math.max(most, keptBefore.get(id) ?? 0), 0);
  const window = matrix.emergencyWindowDays;
  if (own + before <= window) return [];
  const already = before === 0 ? "" : `, after ${before} in earlier reviews`;
  const message = `${rule} refuses it, and control of the tenant hangs on that: ${own} days${already} are more than the emergency window of ${window} (emergencyWindowDays)`;
  const left = window - before;
  return [at(["until"], message, left > 0 ? `${addDays(start, left - 1)} at most; then it goes` : "revoke it")];
}
