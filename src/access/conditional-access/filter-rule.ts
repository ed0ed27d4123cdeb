/**
 * The rule language of filters over devices, applications and service principals: that of dynamic groups
 * (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership), over device attributes or custom security
 * attributes (https://learn.microsoft.com/entra/identity/conditional-access/concept-condition-filters-for-devices and
 * concept-filter-for-applications).
 */

import { deviceAttributes } from "../../catalogue/sign-in-conditions.ts";
import { all, any, type Formula, not, test } from "./formula.ts";
import type { AttributeOperator, AttributeTest } from "./tests.ts";

/** A rule as logic; undefined when it cannot be read, which says nothing about whom it matches. */
export function readFilterRule(rule: string, of: AttributeTest["of"]): Formula | undefined {
  const tokens = tokensOf(rule);
  if (!tokens) return undefined;
  try {
    const reader = new Reader(tokens, of);
    const formula = reader.disjunction();
    return reader.isAtEnd() ? formula : undefined;
  } catch (error) {
    if (!(error instanceof UnreadableRule)) throw error;
    return undefined;
  }
}

class UnreadableRule extends Error {}

interface Token {
  readonly kind: "word" | "string" | "mark";
  readonly text: string;
}

/** Strings in double or single quotes, marks, and everything else up to a blank or mark. */
function tokensOf(rule: string): Token[] | undefined {
  const pattern = /\s*(?:"((?:[^"\\`]|[\\`].)*)"|'((?:[^']|'')*)'|([()[\],])|([^\s()[\],"']+))/gy;
  const tokens: Token[] = [];
  const text = rule.trimEnd();
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const [, double, single = "", mark, word] = match;
    if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else tokens.push({ kind: "string", text: double?.replace(/[\\`](.)/g, "$1") ?? single.replaceAll("''", "'") });
  }
  return tokens;
}

interface Comparison {
  readonly operator: AttributeOperator;
  readonly negative: boolean;
}

const comparisons: Readonly<Record<string, Comparison>> = {
  eq: { operator: "eq", negative: false },
  ne: { operator: "eq", negative: true },
  startswith: { operator: "startsWith", negative: false },
  notstartswith: { operator: "startsWith", negative: true },
  endswith: { operator: "endsWith", negative: false },
  notendswith: { operator: "endsWith", negative: true },
  contains: { operator: "contains", negative: false },
  notcontains: { operator: "contains", negative: true },
  match: { operator: "match", negative: false },
  notmatch: { operator: "match", negative: true },
  in: { operator: "eq", negative: false },
  notin: { operator: "eq", negative: true },
};

/** An operator's name without its hyphen, which may be a dash and may be left out. */
function operatorOf(word: string): string {
  return word.replace(/^[-–—]/, "").toLowerCase();
}

class Reader {
  #at = 0;
  readonly #tokens: readonly Token[];
  readonly #of: AttributeTest["of"];

  constructor(tokens: readonly Token[], of: AttributeTest["of"]) {
    this.#tokens = tokens;
    this.#of = of;
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** `or` binds least, then `and`, then `not`. */
  disjunction(): Formula {
    const parts = [this.#conjunction()];
    while (this.#takesOperator("or")) parts.push(this.#conjunction());
    return any(...parts);
  }

  #conjunction(): Formula {
    const parts = [this.#negation()];
    while (this.#takesOperator("and")) parts.push(this.#negation());
    return all(...parts);
  }

  #negation(): Formula {
    if (this.#takesOperator("not")) return not(this.#negation());
    if (!this.#takesMark("(")) return this.#comparison();
    const inner = this.disjunction();
    this.#expectMark(")");
    return inner;
  }

  #comparison(): Formula {
    const name = this.#attribute(this.#next("word").text);
    const word = operatorOf(this.#next("word").text);
    const comparison = Object.hasOwn(comparisons, word) ? comparisons[word] : undefined;
    if (!comparison) throw new UnreadableRule();
    const values = word === "in" || word === "notin" ? this.#list() : [this.#value()];
    const formula = any(...values.map((value) => this.#test(name, comparison.operator, value)));
    return comparison.negative ? not(formula) : formula;
  }

  #test(name: string, operator: AttributeOperator, value: Token): Formula {
    const isNull = value.kind === "word" && /^\$?null$/i.test(value.text);
    if (isNull && operator !== "eq") throw new UnreadableRule();
    const asked: AttributeTest = {
      kind: "attribute",
      of: this.#of,
      name,
      operator: isNull ? "null" : operator,
      value: isNull ? "" : value.text,
    };
    if (this.#of !== "device") return test(asked);
    // Of an unregistered device every attribute is null: only the negative operators match it.
    const registered = test({ kind: "device", is: "registered" });
    return isNull ? any(not(registered), test(asked)) : all(registered, test(asked));
  }

  #attribute(text: string): string {
    const lower = text.toLowerCase();
    if (this.#of === "device") {
      const name = lower.startsWith("device.") ? lower.slice("device.".length) : "";
      if (!deviceAttributes.some((attribute) => attribute.name.toLowerCase() === name)) throw new UnreadableRule();
      return name;
    }
    const [prefix, ...path] = lower.split(".");
    if (prefix !== "customsecurityattribute" || path.length === 0) throw new UnreadableRule();
    // `Set_Attribute`, or `Set.Attribute` as some write it.
    return path.join("_");
  }

  #list(): Token[] {
    this.#expectMark("[");
    const values = [this.#value()];
    while (this.#takesMark(",")) values.push(this.#value());
    this.#expectMark("]");
    return values;
  }

  #value(): Token {
    const token = this.#tokens[this.#at];
    if (!token || token.kind === "mark") throw new UnreadableRule();
    this.#at += 1;
    return token;
  }

  #next(kind: Token["kind"]): Token {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw new UnreadableRule();
    this.#at += 1;
    return token;
  }

  #takesOperator(name: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "word" || operatorOf(token.text) !== name) return false;
    this.#at += 1;
    return true;
  }

  #takesMark(mark: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "mark" || token.text !== mark) return false;
    this.#at += 1;
    return true;
  }

  #expectMark(mark: string): void {
    if (!this.#takesMark(mark)) throw new UnreadableRule();
  }
}
