/**
 * Rules of dynamic groups, read and decided
 * (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership). What cannot be read may be true of anybody.
 */

export type RuleNode =
  | { readonly is: "and" | "or"; readonly parts: readonly RuleNode[] }
  | { readonly is: "not"; readonly part: RuleNode }
  | { readonly is: "compare"; readonly property: string; readonly operator: string; readonly value: RuleValue }
  /** `user.proxyAddresses -any (_ -startsWith "x")`: the inner rule speaks of one element. */
  | { readonly is: "any" | "all"; readonly property: string; readonly inner: RuleNode }
  | { readonly is: "member-of"; readonly groups: readonly string[] }
  | { readonly is: "reports-to"; readonly manager: string }
  /** A rule about devices: no user ever matches. */
  | { readonly is: "device" }
  | { readonly is: "unreadable" };

type Literal = string | boolean | null;
type RuleValue = Literal | readonly Literal[];

/** Whether a rule can be true and can be false of somebody; both when that depends on what is not fixed or not known. */
export interface Outcome {
  readonly canBeTrue: boolean;
  readonly canBeFalse: boolean;
}

/** Somebody whom a rule is asked about. */
export interface Subject {
  /** What is known of an attribute, by its lower-case name in rules; `open` when it can be anything. */
  attribute(name: string): Literal | readonly Literal[] | "open";
  /** Whether it is in a group, `open` when that can be either. */
  isIn(group: string): boolean | "open";
  /** Object id of the manager, lower case. */
  readonly manager: string | null | "open";
}

const open: Outcome = { canBeTrue: true, canBeFalse: true };
const known = (is: boolean): Outcome => ({ canBeTrue: is, canBeFalse: !is });
const every = (outcomes: readonly Outcome[]): Outcome => ({
  canBeTrue: outcomes.every(({ canBeTrue }) => canBeTrue),
  canBeFalse: outcomes.some(({ canBeFalse }) => canBeFalse),
});
const some = (outcomes: readonly Outcome[]): Outcome => ({
  canBeTrue: outcomes.some(({ canBeTrue }) => canBeTrue),
  canBeFalse: outcomes.every(({ canBeFalse }) => canBeFalse),
});

/** Decides a rule for somebody. */
export function decideRule(rule: RuleNode, subject: Subject): Outcome {
  switch (rule.is) {
    case "and":
    case "or": {
      const outcomes = rule.parts.map((part) => decideRule(part, subject));
      return rule.is === "and" ? every(outcomes) : some(outcomes);
    }
    case "not": {
      const { canBeTrue, canBeFalse } = decideRule(rule.part, subject);
      return { canBeTrue: canBeFalse, canBeFalse: canBeTrue };
    }
    case "compare": {
      const value = subject.attribute(rule.property);
      return value === "open" ? open : compare(value, rule.operator, rule.value);
    }
    case "any":
    case "all": {
      const value = subject.attribute(rule.property);
      if (value === "open") return open;
      const elements = value === null ? [] : listOf(value);
      const outcomes = elements.map((element) => decideRule(rule.inner, elementOf(element)));
      return rule.is === "any" ? some(outcomes) : every(outcomes);
    }
    case "member-of": {
      const answers = rule.groups.map((group) => subject.isIn(group));
      if (answers.includes(true)) return known(true);
      return answers.includes("open") ? open : known(false);
    }
    case "reports-to":
      return subject.manager === "open" ? open : known(subject.manager === rule.manager.toLowerCase());
    case "device":
      return known(false);
    case "unreadable":
      return open;
  }
}

/** What a rule asks of somebody: attributes and groups by name, and who the manager is. */
export interface Asked {
  readonly attributes: readonly string[];
  readonly groups: readonly string[];
  readonly manager: boolean;
}

/** Of two who answer the same to all of this, a rule says the same. */
export function askedBy(rule: RuleNode): Asked {
  switch (rule.is) {
    case "and":
    case "or": {
      const parts = rule.parts.map(askedBy);
      return {
        attributes: [...new Set(parts.flatMap(({ attributes }) => attributes))].toSorted(),
        groups: [...new Set(parts.flatMap(({ groups }) => groups))].toSorted(),
        manager: parts.some(({ manager }) => manager),
      };
    }
    case "not":
      return askedBy(rule.part);
    case "compare":
    case "any":
    case "all":
      return { attributes: [rule.property], groups: [], manager: false };
    case "member-of":
      return { attributes: [], groups: rule.groups.toSorted(), manager: false };
    case "reports-to":
      return { attributes: [], groups: [], manager: true };
    case "device":
    case "unreadable":
      return { attributes: [], groups: [], manager: false };
  }
}

