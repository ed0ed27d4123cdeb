/** Reads a matrix file: YAML in, a checked `Matrix` out, or every error at once with line and column. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Document, isCollection, isMap, isPair, isScalar, LineCounter, type Pair } from "yaml";
import type { z } from "zod";
import { reasonOf } from "../system-error.ts";
import { readText } from "../text-file.ts";
import { MatrixError, type MatrixProblem } from "./problem.ts";
import { referenceProblems } from "./references.ts";
import { type Matrix, matrixSchema } from "./schema.ts";
import { suggest } from "./suggest.ts";
import { content, parsed, startOf, syntaxErrors, syntaxMessage } from "./yaml-document.ts";

type Path = readonly PropertyKey[];

/** A problem, and the key that was probably meant. */
type DraftProblem = MatrixProblem & { readonly meant?: string };

/** A matrix with what is needed to point into its file. */
export interface LoadedMatrix {
  readonly matrix: Matrix;
  readonly file: string;
  /** Position of a path of the document, 1-based; of its nearest existing ancestor where it is absent. */
  readonly positionOf: (path: Path) => { line: number; column: number };
}

/**
 * @param file path as given by the person; errors repeat it as it is
 * @throws MatrixError with every problem found: YAML syntax, shape, references
 */
export function loadMatrix(file: string): LoadedMatrix {
  let source: string;
  try {
    source = readText(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const inside = join(file, "matrix.yaml");
    const reason = code === "ENOENT" ? "there is no such file" : reasonOf(error);
    const hint = code === "EISDIR" && existsSync(inside) ? `did you mean ${inside}?` : undefined;
    const problem = { file, line: 1, column: 1, path: "", message: `the matrix cannot be read: ${reason}` };
    throw new MatrixError([{ ...problem, ...(hint !== undefined && { hint }) }]);
  }
  return parseMatrix(source, file);
}

/**
 * @param source YAML text
 * @param file name that errors carry
 * @throws MatrixError
 */
export function parseMatrix(source: string, file: string): LoadedMatrix {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: DraftProblem[] = [];
  const fail = (offset: number, message: string): never => {
    throw new MatrixError([...problems, { file, ...at(offset), path: "", message }]);
  };
  const document = parsed(source, lines, fail);
  const positionOf = (path: Path) => at(offsetOf(document, path, false));
  const problem = (path: Path, message: string, hint?: string, ofKey = false): MatrixProblem => ({
    file,
    ...at(offsetOf(document, path, ofKey)),
    path: path.map(String).join("."),
    message,
    ...(hint !== undefined && { hint }),
  });

  for (const error of syntaxErrors(document)) {
    problems.push({ file, ...at(error.pos[0]), path: "", ...syntaxMessage(error, source) });
  }
  // What follows a mistake in the syntax was not read as it was meant: nothing is to be said of it.
  if (document.errors.some(({ code }) => code !== "DUPLICATE_KEY")) throw new MatrixError(problems);
  const raw = content(document, fail);
  if (raw === null && problems.length === 0) throw new MatrixError([problem([], "the matrix is empty", wanted)]);
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) {
    throw new MatrixError([...problems, problem([], wanted)]);
  }
  const result = matrixSchema.safeParse(raw);
  for (const issue of result.success ? [] : flatten(result.error.issues)) {
    problems.push(...shapeProblems(issue, raw, problem));
  }
  for (const { path, message, hint, ofKey } of referenceProblems(raw))
    problems.push(problem(path, message, hint, ofKey));
  if (problems.length > 0 || !result.success) throw new MatrixError(distinct(problems));
  return { matrix: result.data, file, positionOf };
}

const wanted = "the matrix must be a mapping with client, internal, functions, …";

/** In a union only the branch that fits best is worth reporting: the one whose errors lie deepest. */
function flatten(issues: readonly z.core.$ZodIssue[], prefix: Path = []): z.core.$ZodIssue[] {
  return issues.flatMap((issue): z.core.$ZodIssue[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ ...issue, path }];
    const deepest = (branch: readonly z.core.$ZodIssue[]) => Math.max(...branch.map((each) => each.path.length));
    const nested = issue.errors.filter((branch) => branch.length > 0 && deepest(branch) > 0);
    const best = nested.sort((left, right) => deepest(right) - deepest(left))[0];
    if (best !== undefined) return flatten(best, path);
    const flat = issue.errors.flat();
    const values = flat.flatMap((each) => (each.code === "invalid_value" ? each.values : []));
    return [values.length > 0 ? { ...issue, code: "invalid_value", values, path } : { ...issue, path }];
  });
}

