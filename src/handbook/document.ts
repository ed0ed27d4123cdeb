/** What a chapter of the handbook is made of. Texts are texts, never Markdown or HTML: each form escapes them for itself. */

/** A text, of which parts may stand out. */
export type Phrase = string | readonly (string | Strong)[];

export interface Strong {
  readonly strong: string;
}

export const strong = (text: string): Strong => ({ strong: text });

/** A row of a table. An empty cell is one to write into. */
export type Row = readonly Phrase[];

/** A card for one situation: printed, it fits into a pocket. */
export interface Card {
  readonly title: string;
  readonly when: string;
  /** Label and text. */
  readonly facts: readonly (readonly [label: string, text: Phrase])[];
  readonly lists: readonly { readonly title: string; readonly ordered: boolean; readonly items: readonly Phrase[] }[];
  /** Words to say or write. */
  readonly template: string;
}

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: Phrase }
  /** Something that has to be seen. */
  | { readonly kind: "notice"; readonly text: Phrase }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly Phrase[] }
  /** Steps to tick off. */
  | { readonly kind: "checklist"; readonly items: readonly Phrase[] }
  /** `caption` says what it is a table of. `empty` is said where there is no row. */
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly heads: readonly string[];
      readonly rows: readonly Row[];
      readonly empty: string;
    }
  | { readonly kind: "cards"; readonly cards: readonly Card[] };

export interface Chapter {
  /** Part of the file's name: `ownership-map`. */
  readonly id: string;
  readonly title: string;
  /** What it answers, in one or two sentences. */
  readonly lead: Phrase;
  readonly blocks: readonly Block[];
}

export const heading = (text: string): Block => ({ kind: "heading", text });
export const paragraph = (text: Phrase): Block => ({ kind: "paragraph", text });
export const notice = (text: Phrase): Block => ({ kind: "notice", text });
export const bullets = (items: readonly Phrase[]): Block => ({ kind: "list", ordered: false, items });
export const steps = (items: readonly Phrase[]): Block => ({ kind: "list", ordered: true, items });
export const checklist = (items: readonly Phrase[]): Block => ({ kind: "checklist", items });

/** A table; `empty` is said where there is no row. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly Row[],
  empty = "None.",
): Extract<Block, { kind: "table" }> {
  return { kind: "table", caption, heads, rows, empty };
}
