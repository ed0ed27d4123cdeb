/** Reads decisions.yaml: its decisions, or every problem with line and column. */

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import type { z } from "zod";
import { suggest } from "../../matrix/suggest.ts";
import { formats, newerFormat } from "../format.ts";
import type { FileProblem } from "./problem.ts";
import { type Decision, type DecisionsFile, decisionIn, decisionsSchema } from "./schema.ts";

type Path = readonly PropertyKey[];

/** Makes a problem at a path of the file: at its value, or at its key. */
export type ProblemAt = (path: Path, message: string, hint?: string, ofKey?: boolean) => FileProblem;

/** A file that was read. */
export interface ReadDecisions {
  readonly file: DecisionsFile;
  /** In the order of the file; undefined for an entry that nobody decided. */
  readonly decisions: ReadonlyMap<string, Decision | undefined>;
  readonly problemAt: ProblemAt;
  /** Where each entry is in the text, from its key to the end of its last line. */
  readonly blocks: ReadonlyMap<string, { readonly start: number; readonly end: number; readonly column: number }>;
}

/**
 * @param source YAML text
 * @param name of the file, as problems repeat it
 */
export function readDecisions(source: string, name: string): ReadDecisions | { readonly problems: FileProblem[] } {
  const lineCounter = new LineCounter();
  // The parser compares every key with every other; here thousands of them are looked up.
  const document = parseDocument(source, { lineCounter, prettyErrors: false, uniqueKeys: false });
  const pairsOf = pairIndex();
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problemAt: ProblemAt = (path, message, hint, ofKey = false) => ({
    file: name,
    ...at(offsetOf(document, path, ofKey, pairsOf)),
    path: path.map(String).join("."),
    message,
    ...(hint !== undefined && { hint }),
  });
  const syntax = document.errors.map((error) => ({
    file: name,
    ...at(error.pos[0]),
    path: "",
    message: `not valid YAML: ${error.message}`,
  }));
  if (syntax.length > 0) return { problems: syntax };
  const twice = repeatedKeys(document.contents).map((offset) => ({
    file: name,
    ...at(offset),
    path: "",
    message: "not valid YAML: Map keys must be unique",
  }));
  if (twice.length > 0) return { problems: twice };
  let raw: unknown;
  try {
    // An alias would let one decision stand in two places.
    raw = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { problems: [problemAt([], `cannot be read: ${error instanceof Error ? error.message : String(error)}`)] };
  }
  const newer = newerFormat(raw, formats.decisions);
  if (newer !== undefined) return { problems: [problemAt(["format"], newer)] };
  const result = decisionsSchema.safeParse(raw);
  if (!result.success)
    return { problems: result.error.issues.flatMap((issue) => shapeProblems(issue, raw, problemAt)) };
  return {
    file: result.data,
    decisions: new Map(Object.entries(result.data.decisions).map(([id, entry]) => [id, decisionIn(entry)])),
    problemAt,
    blocks: blocksOf(document, source, at),
  };
}

const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  top: ["format", "tenant", "reviewedOn", "review", "decisions"],
  entry: ["decision", "until", "beyond", "reason", "by", "on", "ticket"],
};

function shapeProblems(issue: z.core.$ZodIssue, raw: unknown, problemAt: ProblemAt): FileProblem[] {
  const written = valueAt(raw, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = fieldsOf[issue.path.length === 0 ? "top" : "entry"] ?? [];
    return issue.keys.map((key) =>
      problemAt(
        [...issue.path, key],
        `unknown key "${key}"`,
        meant(key, known) ?? `known here: ${known.join(", ")}`,
        true,
      ),
    );
  }
  if (written === undefined) return [problemAt(issue.path, "is missing")];
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const hint = (typeof written === "string" ? meant(written, values) : undefined) ?? `one of: ${values.join(", ")}`;
    return [problemAt(issue.path, `${shown(written)} is not allowed`, hint)];
  }
  // What a person writes as a ticket or a reason may look like a number to YAML.
  const isText = issue.code === "invalid_type" && issue.expected === "string" && typeof written === "number";
  if (isText) return [problemAt(issue.path, `${written} is a number here`, `in quotes it is a text: "${written}"`)];
  return [
    problemAt(
      issue.path,
      `${shown(written)} ${issue.message.startsWith("must") ? issue.message : "does not fit here"}`,
    ),
  ];
}

/** `did you mean …?`, when something is near enough. */
export function meant(written: string, candidates: Iterable<string>): string | undefined {
  const nearest = suggest(written, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

function shown(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : JSON.stringify(value);
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value;
}

const startOf = (node: unknown) => (node as Node | null | undefined)?.range?.[0];

type PairsOf = (map: YAMLMap) => ReadonlyMap<string, Pair>;

/** The pairs of each mapping by key, put in order once. */
function pairIndex(): PairsOf {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map) => {
    const before = known.get(map);
    if (before !== undefined) return before;
    const pairs = new Map(
      map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])),
    );
    known.set(map, pairs);
    return pairs;
  };
}

/** Offsets of keys that their mapping has already, wherever in the document. */
function repeatedKeys(node: unknown): number[] {
  if (isSeq(node)) return node.items.flatMap(repeatedKeys);
  if (!isMap(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap(({ key, value }) => {
    const text = isScalar(key) ? String(key.value) : String(key);
    const isRepeated = seen.has(text);
    seen.add(text);
    return [...(isRepeated ? [startOf(key) ?? 0] : []), ...repeatedKeys(value)];
  });
}

/** Offset of what is at a path; of the nearest key above where there is nothing. */
function offsetOf(document: Document, path: Path, ofKey: boolean, pairsOf: PairsOf): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = pairsOf(node).get(String(part));
      if (pair === undefined) return offset;
      const keyOffset = startOf(pair.key) ?? offset;
      const isEmpty = !isScalar(pair.value) || pair.value.value === null;
      const isLast = depth === path.length - 1;
      offset = (isLast && ofKey) || isEmpty ? keyOffset : (startOf(pair.value) ?? keyOffset);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function blocksOf(
  document: Document,
  source: string,
  at: (offset: number) => { column: number },
): ReadDecisions["blocks"] {
  const entries = document.get("decisions");
  const blocks = new Map<string, { start: number; end: number; column: number }>();
  for (const { key } of isMap(entries) ? entries.items : []) {
    const start = startOf(key);
    if (start === undefined || !isScalar(key)) continue;
    const { column } = at(start);
    blocks.set(String(key.value), { start, end: endOfBlock(source, start, column), column });
  }
  return blocks;
}

/** An entry goes on for as long as lines are indented further than its key; a comment that is not belongs to what follows. */
function endOfBlock(source: string, start: number, column: number): number {
  let end = endOfLine(source, start);
  // Line by line from here: a file of thousands of entries is not taken apart once for each of them.
  for (let from = end + 1; from < source.length; from = endOfLine(source, from) + 1) {
    const lineEnd = endOfLine(source, from);
    const line = source.slice(from, lineEnd);
    if (line.trim() === "") continue;
    if (line.search(/\S/) < column) break;
    end = lineEnd;
  }
  return end;
}

/** Offset of the line break that ends the line of an offset; of the text's end on its last line. */
function endOfLine(source: string, offset: number): number {
  const at = source.indexOf("\n", offset);
  return at === -1 ? source.length : at;
}
