/**
 * Finds a sign-in that meets some formulas and none of others, or shows that there is none, without trying every combination:
 * aspect after aspect is fixed, formulas shrink by what is known, and a state that asks for at least as much as one that failed
 * fails as well.
 */

import { type Aspect, aspectsOf, type Class } from "./aspects.ts";
import { type Formula, testsIn } from "./formula.ts";
import type { SignIn } from "./sign-in.ts";
import { keyOf } from "./tests.ts";

export interface Query {
  /** All hold. */
  readonly must: readonly Formula[];
  /** None holds. */
  readonly mustNot: readonly Formula[];
}

export interface Found {
  readonly signIn: SignIn;
  /** What was chosen where it mattered, in the order in which a person would say it. */
  readonly words: readonly { readonly aspect: string; readonly text: string }[];
}

/** The most ordinary sign-in that answers the query, starting from `base`; undefined when none does. */
export function findSignIn(base: SignIn, query: Query): Found | undefined {
  const aspects = aspectsOf([...query.must, ...query.mustNot].flatMap(testsIn));
  const pool = new Pool();
  const start = settle(
    pool,
    query.must.map((each) => pool.add(each)),
    query.mustNot.map((each) => pool.add(each)),
  );
  const choices = start && descend(pool, aspects, start);
  if (!choices) return undefined;
  return {
    signIn: choices.reduce((signIn, { choice }) => choice.set(signIn), base),
    words: choices.flatMap(({ aspect, choice, mattered }) =>
      choice.words !== "" && (mattered || alwaysSaid.has(aspect.name))
        ? [{ aspect: aspect.name, text: choice.words }]
        : [],
    ),
  };
}

const alwaysSaid: ReadonlySet<string> = new Set(["resource", "client"]);

const no = 0;
const yes = 1;

/** Formulas as numbers, the same number for the same formula; 0 is false and 1 is true. */
class Pool {
  readonly #byText = new Map<string, number>();
  readonly #entries: (readonly [kind: "test" | "not" | "all" | "any", key: string, parts: readonly number[]])[] = [];

  add(formula: Formula): number {
    if (formula.kind === "constant") return formula.value ? yes : no;
    if (formula.kind === "test") return this.#make("test", keyOf(formula.test), []);
    if (formula.kind === "not") return this.#not(this.add(formula.of));
    return this.#join(
      formula.kind,
      formula.of.map((part) => this.add(part)),
    );
  }

  /** Parts that must all hold for the formula to hold. */
  conjuncts(id: number): readonly number[] {
    return this.#partsOf(id, "all");
  }

  /** Parts of which none may hold if the formula may not. */
  disjuncts(id: number): readonly number[] {
    return this.#partsOf(id, "any");
  }

  #partsOf(id: number, kind: "all" | "any"): readonly number[] {
    const entry = this.#entries[id - 2];
    return entry?.[0] === kind ? entry[2].flatMap((part) => this.#partsOf(part, kind)) : [id];
  }

  /** The formula once some tests are answered. `known` remembers, per set of answers. */
  reduce(id: number, answers: ReadonlyMap<string, boolean>, known: Map<number, number>): number {
    if (id <= yes) return id;
    const before = known.get(id);
    if (before !== undefined) return before;
    const after = this.#reduced(id, answers, known);
    known.set(id, after);
    return after;
  }

  #reduced(id: number, answers: ReadonlyMap<string, boolean>, known: Map<number, number>): number {
    const entry = this.#entries[id - 2];
    if (!entry) return id;
    const [kind, key, parts] = entry;
    if (kind === "test") {
      const answer = answers.get(key);
      return answer === undefined ? id : answer ? yes : no;
    }
    const reduced = parts.map((part) => this.reduce(part, answers, known));
    if (kind === "not") return this.#not(reduced[0] ?? no);
    return reduced.every((part, index) => part === parts[index]) ? id : this.#join(kind, reduced);
  }

  #not(id: number): number {
    if (id <= yes) return yes - id;
    const entry = this.#entries[id - 2];
    return entry?.[0] === "not" ? (entry[2][0] ?? no) : this.#make("not", "", [id]);
  }

  #join(kind: "all" | "any", parts: readonly number[]): number {
    const [neutral, decisive] = kind === "all" ? [yes, no] : [no, yes];
    if (parts.includes(decisive)) return decisive;
    const rest = [...new Set(parts)].filter((part) => part !== neutral).sort((one, other) => one - other);
    const [first] = rest;
    if (first === undefined) return neutral;
    return rest.length === 1 ? first : this.#make(kind, "", rest);
  }

  #make(kind: "test" | "not" | "all" | "any", key: string, parts: readonly number[]): number {
    const text = `${kind} ${key}${parts.join(",")}`;
    const before = this.#byText.get(text);
    if (before !== undefined) return before;
    this.#entries.push([kind, key, parts]);
    const id = this.#entries.length + 1;
    this.#byText.set(text, id);
    return id;
  }
}

