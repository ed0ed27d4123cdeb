/** Writes YAML line by line, so that comments stand where they belong. */

import { type NumberedQuestion, oneLine, type Question } from "../question.ts";

const width = 120;
/** Words that YAML takes for something else than a text. */
const reserved = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

/** A text as a YAML scalar; quoted as JSON unless it is plain. */
export function scalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9 ._@/–-]*[A-Za-z0-9.]$/.test(text) && !reserved.test(text);
  return plain ? text : JSON.stringify(text);
}

/** `[a, b]` */
export function flow(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(", ")}]`;
}

/** Lines of a document, and the questions in the order in which they appear. */
export class YamlWriter {
  readonly #lines: string[] = [];
  readonly #open: Map<string, Question[]>;
  readonly #asked: NumberedQuestion[] = [];

  constructor(questions: readonly Question[]) {
    this.#open = Map.groupBy(questions, ({ place }) => place);
  }

  line(indent: number, text: string): this {
    this.#lines.push(`${" ".repeat(indent)}${text}`);
    return this;
  }

  blank(): this {
    this.#lines.push("");
    return this;
  }

  /** A comment of one or more lines. */
  comment(indent: number, text: string, mark = "# "): this {
    const lead = `${" ".repeat(indent)}${mark}`;
    let current = "";
    for (const word of oneLine(text).split(" ")) {
      if (current !== "" && lead.length + current.length + word.length + 1 > width) {
        this.#lines.push(`${lead}${current}`);
        current = word;
      } else {
        current = current === "" ? word : `${current} ${word}`;
      }
    }
    this.#lines.push(`${lead}${current}`.trimEnd());
    return this;
  }

  /** The questions about a place of the matrix, as comments. */
  ask(indent: number, place: string): this {
    for (const question of this.#open.get(place) ?? []) {
      const number = this.#asked.length + 1;
      this.#asked.push({ ...question, number });
      this.comment(indent, `QUESTION: ${number} (${question.whom}) ${question.ask}`);
      this.comment(indent, `Assumed: ${question.assumed}. If that is wrong: ${question.otherwise}.`, "#   ");
    }
    this.#open.delete(place);
    return this;
  }

  /** Whatever was not asked where it belongs. */
  askRest(): this {
    for (const place of [...this.#open.keys()]) this.ask(0, place);
    return this;
  }

  finish(): { readonly text: string; readonly questions: readonly NumberedQuestion[] } {
    return { text: `${this.#lines.join("\n")}\n`, questions: this.#asked };
  }
}
