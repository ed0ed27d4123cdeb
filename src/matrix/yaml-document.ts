/** The text of a matrix as a YAML document, and what is wrong with it as YAML. */

import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  type LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
} from "yaml";

/** Called with an offset in the text, where one is known, and never comes back. */
type Fail = (offset: number, message: string) => never;

export function parsed(source: string, lineCounter: LineCounter, fail: Fail): Document.Parsed {
  if (source.includes("\0")) fail(0, "the matrix is not a text file");
  try {
    return parseDocument(source, { lineCounter, prettyErrors: false, uniqueKeys: true, merge: true });
  } catch (error) {
    // The parser calls itself for each level.
    return fail(0, error instanceof RangeError ? "the matrix is nested too deeply to be read" : String(error));
  }
}

/** Those that do not follow from another: keys that are there twice, or else the one at which reading went wrong. */
export function syntaxErrors({ errors }: Document.Parsed): readonly YAMLParseError[] {
  const broken = errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  const first = broken.find(({ code }) => code === "TAB_AS_INDENT") ?? broken[0];
  return first === undefined ? errors : [first];
}

/** What would be right, for the mistakes that are made most. */
const syntaxHints: Partial<Record<YAMLParseError["code"], string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: 'a text with ": " in it needs quotes',
  BAD_INDENT: "what belongs together begins in the same column",
  MULTILINE_IMPLICIT_KEY: "a key is followed by a colon and a space",
};

/** What is wrong, and what would be right where that can be told. */
export function syntaxMessage(
  { code, message, pos }: YAMLParseError,
  source: string,
): { readonly message: string; readonly hint?: string } {
  if (code === "MULTIPLE_DOCS") return { message: "a second document begins here, and a matrix is one document" };
  const key = code === "DUPLICATE_KEY" ? /^[^:\n]+/.exec(source.slice(pos[0]))?.[0].trim() : undefined;
  const hint = key === undefined ? syntaxHints[code] : `${key} is there already`;
  return { message: `not valid YAML: ${message}`, ...(hint !== undefined && { hint }) };
}

/** The document as plain values. */
export function content(document: Document.Parsed, fail: Fail): unknown {
  visit(document, {
    Pair(_, { key }) {
      if (isCollection(key)) fail(startOf(key), `a text belongs here, not ${isMap(key) ? "a mapping" : "a list"}`);
    },
  });
  try {
    const raw: unknown = document.toJS();
    return raw;
  } catch (error) {
    let unresolved: { readonly source: string; readonly offset: number } | undefined;
    visit(document, (_, node) => {
      if (!isAlias(node) || node.resolve(document) !== undefined) return undefined;
      unresolved = { source: node.source, offset: startOf(node) };
      return visit.BREAK;
    });
    if (unresolved) return fail(unresolved.offset, `nothing above is anchored as &${unresolved.source}`);
    return fail(0, `the matrix cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
