/**
 * OData's `$filter` as Graph's clients use it (https://learn.microsoft.com/graph/filter-query-parameter): comparisons,
 * `and`, `or`, `not`, `in`, `startswith`, `endswith`, `contains`, `any` and `all` over simple properties and paths.
 */

import type { JsonObject } from "../entity.ts";
import { badRequest } from "./error.ts";

/** Decides whether an object belongs to the answer. */
export type Predicate = (entity: JsonObject) => boolean;

type Scope = Readonly<Record<string, unknown>>;
type Expression = (scope: Scope) => unknown;

interface Token {
  readonly kind: "word" | "text" | "literal" | "punctuation" | "end";
  readonly text: string;
  readonly value?: unknown;
}

const tokenPattern =
  /\s+|'((?:[^']|'')*)'|([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})|(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?)|(-?\d+(?:\.\d+)?)|([@$A-Za-z_][\w.@]*(?:\/[@$A-Za-z_][\w.@]*)*)|([(),:])/gy;

function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < filter.length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(filter);
    if (match === null) throw syntaxError(filter, at, "this character is not expected");
    const [all, text, id, date, number, word, punctuation] = match;
    if (text !== undefined) tokens.push({ kind: "literal", text: all, value: text.replaceAll("''", "'") });
    else if (id !== undefined) tokens.push({ kind: "literal", text: id, value: id });
    else if (date !== undefined) tokens.push({ kind: "literal", text: date, value: date });
    else if (number !== undefined) tokens.push({ kind: "literal", text: number, value: Number(number) });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (punctuation !== undefined) tokens.push({ kind: "punctuation", text: punctuation });
  }
  tokens.push({ kind: "end", text: "the end" });
  return tokens;
}

function syntaxError(filter: string, at: number, what: string): Error {
  return badRequest(`Invalid filter clause at position ${at} in '${filter}': ${what}.`, "BadRequest");
}

const constants: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const comparisons: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  eq: isEqual,
  ne: (left, right) => !isEqual(left, right),
  gt: (left, right) => order(left, right) > 0,
  ge: (left, right) => order(left, right) >= 0,
  lt: (left, right) => order(left, right) < 0,
  le: (left, right) => order(left, right) <= 0,
};
const textFunctions: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

const date = /^\d{4}-\d{2}-\d{2}(T|$)/;

/** Texts compare without case, as in Entra's directory; dates by the moment they mean. */
function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string") {
    return left === right || left.toLowerCase() === right.toLowerCase() || sameMoment(left, right);
  }
  return (left ?? null) === (right ?? null);
}

function sameMoment(left: string, right: string): boolean {
  return date.test(left) && date.test(right) && Date.parse(left) === Date.parse(right);
}

/** Negative, zero or positive; NaN (so: no comparison holds) when either is missing. */
function order(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left !== "string" || typeof right !== "string") return Number.NaN;
  if (date.test(left) && date.test(right)) return Date.parse(left) - Date.parse(right);
  return left.toLowerCase() < right.toLowerCase() ? -1 : left.toLowerCase() === right.toLowerCase() ? 0 : 1;
}

function readPath(scope: Scope, path: readonly string[]): unknown {
  let value: unknown = scope;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as JsonObject)[name];
  }
  return value ?? null;
}

class Parser {
  readonly #filter: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  constructor(filter: string) {
    this.#filter = filter;
    this.#tokens = tokenize(filter);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "the end" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #takes(text: string): boolean {
    if (this.#peek().kind === "literal" || this.#peek().text.toLowerCase() !== text) return false;
    this.#at++;
    return true;
  }

  #demand(text: string): void {
    if (!this.#takes(text)) throw this.#error(`'${text}' expected, '${this.#peek().text}' found`);
  }

  #error(what: string): Error {
    return syntaxError(this.#filter, this.#at, what);
  }

