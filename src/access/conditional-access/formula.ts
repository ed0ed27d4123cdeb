/** Conditions as logic over tests of a sign-in, so that one reading serves both deciding a sign-in and searching all of them. */

import type { SignIn } from "./sign-in.ts";
import { holds, type Test } from "./tests.ts";

export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "test"; readonly test: Test }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "all" | "any"; readonly of: readonly Formula[] };

export const always: Formula = { kind: "constant", value: true };
export const never: Formula = { kind: "constant", value: false };

export function constant(value: boolean): Formula {
  return value ? always : never;
}

export function test(what: Test): Formula {
  return { kind: "test", test: what };
}

/** Smallest form: constants only alone, `not` of `not` gone, lists of one undone. */
export function not(formula: Formula): Formula {
  if (formula.kind === "constant") return constant(!formula.value);
  return formula.kind === "not" ? formula.of : { kind: "not", of: formula };
}

export function all(...formulas: readonly Formula[]): Formula {
  return joined("all", formulas, always, never);
}

export function any(...formulas: readonly Formula[]): Formula {
  return joined("any", formulas, never, always);
}

function joined(kind: "all" | "any", formulas: readonly Formula[], neutral: Formula, decisive: Formula): Formula {
  const parts = formulas.flatMap((formula) =>
    formula === neutral ? [] : formula.kind === kind ? formula.of : [formula],
  );
  if (parts.includes(decisive)) return decisive;
  const [first] = parts;
  if (first === undefined) return neutral;
  return parts.length === 1 ? first : { kind, of: parts };
}

/** Whether a formula holds of a sign-in. */
export function isTrue(formula: Formula, signIn: SignIn): boolean {
  if (formula.kind === "constant") return formula.value;
  if (formula.kind === "test") return holds(formula.test, signIn);
  if (formula.kind === "not") return !isTrue(formula.of, signIn);
  return formula.kind === "all"
    ? formula.of.every((part) => isTrue(part, signIn))
    : formula.of.some((part) => isTrue(part, signIn));
}

/** Every test in a formula, as often as it occurs. */
export function testsIn(formula: Formula): readonly Test[] {
  if (formula.kind === "constant") return [];
  if (formula.kind === "test") return [formula.test];
  return formula.kind === "not" ? testsIn(formula.of) : formula.of.flatMap(testsIn);
}
