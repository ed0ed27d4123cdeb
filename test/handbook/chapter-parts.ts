/** What chapters of the handbook say, as texts: rows of a table by its caption, and everything else line by line. */

import type { Block, Chapter, Phrase, Row } from "../../src/handbook/document.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { harbour } from "../support/matrices.ts";
import { inputOf, reloaded } from "./inputs.ts";

/** A phrase without what stands out in it. */
export const told = (phrase: Phrase) =>
  typeof phrase === "string" ? phrase : phrase.map((part) => (typeof part === "string" ? part : part.strong)).join("");
const cells = (row: Row) => row.map(told);

/** Rows of a table; what it says where it has none. */
export function tableOf({ blocks }: Chapter, caption: string): readonly (readonly string[])[] | string {
  const found = blocks.find(
    (block): block is Extract<Block, { kind: "table" }> => block.kind === "table" && block.caption === caption,
  );
  if (found === undefined) throw new Error(`there is no table ${caption}`);
  return found.rows.length === 0 ? found.empty : found.rows.map(cells);
}

/** Everything that is no table, a line for each. */
export const linesOf = ({ blocks }: Chapter) => blocks.flatMap((block) => ("text" in block ? [told(block.text)] : []));

export const loaded = harbour();
/** Harbour with some of it changed. */
export const withMatrix = (change: Partial<Matrix>) => inputOf(reloaded({ ...loaded.matrix, ...change }));
