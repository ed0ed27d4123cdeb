/**
 * Conditions of Azure role assignments, as far as they say which roles may be assigned
 * (https://learn.microsoft.com/azure/role-based-access-control/conditions-format, delegate-role-assignments-examples). Whom they
 * may be assigned to limits nothing here: whoever may give a role to somebody else's application may find a way to be that.
 */

import { roleAssignmentWrite } from "../../catalogue/azure-capabilities.ts";

/** Whether a condition lets a role, by its GUID, be assigned. */
export type AssignableRoles = (roleId: string) => boolean;

/** Reads a condition; undefined when it cannot be read, which is as good as none. */
export function readCondition(condition: string): AssignableRoles | undefined {
  try {
    const expression = new Parser(tokensOf(condition)).whole();
    // What a condition leaves open may be true.
    return (roleId) => evaluate(expression, roleId.toLowerCase()) !== false;
  } catch (error) {
    if (error instanceof UnreadableCondition) return undefined;
    throw error;
  }
}

class UnreadableCondition extends Error {}

type Expression =
  | { readonly is: "or" | "and"; readonly parts: readonly Expression[] }
  | { readonly is: "not"; readonly part: Expression }
  | { readonly is: "action"; readonly pattern: string }
  | {
      readonly is: "comparison";
      readonly attribute: string;
      readonly operator: string;
      readonly values: readonly string[];
    }
  | { readonly is: "open" };

/** Three values: what depends on anything but action and role is undefined. */
function evaluate(expression: Expression, roleId: string): boolean | undefined {
  switch (expression.is) {
    case "or":
    case "and": {
      const decides = expression.is === "or";
      const parts = expression.parts.map((part) => evaluate(part, roleId));
      if (parts.includes(decides)) return decides;
      return parts.includes(undefined) ? undefined : !decides;
    }
    case "not": {
      const part = evaluate(expression.part, roleId);
      return part === undefined ? undefined : !part;
    }
    case "action":
      return matches(expression.pattern, roleAssignmentWrite);
    case "comparison":
      return compare(expression, roleId);
    case "open":
      return undefined;
  }
}

function matches(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "i").test(action);
}

/** One role id against the values: `…AnyValues` asks for one of them, `…AllValues` for each. */
function compare(
  { attribute, operator, values }: Extract<Expression, { is: "comparison" }>,
  roleId: string,
): boolean | undefined {
  if (!/^@request\[microsoft\.authorization\/roleassignments:roledefinitionid\]$/i.test(attribute)) return undefined;
  const match = /^(?:For(?:Any|All)Of(Any|All)Values:)?Guid(Not)?Equals$/i.exec(operator);
  if (!match) return undefined;
  const negated = match[2] !== undefined;
  const holds = (value: string) => (value === roleId) !== negated;
  return match[1]?.toLowerCase() === "all" ? values.every(holds) : values.some(holds);
}

interface Token {
  readonly kind: "symbol" | "word" | "attribute" | "text";
  readonly text: string;
}

const tokenForms: readonly (readonly [Token["kind"], RegExp])[] = [
  ["symbol", /(?:&&|\|\||[!(){},])/y],
  ["attribute", /@\w+\[[^\]]*\]/y],
  ["text", /'[^']*'/y],
  ["word", /[\w:.-]+/y],
];

function tokensOf(condition: string): Token[] {
  const tokens: Token[] = [];
  const space = /\s*/y;
  for (let at = 0; ; ) {
    space.lastIndex = at;
    space.exec(condition);
    at = space.lastIndex;
    if (at >= condition.length) return tokens;
    const found = tokenForms.flatMap(([kind, form]) => {
      form.lastIndex = at;
      const text = form.exec(condition)?.[0];
      return text === undefined ? [] : [{ kind, text }];
    })[0];
    if (found === undefined) throw new UnreadableCondition();
    tokens.push(found);
    at += found.text.length;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#either();
    if (this.#at < this.#tokens.length) throw new UnreadableCondition();
    return expression;
  }

  #either(): Expression {
    return this.#joined("or", /^(\|\||or)$/i, () => this.#joined("and", /^(&&|and)$/i, () => this.#single()));
  }

  #joined(is: "or" | "and", word: RegExp, next: () => Expression): Expression {
    const parts = [next()];
    while (this.#accept(word)) parts.push(next());
    const [only] = parts;
    return parts.length === 1 && only ? only : { is, parts };
  }

  #single(): Expression {
    if (this.#accept(/^(!|not)$/i)) return { is: "not", part: this.#single() };
    if (this.#accept(/^\($/)) {
      const inner = this.#either();
      this.#expect(/^\)$/);
      return inner;
    }
    if (this.#accept(/^exists$/i)) {
      this.#next("attribute");
      return { is: "open" };
    }
    const token = this.#next();
    if (/^ActionMatches$/i.test(token.text)) {
      const [pattern = ""] = this.#values();
      return { is: "action", pattern };
    }
    if (/^SubOperationMatches$/i.test(token.text)) {
      this.#values();
      return { is: "open" };
    }
    if (token.kind !== "attribute") throw new UnreadableCondition();
    const operator = this.#next("word").text;
    return { is: "comparison", attribute: token.text, operator, values: this.#values() };
  }

  /** One value, or several in braces. */
  #values(): string[] {
    if (!this.#accept(/^\{$/)) return [this.#value()];
    const values: string[] = [];
    while (!this.#accept(/^\}$/)) {
      values.push(this.#value());
      this.#accept(/^,$/);
    }
    return values;
  }

  #value(): string {
    const token = this.#next();
    if (token.kind === "symbol") throw new UnreadableCondition();
    return token.text.replaceAll("'", "").toLowerCase();
  }

  #next(kind?: Token["kind"]): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined || (kind !== undefined && token.kind !== kind)) throw new UnreadableCondition();
    return token;
  }

  #accept(form: RegExp): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === "text" || !form.test(token.text)) return false;
    this.#at++;
    return true;
  }

  #expect(form: RegExp): void {
    if (!this.#accept(form)) throw new UnreadableCondition();
  }
}
