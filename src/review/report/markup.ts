/** HTML from templates in which everything that is not markup is escaped: names in a tenant are chosen by others. */

import { visibleLines } from "../../visible.ts";

/** Markup that may be put into other markup as it is. */
export class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

/** A template: `` html`<p>${name}</p>` ``. Text is escaped, markup and lists of it are not escaped again. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(
    strings.map((part, index) => `${part}${index < values.length ? render(values[index]) : ""}`).join(""),
  );
}

function render(value: Content): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Markup) return value.toString();
  if (Array.isArray(value)) return value.map(render).join("");
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that means itself in an element and in a quoted attribute. What a reader would not see is made visible. */
export function escapeHtml(text: string): string {
  return visibleLines(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
