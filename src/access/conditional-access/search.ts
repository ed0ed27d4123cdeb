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
  const add = (each: Formula) => pool.add(each);
  const start = settle(pool, query.must.map(add), query.mustNot.map(add));
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

type Entry =
  | { readonly kind: "test"; readonly key: string }
  | { readonly kind: "not"; readonly of: number }
  | { readonly kind: "all" | "any"; readonly of: readonly number[] };

/** Formulas as numbers, the same number for the same formula. */
class Pool {
  readonly #byText = new Map<string, number>();
  readonly #entries: Entry[] = [];
  /** Any of nothing, and all of nothing: false and true. */
  readonly no = this.#make({ kind: "any", of: [] });
  readonly yes = this.#make({ kind: "all", of: [] });

  add(formula: Formula): number {
    if (formula.kind === "constant") return formula.value ? this.yes : this.no;
    if (formula.kind === "test") return this.#make({ kind: "test", key: keyOf(formula.test) });
    if (formula.kind === "not") return this.#not(this.add(formula.of));
    return this.#join(
      formula.kind,
      formula.of.map((part) => this.add(part)),
    );
  }

  /** Of `all`, parts that must all hold for the formula to hold; of `any`, parts of which none may if the formula may not. */
  partsOf(id: number, kind: "all" | "any"): readonly number[] {
    const entry = this.#entries[id];
    return entry?.kind === kind ? entry.of.flatMap((part) => this.partsOf(part, kind)) : [id];
  }

  /** The formula once some tests are answered. `known` remembers, per set of answers. */
  reduce(id: number, answers: ReadonlyMap<string, boolean>, known: Map<number, number>): number {
    const before = known.get(id);
    if (before !== undefined) return before;
    const after = this.#reduced(id, answers, known);
    known.set(id, after);
    return after;
  }

  #reduced(id: number, answers: ReadonlyMap<string, boolean>, known: Map<number, number>): number {
    const entry = this.#entries[id];
    switch (entry?.kind) {
      case "test": {
        const answer = answers.get(entry.key);
        return answer === undefined ? id : answer ? this.yes : this.no;
      }
      case "not":
        return this.#not(this.reduce(entry.of, answers, known));
      case "all":
      case "any":
        return this.#join(
          entry.kind,
          entry.of.map((part) => this.reduce(part, answers, known)),
        );
      case undefined:
        return id;
    }
  }

  #not(id: number): number {
    if (id === this.no) return this.yes;
    return id === this.yes ? this.no : this.#make({ kind: "not", of: id });
  }

  #join(kind: "all" | "any", parts: readonly number[]): number {
    const of = [...new Set(parts.flatMap((part) => this.partsOf(part, kind)))];
    const decisive = kind === "all" ? this.no : this.yes;
    if (of.includes(decisive)) return decisive;
    const [first, ...others] = of;
    return first !== undefined && others.length === 0 ? first : this.#make({ kind, of });
  }

  #make(entry: Entry): number {
    const text = JSON.stringify(entry);
    const before = this.#byText.get(text);
    if (before !== undefined) return before;
    const id = this.#entries.push(entry) - 1;
    this.#byText.set(text, id);
    return id;
  }
}

/** What is still asked for. */
interface State {
  readonly must: ReadonlySet<number>;
  readonly mustNot: ReadonlySet<number>;
}

/** The state in its shortest form; undefined when it cannot be met. */
function settle(pool: Pool, must: readonly number[], mustNot: readonly number[]): State | undefined {
  const needed = new Set(must.flatMap((id) => pool.partsOf(id, "all")));
  const barred = new Set(mustNot.flatMap((id) => pool.partsOf(id, "any")));
  const isPossible = !needed.has(pool.no) && !barred.has(pool.yes) && needed.isDisjointFrom(barred);
  return isPossible ? { must: needed, mustNot: barred } : undefined;
}

interface Choice {
  readonly aspect: Aspect;
  readonly choice: Class;
  readonly mattered: boolean;
}

function descend(pool: Pool, aspects: readonly Aspect[], start: State): Choice[] | undefined {
  const levels = aspects.map((aspect) => {
    const failures: State[] = [];
    return {
      aspect,
      classes: aspect.classes.map((choice) => ({ choice, known: new Map<number, number>() })),
      failures,
    };
  });

  const visit = (depth: number, state: State): Choice[] | undefined => {
    const level = levels[depth];
    if (!level) return [];
    const { aspect, classes, failures } = level;
    if (failures.some((failure) => isPartOf(failure, state))) return undefined;
    for (const { choice, known } of classes) {
      const reduce = (id: number) => pool.reduce(id, choice.answers, known);
      const next = settle(pool, [...state.must].map(reduce), [...state.mustNot].map(reduce));
      const rest = next && visit(depth + 1, next);
      if (rest) return [{ aspect, choice, mattered: !isPartOf(state, next) }, ...rest];
    }
    failures.push(state);
    return undefined;
  };
  return visit(0, start);
}

/** True when everything the one asks for, the other asks for too. */
function isPartOf(one: State, other: State): boolean {
  return isSubset(one.must, other.must) && isSubset(one.mustNot, other.mustNot);
}

/** Faster than the method that sets have, and a search spends most of its time here. */
function isSubset(some: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  for (const each of some) if (!others.has(each)) return false;
  return true;
}
