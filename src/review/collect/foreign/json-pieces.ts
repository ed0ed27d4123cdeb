/**
 * Cuts JSON into the pieces that are worth parsing one by one, so that a file may be larger than a text can be (V8: 512 MB): the elements
 * of a list, of a list that is called `data` in an object, or one document after the other (JSON lines).
 */

import { SnapshotError } from "../../../tenant/snapshot-file.ts";

export interface JsonPiece {
  /** An element of a list, or a whole document; of an object with `data` the rest of it, with an empty list there. */
  readonly kind: "element" | "document";
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** A record of a tenant is some hundred kilobytes at most; the members of the largest group some ten megabytes. */
const largestPiece = 256 * 1024 * 1024;

const [newLine, quote, backslash, comma, colon] = [10, 34, 92, 44, 58];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];

/**
 * @param file for messages
 * @throws SnapshotError for what is not JSON, is cut short, or has one record of more than 256 MB
 */
export async function* jsonPieces(file: string, chunks: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  const cutter = new Cutter(file);
  for await (const chunk of chunks) yield* cutter.cut(chunk);
  cutter.end();
}

/** What is being collected. */
interface Unit {
  readonly parts: string[];
  size: number;
  readonly line: number;
}

class Cutter {
  readonly #file: string;
  #line = 1;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Depth at which elements stand: 1 in a list, 2 in a list called data, 0 while there is no list to be cut. */
  #elements = 0;
  /** An object around the elements, or one of several documents. */
  #document: Unit | undefined;
  #element: Unit | undefined;
  /** The element is neither an object nor a list, so nothing closes it. */
  #isPlain = false;
  #count = 0;
  /** The last text right in the outer object, and whether it is the name of what comes. */
  #text = "";
  #name = "";

  constructor(file: string) {
    this.#file = file;
  }

  *cut(chunk: string): Generator<JsonPiece> {
    // Where the unit that is being collected goes on in this chunk.
    let start = 0;
    const take = (unit: Unit, end: number) => {
      unit.parts.push(chunk.slice(start, end));
      unit.size += end - start;
      if (unit.size > largestPiece) this.#fail(`the record that begins in line ${unit.line} is larger than 256 MB`);
    };
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (code === newLine) this.#line++;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === backslash) this.#isEscaped = true;
        else if (code === quote) this.#isInString = false;
        else if (this.#depth === 1 && this.#elements === 0) this.#text += chunk[at];
        continue;
      }
      if (code === 32 || code === newLine || code === 13 || code === 9) continue;
      const isBetween = this.#elements > 0 && this.#depth === this.#elements;
      if (isBetween && code === comma) {
        if (this.#element !== undefined) yield this.#finished(this.#element, take, at);
        continue;
      }
      if (isBetween && code === closeList) {
        if (this.#element !== undefined) yield this.#finished(this.#element, take, at);
        this.#depth--;
        this.#elements = 0;
        start = at;
        if (this.#depth === 0) this.#document = undefined;
        continue;
      }
      if (isBetween && this.#element === undefined) {
        start = at;
        this.#element = { parts: [], size: 0, line: this.#line };
        this.#isPlain = code !== openObject && code !== openList;
        this.#count++;
      } else if (this.#depth === 0) {
        if (code === comma) continue;
        if (code !== openObject && code !== openList) {
          this.#fail(`not JSON: ${JSON.stringify(chunk.slice(at, at + 40).split("\n", 1)[0])}`);
        }
        start = at;
        if (code === openObject) {
          this.#document = { parts: [], size: 0, line: this.#line };
          [this.#text, this.#name] = ["", ""];
          this.#count++;
        }
      }
      switch (code) {
        case quote:
          this.#isInString = true;
          this.#text = "";
          break;
        case colon:
          if (this.#depth === 1) this.#name = this.#text;
          break;
        case openList:
        case openObject: {
          const isOuter = this.#depth === 0 && code === openList;
          const isData = this.#depth === 1 && this.#elements === 0 && code === openList && this.#name === "data";
          this.#depth++;
          if (!isOuter && !isData) break;
          this.#elements = this.#depth;
          if (this.#document !== undefined) {
            take(this.#document, at + 1);
            this.#count = 0;
          }
          break;
        }
        case closeList:
        case closeObject:
          this.#depth--;
          if (this.#depth < 0) this.#fail("not JSON: it closes what was never opened");
          if (this.#element !== undefined && !this.#isPlain && this.#depth === this.#elements) {
            yield this.#finished(this.#element, take, at + 1);
          } else if (this.#document !== undefined && this.#depth === 0) {
            take(this.#document, at + 1);
            yield { kind: "document", text: this.#document.parts.join(""), line: this.#document.line };
            this.#document = undefined;
          }
          break;
      }
    }
    const open = this.#element ?? (this.#elements === 0 ? this.#document : undefined);
    if (open !== undefined) take(open, chunk.length);
  }

  #finished(element: Unit, take: (unit: Unit, end: number) => void, end: number): JsonPiece {
    take(element, end);
    this.#element = undefined;
    return { kind: "element", text: element.parts.join(""), line: element.line };
  }

  /** @throws SnapshotError when something is still open */
  end(): void {
    if (this.#depth === 0 && !this.#isInString) return;
    const inside = this.#element === undefined ? `after record ${this.#count}` : `inside record ${this.#count}`;
    this.#fail(`the file is cut short: it ends ${inside}. Export it again, to its end`);
  }

  #fail(clause: string): never {
    throw new SnapshotError(`${this.#file}:${this.#line}: ${clause}`);
  }
}