  parse(): Expression {
    const expression = this.#or();
    if (this.#peek().kind !== "end") throw this.#error(`'${this.#peek().text}' is not expected`);
    return expression;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takes("or")) {
      const [first, second] = [left, this.#and()];
      left = (scope) => first(scope) === true || second(scope) === true;
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#takes("and")) {
      const [first, second] = [left, this.#not()];
      left = (scope) => first(scope) === true && second(scope) === true;
    }
    return left;
  }

  #not(): Expression {
    if (!this.#takes("not")) return this.#comparison();
    const inner = this.#not();
    return (scope) => inner(scope) !== true;
  }

  #comparison(): Expression {
    const left = this.#operand();
    const operator = this.#peek();
    if (operator.kind !== "word") return left;
    if (this.#takes("in")) {
      const options = this.#list();
      return (scope) => options.some((option) => isEqual(left(scope), option(scope)));
    }
    const compare = comparisons[operator.text.toLowerCase()];
    if (compare === undefined) return left;
    this.#next();
    const right = this.#operand();
    return (scope) => compare(left(scope), right(scope));
  }

  #list(): readonly Expression[] {
    this.#demand("(");
    const items: Expression[] = [];
    do items.push(this.#operand());
    while (this.#takes(","));
    this.#demand(")");
    return items;
  }

  #operand(): Expression {
    if (this.#takes("(")) {
      const inner = this.#or();
      this.#demand(")");
      return inner;
    }
    const token = this.#next();
    if (token.kind === "literal") return () => token.value;
    if (token.kind !== "word") throw this.#error(`'${token.text}' is not expected`);
    const lower = token.text.toLowerCase();
    if (lower in constants) return () => constants[lower];
    if (this.#peek().text === "(" && this.#peek().kind === "punctuation") return this.#call(token.text);
    const path = token.text.split("/");
    if (path.at(-1) === "$count") {
      return (scope) => {
        const list = readPath(scope, path.slice(0, -1));
        return Array.isArray(list) ? list.length : 0;
      };
    }
    return (scope) => readPath(scope, path);
  }

  #call(name: string): Expression {
    const path = name.split("/");
    const last = path.at(-1)?.toLowerCase() ?? "";
    if (path.length > 1 && (last === "any" || last === "all")) return this.#lambda(path.slice(0, -1), last);
    if (last === "tolower" || last === "toupper") {
      const [text] = this.#list();
      return (scope) => String(text?.(scope) ?? "").toLowerCase();
    }
    const test = textFunctions[last];
    if (test === undefined || path.length > 1) {
      throw badRequest(`The function '${name}' in $filter is not supported.`, "Request_UnsupportedQuery");
    }
    const [text, part] = this.#list();
    if (text === undefined || part === undefined) throw this.#error(`${name} takes two arguments`);
    return (scope) => {
      const [value, sought] = [text(scope), part(scope)];
      return typeof value === "string" && typeof sought === "string" && test(value.toLowerCase(), sought.toLowerCase());
    };
  }

  #lambda(path: readonly string[], quantifier: "any" | "all"): Expression {
    this.#demand("(");
    if (this.#takes(")")) {
      return (scope) => {
        const list = readPath(scope, path);
        return Array.isArray(list) && list.length > 0;
      };
    }
    const variable = this.#next().text;
    this.#demand(":");
    const test = this.#or();
    this.#demand(")");
    return (scope) => {
      const list = readPath(scope, path);
      const items = Array.isArray(list) ? list : [];
      const fits = (item: unknown) => test({ ...scope, [variable]: item }) === true;
      return quantifier === "any" ? items.some(fits) : items.every(fits);
    };
  }
}

const parsed = new Map<string, Predicate>();
const cacheLimit = 200;

/**
 * The predicate of a `$filter` (decoded).
 * @throws GraphError 400 that names what cannot be read or is not supported.
 */
export function parseFilter(filter: string): Predicate {
  const known = parsed.get(filter);
  if (known !== undefined) return known;
  const expression = new Parser(filter).parse();
  const predicate: Predicate = (entity) => expression(entity) === true;
  if (parsed.size >= cacheLimit) parsed.clear();
  parsed.set(filter, predicate);
  return predicate;
}