/** Groups whose members a rule takes in. */
export function groupsNamedBy(rule: RuleNode): readonly string[] {
  switch (rule.is) {
    case "and":
    case "or":
      return rule.parts.flatMap(groupsNamedBy);
    case "member-of":
      return rule.groups;
    default:
      return [];
  }
}

/** One element of a collection is what the inner rule calls `_`, or an object with properties that a snapshot does not show. */
function elementOf(element: Literal): Subject {
  return { attribute: (name) => (name === "_" ? element : "open"), isIn: () => "open", manager: "open" };
}

function listOf(value: Literal | readonly Literal[]): readonly Literal[] {
  return Array.isArray(value) ? value : [value as Literal];
}

const negations: Readonly<Record<string, string>> = {
  ne: "eq",
  notstartswith: "startswith",
  notendswith: "endswith",
  notcontains: "contains",
  notmatch: "match",
  notin: "in",
};

const operators: ReadonlySet<string> = new Set([...Object.entries(negations).flat(), ...["gt", "ge", "lt", "le"]]);

function compare(actual: Literal | readonly Literal[], operator: string, expected: RuleValue): Outcome {
  const positive = negations[operator];
  if (positive !== undefined) {
    const { canBeTrue, canBeFalse } = compare(actual, positive, expected);
    return { canBeTrue: canBeFalse, canBeFalse: canBeTrue };
  }
  const elements = listOf(actual).map((element) => compareOne(element, operator, expected));
  return elements.length === 0 ? known(operator === "eq" && expected === null) : some(elements);
}

function compareOne(actual: Literal, operator: string, expected: RuleValue): Outcome {
  if (operator === "in") return known(listOf(expected).some((each) => plain(each) === plain(actual)));
  if (Array.isArray(expected)) return open;
  const literal = expected as Literal;
  if (operator === "eq") return known(plain(actual) === plain(literal));
  if (actual === null || literal === null) return known(false);
  const [text, wanted] = [String(actual).toLowerCase(), String(literal).toLowerCase()];
  switch (operator) {
    case "startswith":
      return known(text.startsWith(wanted));
    case "endswith":
      return known(text.endsWith(wanted));
    case "contains":
      return known(text.includes(wanted));
    case "match":
      return matches(text, String(literal));
    // Dates: nobody can say when the rule will be asked.
    default:
      return open;
  }
}

/** Comparisons ignore case; the absence of a value equals nothing but null. */
function plain(value: Literal): string | null {
  return value === null || value === "" ? null : String(value).toLowerCase();
}

/** What .NET, which Entra asks, reads differently: anchors and escapes of its own, and classes less others. */
const readDifferently = /\\[AGZaepPz]|-\[/;

/** How often an expression may have to try before it is not run at all: about a tenth of a second. */
const patience = 10_000_000;

/** Whether an expression can take for ever: a repeated group can, and so can many repetitions or choices, one after the other. */
function mayNotEnd(pattern: string, text: string): boolean {
  const repetitions = pattern.match(/[*+{]/g)?.length ?? 0;
  const choices = pattern.match(/[?|]/g)?.length ?? 0;
  return /\)[*+{?]/.test(pattern) || (text.length + 1) ** (repetitions + 1) * 2 ** choices > patience;
}

function matches(text: string, pattern: string): Outcome {
  if (readDifferently.test(pattern) || mayNotEnd(pattern, text)) return open;
  try {
    return known(new RegExp(pattern, "i").test(text));
  } catch {
    return open;
  }
}

/** Reads a rule; `unreadable` for what is not one. */
export function parseRule(text: string): RuleNode {
  try {
    const rule = new RuleReader(text).read();
    return speaksOfDevices(rule) ? { is: "device" } : rule;
  } catch (error) {
    if (error instanceof NotARule) return { is: "unreadable" };
    throw error;
  }
}

/** A rule is about users or about devices, never both. */
function speaksOfDevices(rule: RuleNode): boolean {
  if (rule.is === "and" || rule.is === "or") return rule.parts.some(speaksOfDevices);
  return rule.is === "not" ? speaksOfDevices(rule.part) : rule.is === "device";
}

class NotARule extends Error {}

const tokenPattern = /\s*([()[\],]|"(?:[^"`\\]|[`\\].)*"|`"[^"]*"|'(?:[^']|'')*'|[^\s()[\],"']+)/y;