function shapeProblems(
  issue: z.core.$ZodIssue,
  raw: unknown,
  problem: (path: Path, message: string, hint?: string, ofKey?: boolean) => MatrixProblem,
): DraftProblem[] {
  const written = valueAt(raw, issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(issue.path);
      return issue.keys.map((key) => {
        const nearest = suggest(key, known);
        const hint = meant(key, known) ?? listed("known here", known);
        return {
          ...problem([...issue.path, key], `unknown key "${key}"`, hint, true),
          ...(nearest !== undefined && { meant: nearest }),
        };
      });
    }
    case "invalid_key":
    case "invalid_element": {
      const name = String(issue.path.at(-1));
      const allowed = keysAt(issue.path.slice(0, -1));
      const why = issue.issues[0]?.message;
      return [
        problem(
          issue.path,
          `"${name}" is not known here`,
          meant(name, allowed) ?? listed("one of", allowed) ?? why,
          true,
        ),
      ];
    }
    case "invalid_value": {
      const values = issue.values.map(String);
      if (written === undefined) return [problem(issue.path, "is missing", listed("one of", values))];
      const isOtherType = issue.values.every((value) => typeof value !== typeof written);
      const near = isPlain(written) && !isOtherType ? meant(String(written), values) : undefined;
      return [problem(issue.path, `${describe(written)} is not allowed`, near ?? listed("one of", values))];
    }
    case "invalid_type":
      if (written === undefined) return [problem(issue.path, "is missing", `${wordFor(issue.expected)} belongs here`)];
      return [problem(issue.path, `${wordFor(issue.expected)} belongs here, not ${describe(written)}`)];
    case "invalid_union":
      if (written === undefined) return [problem(issue.path, "is missing")];
      return [problem(issue.path, unionMessage(issue, written))];
    case "too_small":
      return [
        problem(
          issue.path,
          issue.message.startsWith("must")
            ? issue.message
            : `too small: at least ${issue.minimum} ${unitOf(issue.origin)}`.trim(),
        ),
      ];
    case "too_big":
      return [problem(issue.path, `too large: at most ${issue.maximum} ${unitOf(issue.origin)}`.trim())];
    default:
      return [problem(issue.path, typeof written === "string" ? `"${written}" ${issue.message}` : issue.message)];
  }
}

function unionMessage(issue: z.core.$ZodIssueInvalidUnion, written: unknown): string {
  const messages = issue.errors.flat().map((each) => each.message);
  const ours = messages.find((message) => message.startsWith("must"));
  const said = [ours, issue.message].find((message) => message?.startsWith("must") === true);
  return `${describe(written)} ${said ?? "does not fit here"}`;
}

/** What YAML calls the types that the schema names. */
const wordFor = (type: string) =>
  ({
    object: "a mapping",
    record: "a mapping",
    array: "a list",
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
  })[type] ?? type;

const unitOf = (origin: string) => ({ string: "characters", array: "entries", set: "entries" })[origin] ?? "";

function meant(written: string, candidates: readonly string[]): string | undefined {
  const nearest = suggest(written, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

function listed(lead: string, values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : `${lead}: ${values.join(", ")}`;
}

function describe(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? `"${value}"` : String(value);
}

function isPlain(value: unknown): value is string | number | boolean {
  return value !== null && typeof value !== "object";
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** The keys that the schema knows at a path, for suggestions. */
function keysAt(path: Path): string[] {
  let schemas: z.core.$ZodType[] = [matrixSchema];
  for (const step of path) schemas = schemas.flatMap((schema) => childSchemas(schema, step));
  return schemas.flatMap(unwrap).flatMap((schema) => {
    const definition = schema._zod.def;
    if (definition.type === "object") return Object.keys((definition as z.core.$ZodObjectDef).shape);
    if (definition.type === "record") {
      const values = (definition as z.core.$ZodRecordDef).keyType._zod.values;
      return values ? [...values].map(String) : [];
    }
    return [];
  });
}

function childSchemas(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType[] {
  return unwrap(schema).flatMap((inner) => {
    const definition = inner._zod.def;
    if (definition.type === "object") {
      const child = (definition as z.core.$ZodObjectDef).shape[String(step)];
      return child ? [child] : [];
    }
    if (definition.type === "record") return [(definition as z.core.$ZodRecordDef).valueType];
    return definition.type === "array" ? [(definition as z.core.$ZodArrayDef).element] : [];
  });
}

/** The schemas inside optional, default and union wrappers. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const definition = schema._zod.def as {
    type: string;
    innerType?: z.core.$ZodType;
    options?: readonly z.core.$ZodType[];
  };
  if (definition.innerType) return unwrap(definition.innerType);
  return definition.type === "union" ? (definition.options ?? []).flatMap(unwrap) : [schema];
}

/** Offset of the node at a path (or of its key); of the nearest existing ancestor's key where the path is absent. */
function offsetOf(document: Document, path: Path, ofKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) return offset;
      const keyOffset = startOf(pair.key);
      const valueOffset = isScalar(pair.value) && pair.value.value !== null ? startOf(pair.value) : keyOffset;
      offset = last && ofKey ? keyOffset : last ? valueOffset : keyOffset;
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.items[Number(step)];
      if (node === undefined) return offset;
      offset = startOf(node);
    } else {
      return offset;
    }
  }
  return offset;
}

/** The path of a misspelt key, spelt right. */
const siblingPath = (path: string, key: string) => [...path.split(".").slice(0, -1), key].join(".");

/** In the order of the file, each once; what is missing because it is misspelt is not reported again as missing. */
function distinct(problems: readonly DraftProblem[]): MatrixProblem[] {
  const seen = new Set<string>();
  const misspelt = new Set(
    problems.flatMap((each) => (each.meant === undefined ? [] : siblingPath(each.path, each.meant))),
  );
  return [...problems]
    .filter((each) => !(each.message === "is missing" && misspelt.has(each.path)))
    .map(({ meant: _, ...each }) => each)
    .sort((left, right) => left.line - right.line || left.column - right.column)
    .filter((each) => {
      const identity = `${each.path}:${each.line}:${each.column}:${each.message}`;
      return seen.has(identity) ? false : seen.add(identity);
    });
}
