/** The matrix without a provider: as few characters as possible are changed, so that the difference can be read. */

import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { parseMatrix } from "../../matrix/load.ts";
import { INTERNAL, resolveRow } from "../../matrix/parties.ts";
import { formatProblem, MatrixError } from "../../matrix/problem.ts";
import type { FunctionRow, Matrix } from "../../matrix/schema.ts";
import { toolProvider } from "./tool-provider.ts";

export interface MatrixEdit {
  readonly text: string;
  /** What is wrong with it afterwards, and people have to settle. */
  readonly problems: readonly string[];
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * @param source the matrix file; it loads
 * @param today ISO date, the last day on which the provider's signatures are believed
 */
export function withoutProvider(source: string, matrix: Matrix, provider: string, today: string): MatrixEdit {
  const text = new Editing(source, matrix, provider).run(today);
  try {
    parseMatrix(text, "matrix.yaml");
    return { text, problems: [] };
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    return { text, problems: error.problems.map(formatProblem) };
  }
}

type Path = readonly (string | number)[];

class Editing {
  readonly #source: string;
  readonly #matrix: Matrix;
  readonly #provider: string;
  readonly #document: Document.Parsed;
  readonly #splices: Splice[] = [];

  constructor(source: string, matrix: Matrix, provider: string) {
    this.#source = source;
    this.#matrix = matrix;
    this.#provider = provider;
    this.#document = parseDocument(source);
  }