/** How deep parentheses may go: a rule has at most 3,072 characters, and nobody means more than this. */
const deepest = 100;

class RuleReader {
  readonly #tokens: string[] = [];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    const trimmed = text.trimEnd();
    const pattern = new RegExp(tokenPattern);
    while (pattern.lastIndex < trimmed.length) {
      const token = pattern.exec(trimmed)?.[1];
      if (token === undefined) throw new NotARule();
      this.#tokens.push(token);
    }
  }

  read(): RuleNode {
    const rule = this.#or();
    if (this.#next < this.#tokens.length) throw new NotARule();
    return rule;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  /** Word processors turn hyphens into dashes, and Entra's own pages show them so. */
  #word(): string | undefined {
    return this.#peek()
      ?.replace(/^[-–—]/, "")
      .toLowerCase();
  }

  #take(expected?: string): string {
    const token = this.#peek();
    if (token === undefined || (expected !== undefined && token.toLowerCase() !== expected)) throw new NotARule();
    this.#next += 1;
    return token;
  }

  #or(): RuleNode {
    this.#depth += 1;
    if (this.#depth > deepest) throw new NotARule();
    const first = this.#and();
    const others: RuleNode[] = [];
    while (this.#word() === "or") {
      this.#take();
      others.push(this.#and());
    }
    this.#depth -= 1;
    return others.length === 0 ? first : { is: "or", parts: [first, ...others] };
  }

  #and(): RuleNode {
    const first = this.#not();
    const others: RuleNode[] = [];
    while (this.#word() === "and") {
      this.#take();
      others.push(this.#not());
    }
    return others.length === 0 ? first : { is: "and", parts: [first, ...others] };
  }

  #not(): RuleNode {
    let negated = false;
    while (this.#word() === "not") {
      this.#take();
      negated = !negated;
    }
    const part = this.#primary();
    return negated ? { is: "not", part } : part;
  }

  #primary(): RuleNode {
    if (this.#peek() === "(") {
      this.#take();
      const inner = this.#or();
      this.#take(")");
      return inner;
    }
    if (this.#peek()?.toLowerCase() === "direct") {
      for (const word of ["direct", "reports", "for"]) this.#take(word);
      return { is: "reports-to", manager: unquoted(this.#take()) };
    }
    return this.#comparison();
  }

  #comparison(): RuleNode {
    const property = this.#take().toLowerCase();
    if (/["'()[\],]/.test(property)) throw new NotARule();
    const operator = this.#word();
    this.#take();
    if (operator === "any" || operator === "all") {
      this.#take("(");
      const inner = this.#or();
      this.#take(")");
      if (property.startsWith("device.")) return { is: "device" };
      const name = attributeName(property);
      if (name !== "memberof") return { is: operator, property: name, inner };
      const groups = operator === "any" ? groupsIn(inner) : undefined;
      return groups === undefined ? { is: "unreadable" } : { is: "member-of", groups };
    }
    if (operator === undefined || !operators.has(operator)) throw new NotARule();
    const value = this.#value();
    while (this.#word() === "plus" || this.#word() === "minus") {
      this.#take();
      this.#take();
    }
    if (property.startsWith("device.")) return { is: "device" };
    return { is: "compare", property: attributeName(property), operator, value };
  }

  #value(): RuleValue {
    if (this.#peek() !== "[") return literalOf(this.#take());
    this.#take();
    const list: Literal[] = [];
    while (this.#peek() !== "]") {
      list.push(literalOf(this.#take()));
      if (this.#peek() === ",") this.#take();
    }
    this.#take("]");
    return list;
  }
}

/** The groups that what is said of one group names; undefined when it says something else. */
function groupsIn(inner: RuleNode): readonly string[] | undefined {
  if (inner.is !== "compare" || inner.property !== "group.objectid") return undefined;
  if (inner.operator !== "in" && inner.operator !== "eq") return undefined;
  return listOf(inner.value).filter((group) => typeof group === "string");
}

function attributeName(property: string): string {
  return property.replace(/^user\./, "");
}

function literalOf(token: string): Literal {
  if (/^[()[\],]/.test(token)) throw new NotARule();
  if (/^\$?null$/i.test(token)) return null;
  return unquoted(/^\$(true|false)$/i.test(token) ? token.slice(1) : token);
}

function unquoted(token: string): string {
  const inner = token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : token.replace(/`?"(.*?)`?"$/s, "$1");
  return inner.replaceAll(/[`\\](["'`\\])/g, "$1");
}