/** What is still asked for: sorted, without duplicates. */
interface State {
  readonly must: readonly number[];
  readonly mustNot: readonly number[];
}

/** The state in its shortest form; undefined when it cannot be met. */
function settle(pool: Pool, must: readonly number[], mustNot: readonly number[]): State | undefined {
  const needed = new Set(must.flatMap((id) => pool.conjuncts(id)));
  const barred = new Set(mustNot.flatMap((id) => pool.disjuncts(id)));
  needed.delete(yes);
  barred.delete(no);
  if (needed.has(no) || barred.has(yes)) return undefined;
  for (const id of needed) if (barred.has(id)) return undefined;
  const sorted = (ids: Set<number>) => [...ids].sort((one, other) => one - other);
  return { must: sorted(needed), mustNot: sorted(barred) };
}

interface Choice {
  readonly aspect: Aspect;
  readonly choice: Class;
  readonly mattered: boolean;
}

function descend(pool: Pool, aspects: readonly Aspect[], start: State): Choice[] | undefined {
  const failed: State[][] = aspects.map(() => []);
  const memories = aspects.map(({ classes }) => classes.map(() => new Map<number, number>()));

  const visit = (level: number, state: State): Choice[] | undefined => {
    const aspect = aspects[level];
    if (!aspect) return [];
    const failures = failed[level] ?? [];
    if (failures.some((failure) => isPartOf(failure, state))) return undefined;
    const tried = new Set<string>();
    const isDone = state.must.length === 0 && state.mustNot.length === 0;
    for (const [index, choice] of aspect.classes.entries()) {
      const memory = memories[level]?.[index] ?? new Map();
      const reduce = (id: number) => pool.reduce(id, choice.answers, memory);
      const next = isDone ? state : settle(pool, state.must.map(reduce), state.mustNot.map(reduce));
      if (!next) {
        tried.add("");
        continue;
      }
      const text = `${next.must.join()}|${next.mustNot.join()}`;
      if (tried.has(text)) continue;
      tried.add(text);
      const rest = visit(level + 1, next);
      if (rest) return [{ aspect, choice, mattered: differs(state, next) }, ...rest];
    }
    failures.push(state);
    return undefined;
  };
  return visit(0, start);
}

function differs(before: State, after: State): boolean {
  return before.must.join() !== after.must.join() || before.mustNot.join() !== after.mustNot.join();
}

/** True when everything the one asks for, the other asks for too. */
function isPartOf(one: State, other: State): boolean {
  return isSubset(one.must, other.must) && isSubset(one.mustNot, other.mustNot);
}

/** Of sorted lists. */
function isSubset(some: readonly number[], others: readonly number[]): boolean {
  let at = 0;
  for (const each of some) {
    while (at < others.length && (others[at] ?? each) < each) at += 1;
    if (others[at] !== each) return false;
    at += 1;
  }
  return true;
}
