/**
 * Conditions of Azure role assignments, as far as they say which roles may be assigned
 * (https://learn.microsoft.com/azure/role-based-access-control/conditions-format, delegate-role-assignments-examples). Whom they
 * may be assigned to limits nothing here: whoever may give a role to somebody else's application may find a way to be that.
 */

import { roleAssignmentWrite } from "../../catalogue/azure-capabilities.ts";
import { actionPattern } from "./action-pattern.ts";

/** Whether a condition lets a role, by its GUID, be assigned. */
export type AssignableRoles = (roleId: string) => boolean;

/** Reads a condition; undefined when it cannot be read, which is as good as none. */
export function readCondition(condition: string): AssignableRoles | undefined {
  try {
    const expression = new Parser(tokensOf(condition)).whole();
    // What a condition leaves open may be true.
    return (roleId) => expression(roleId.toLowerCase()) !== false;
  } catch {
    // Also one that is nested deeper than the stack.
    return undefined;
  }
}

class UnreadableCondition extends Error {}

/** Of assigning a role. Three values: what depends on anything but action and role is undefined. */
type Expression = (roleId: string) => boolean | undefined;

const open: Expression = () => undefined;

/** One role id against the values: `…AnyValues` asks for one of them, `…AllValues` for each. */
function comparison(attribute: string, operator: string, values: readonly string[]): Expression {
  const form = /^(?:For(?:Any|All)Of(Any|All)Values:)?Guid(Not)?Equals$/i.exec(operator);
  // What another attribute holds depends on who assigns, or to whom.
  const isOpen = values.some((value) => value.startsWith("@"));
  if (attribute.toLowerCase() !== assignedRole || !form || isOpen) return open;
  const [, which, not] = form;
  const holds = (value: string, roleId: string) => (value === roleId) === (not === undefined);
  return which?.toLowerCase() === "all"
    ? (roleId) => values.every((value) => holds(value, roleId))
    : (roleId) => values.some((value) => holds(value, roleId));
}

const assignedRole = "@request[microsoft.authorization/roleassignments:roledefinitionid]";

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
    return this.#joined(true, ["||", "or"], () => this.#joined(false, ["&&", "and"], () => this.#single()));
  }

  /** One part or several, of which one with the deciding value is enough. */
  #joined(deciding: boolean, words: readonly string[], next: () => Expression): Expression {
    const parts = [next()];
    while (this.#accept(...words)) parts.push(next());
    return (roleId) => {
      const values = parts.map((part) => part(roleId));
      if (values.includes(deciding)) return deciding;
      return values.includes(undefined) ? undefined : !deciding;
    };
  }

  #single(): Expression {
    if (this.#accept("!", "not")) {
      const part = this.#single();
      return (roleId) => {
        const value = part(roleId);
        return value === undefined ? undefined : !value;
      };
    }
    if (this.#accept("(")) {
      const inner = this.#either();
      if (!this.#accept(")")) throw new UnreadableCondition();
      return inner;
    }
    if (this.#accept("exists")) {
      this.#next("attribute");
      return open;
    }
    if (this.#accept("actionmatches")) {
      const matched = actionPattern(this.#values()).test(roleAssignmentWrite);
      return () => matched;
    }
    if (this.#accept("suboperationmatches")) {
      this.#values();
      return open;
    }
    return comparison(this.#next("attribute"), this.#next("word"), this.#values());
  }

  /** One value, or several in braces. */
  #values(): string[] {
    if (!this.#accept("{")) return [this.#value()];
    const values: string[] = [];
    while (!this.#accept("}")) {
      values.push(this.#value());
      this.#accept(",");
    }
    return values;
  }

  /** In lower case, without the quotation marks. */
  #value(): string {
    return this.#next("text", "word", "attribute").replaceAll("'", "").toLowerCase();
  }

  /** The next token's text, which has to be of one of the kinds. */
  #next(...kinds: readonly Token["kind"][]): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined || !kinds.includes(token.kind)) throw new UnreadableCondition();
    return token.text;
  }

  /** Takes the next token when it is one of the words or symbols, which are given in lower case. */
  #accept(...words: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || !words.includes(token.text.toLowerCase())) return false;
    this.#at++;
    return true;
  }
}
