/** Sections of a comment, and how the least important of it gives way when there is too much. */

import { details } from "./markdown-text.ts";
import { count } from "./words.ts";

export interface Section {
  /** Markdown that is the same in HTML. */
  readonly title: string;
  /** Of the heading; 3 unless it says otherwise. */
  readonly level?: 3 | 4;
  /** Markdown under the title, before the items. */
  readonly lead?: string;
  /** Markdown; a section without items is left out. */
  readonly items: readonly string[];
  /** How many items there are in truth, where not all of them were written. */
  readonly total?: number;
  /** 1 gives way last. */
  readonly importance: number;
  /** What one item is, for the sentence that says how many are left out; an `s` makes it plural. */
  readonly kind: string;
  /** Lines of one list or table instead of paragraphs. */
  readonly tight?: boolean;
  /** Shown when opened. */
  readonly collapsed?: boolean;
}

/** More items than these never fit, so they need not be written. */
const mostItems = 1000;

/** The items of a section, written as far as there can be room for them. */
export function itemsOf<T>(
  list: readonly T[],
  write: (item: T, index: number) => string,
): Pick<Section, "items" | "total"> {
  return { items: list.slice(0, mostItems).map(write), total: list.length };
}

/** The document with as many items as there is room for, of the most important sections first. */
export function withinLimit(head: string, sections: readonly Section[], most: number): string {
  const filled = sections.filter(({ items }) => items.length > 0);
  // Frames are written whether their items fit or not, and so are the sentences about what is left out.
  let room = most - head.length - filled.reduce((sum, section) => sum + render(section, 0).length + 2, 0) - 1;
  const taken = new Map<Section, number>();
  for (const section of filled.toSorted((one, other) => one.importance - other.importance)) {
    let shown = 0;
    for (const item of section.items) {
      if (item.length + 2 > room) break;
      room -= item.length + 2;
      shown += 1;
    }
    taken.set(section, shown);
  }
  return `${[head, ...filled.map((section) => render(section, taken.get(section) ?? 0))].join("\n\n")}\n`;
}

function render({ title, level = 3, lead, items, total, kind, tight, collapsed }: Section, shown: number): string {
  const rest = (total ?? items.length) - shown;
  const separator = tight === true ? "\n" : "\n\n";
  const list = [...(lead === undefined ? [] : [lead]), items.slice(0, shown).join(separator)];
  const body = [
    (tight === true ? list.filter(Boolean).join("\n") : list.filter(Boolean).join("\n\n")).trim(),
    rest === 0
      ? ""
      : `_${count(rest, kind, `${kind}s`)} more: there is no room here, the report of the run has all of them._`,
  ].filter(Boolean);
  if (collapsed === true) return details(`<b>${title}</b>`, body.join("\n\n"));
  return [`${"#".repeat(level)} ${title}`, ...body].join("\n\n");
}