  run(today: string): string {
    for (const [id, row] of Object.entries(this.#matrix.functions)) {
      if (row !== undefined) this.#functionRow(id, row);
    }
    this.#tools();
    for (const scenario of Object.keys(this.#matrix.escalation)) {
      this.#delete(["escalation", scenario, "contacts", "providers"], this.#provider);
    }
    // A section without a threshold is none.
    if (this.#matrix.tickets?.handOver.every(({ to }) => to === this.#provider) === true) this.#delete([], "tickets");
    else this.#deleteItems(["tickets", "handOver"], (row) => row.get("to") === this.#provider);
    this.#inventory();
    this.#systems();
    this.#reviewers();
    this.#endSigners(today);
    this.#delete(["azure", "lighthouse"], this.#provider);
    this.#delete(["providers"], this.#provider);
    return this.#apply();
  }

  #functionRow(id: string, row: FunctionRow): void {
    const path = ["functions", id];
    const resolved = resolveRow(this.#matrix, id as keyof Matrix["functions"], row);
    if (resolved.provider === this.#provider) {
      this.#set([...path, "owner"], INTERNAL);
      this.#delete(path, "by");
      this.#delete(path, "access");
    }
    if (resolved.support?.provider === this.#provider) this.#delete(path, "support");
    if (row.accountable === this.#provider) this.#set([...path, "accountable"], INTERNAL);
    this.#delete([...path, "raci"], this.#provider);
  }

  #tools(): void {
    for (const [id, row] of Object.entries(this.#matrix.tools)) {
      if (row === undefined) continue;
      const path = ["tools", id];
      if (toolProvider(this.#matrix, id, row) === this.#provider) {
        this.#set([...path, "owner"], INTERNAL);
        this.#delete(path, "by");
      }
      if (row.master === this.#provider) this.#set([...path, "master"], INTERNAL);
      for (const field of ["nameOf", "billedTo"] as const) {
        if (row.tenancy?.[field] === this.#provider) this.#set([...path, "tenancy", field], INTERNAL);
      }
      for (const [assetClass, patching] of Object.entries(row.patching ?? {})) {
        for (const field of ["owner", "approver"] as const) {
          if (patching[field] === this.#provider) this.#set([...path, "patching", assetClass, field], INTERNAL);
        }
      }
    }
  }

  /** What is in its name comes into the client's; its people's accounts in other systems go. */
  #inventory(): void {
    for (const section of ["licences", "contracts"] as const) {
      for (const [index, row] of (this.#matrix.inventory?.[section] ?? []).entries()) {
        for (const field of ["nameOf", "billedTo"] as const) {
          if (row[field] === this.#provider) this.#set(["inventory", section, index, field], INTERNAL);
        }
      }
    }
    this.#deleteItems(["inventory", "accounts"], (row) => row.get("side") === this.#provider);
  }

  /** Nobody of it is agreed to hold a role in any system; a role that only it held goes. */
  #systems(): void {
    const people = this.#matrix.providers[this.#provider]?.people ?? [];
    const theirs = new Set(
      [this.#provider, ...people.flatMap(({ email, userPrincipalName }) => [email, userPrincipalName ?? email])].map(
        (each) => each.toLowerCase(),
      ),
    );
    const isTheirs = (held: string) => theirs.has(held.toLowerCase());
    for (const [key, { roles }] of Object.entries(this.#matrix.systems ?? {})) {
      for (const [index, { held }] of roles.entries()) {
        const left = held.filter((each) => !isTheirs(each));
        const node = this.#document.getIn(["systems", key, "roles", index, "held"], true);
        if (left.length === 0 || left.length === held.length || !isSeq(node) || node.range == null) continue;
        const [from, to] = node.range;
        this.#splices.push({ from, to: this.#trimmed(from, to), text: `[${left.join(", ")}]` });
      }
      const gone = roles.map(({ held }) => held.every(isTheirs));
      let index = 0;
      this.#deleteItems(["systems", key, "roles"], () => gone[index++] === true);
    }
  }

  #deleteItems(path: Path, isIts: (row: YAMLMap) => boolean): void {
    const list = this.#document.getIn(path);
    if (!isSeq(list)) return;
    const gone = list.items.flatMap((item, index) => (isMap(item) && isIts(item) ? [index] : []));
    if (gone.length > 0 && gone.length === list.items.length) this.#delete(path.slice(0, -1), String(path.at(-1)));
    else for (const index of gone.toReversed()) this.#deleteItem(list, index);
  }

  #reviewers(): void {
    const theirs = new Set(this.#matrix.providers[this.#provider]?.people.map(({ email }) => email.toLowerCase()));
    const list = this.#document.getIn(["review", "reviewers"]);
    if (!isCollection(list) || isMap(list)) return;
    const gone = list.items.flatMap((item, index) =>
      isScalar(item) && theirs.has(String(item.value).toLowerCase()) ? [index] : [],
    );
    // Deleted from the end, each with the comma or the line it stands on.
    for (const index of gone.toReversed()) this.#deleteItem(list as YAMLSeq, index);
  }

  /** Its signers stay: what they signed until today has to hold for as long as the evidence is kept. */
  #endSigners(today: string): void {
    const path = ["review", "signers", this.#provider];
    const list = this.#document.getIn(path);
    if (!isCollection(list) || isMap(list)) return;
    for (const [index, item] of list.items.entries()) {
      if (!isMap(item)) continue;
      const [first, last] = [item.items[0], item.items.at(-1)].map((pair) => pair && rangeOf(pair as Pair));
      if (first === undefined || last === undefined) continue;
      const until = item.get("until");
      if (until !== undefined) {
        if (String(until) > today) this.#set([...path, index, "until"], today);
        continue;
      }
      const end = this.#trimmed(last[0], last[1]);
      const column = first[0] - (this.#source.lastIndexOf("\n", first[0]) + 1);
      const text = item.flow === true ? `, until: ${today}` : `\n${" ".repeat(column)}until: ${today}`;
      this.#splices.push({ from: end, to: end, text });
    }
  }

  #set(path: Path, value: string): void {
    const node = this.#document.getIn(path, true);
    if (!isScalar(node) || node.range == null || node.value === value) return;
    this.#splices.push({ from: node.range[0], to: node.range[1], text: value });
  }

  #delete(path: Path, key: string): void {
    const map = this.#document.getIn(path);
    if (!isMap(map)) return;
    const index = map.items.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) === key);
    if (index >= 0) this.#deleteItem(map, index);
  }

  #deleteItem(collection: YAMLMap | YAMLSeq, index: number): void {
    const ranges = collection.items.map((item) => rangeOf(item as Node | Pair));
    const own = ranges[index];
    if (own === undefined) return;
    if (collection.items.length === 1 && collection.range != null) {
      const [from, to] = [collection.range[0], collection.range[1]];
      const empty = isMap(collection) ? "{}" : "[]";
      const text = collection.flow === true ? empty : `${" ".repeat(2)}${empty}\n`;
      this.#splices.push({ from, to: Math.min(to, this.#trimmed(from, to)), text: text.trimEnd() });
      return;
    }
    if (collection.flow === true) {
      const next = ranges[index + 1];
      const before = ranges[index - 1];
      this.#splices.push(
        next === undefined
          ? { from: before?.[1] ?? own[0], to: own[1], text: "" }
          : { from: own[0], to: next[0], text: "" },
      );
      return;
    }
    const lineStart = this.#withComments(this.#source.lastIndexOf("\n", own[0]) + 1, own[0]);
    const end = this.#source.indexOf("\n", this.#trimmed(own[0], own[1]));
    this.#splices.push({ from: lineStart, to: end === -1 ? this.#source.length : end + 1, text: "" });
  }

  /** Where the comments begin that stand directly above a line, as far to the right as it does. */
  #withComments(lineStart: number, key: number): number {
    const comment = `${" ".repeat(key - lineStart)}#`;
    let from = lineStart;
    for (;;) {
      const before = this.#source.lastIndexOf("\n", from - 2) + 1;
      if (from === 0 || !this.#source.slice(before, from).startsWith(comment)) return from;
      from = before;
    }
  }

  /** Where something ends without the blanks, line ends and comments that follow it. */
  #trimmed(from: number, to: number): number {
    return from + this.#source.slice(from, to).replace(/(\s|\n[ \t]*#[^\n]*)+$/, "").length;
  }

  /** From the end; what is inside something else that goes, goes with it. */
  #apply(): string {
    const kept = this.#splices.filter(
      (splice) =>
        !this.#splices.some(
          (other) =>
            other !== splice &&
            other.from <= splice.from &&
            other.to >= splice.to &&
            other.to - other.from > splice.to - splice.from,
        ),
    );
    let text = this.#source;
    for (const { from, to, text: inner } of kept.toSorted((left, right) => right.from - left.from)) {
      text = `${text.slice(0, from)}${inner}${text.slice(to)}`;
    }
    return text;
  }
}

function rangeOf(item: Node | Pair): readonly [from: number, to: number] | undefined {
  if ("range" in item) return item.range == null ? undefined : [item.range[0], item.range[1]];
  if (!("key" in item)) return undefined;
  const [key, value] = [item.key as Node | null, item.value as Node | null];
  if (key?.range == null) return undefined;
  return [key.range[0], value?.range == null ? key.range[1] : value.range[1]];
}
