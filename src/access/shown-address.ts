/** Addresses as systems and consoles write them: in a list, with a name, in a formula, in the form of a guest, with a mark after a plus. */

import { lower } from "./attributed.ts";

/** Everything before and after an @ that can be an address; separators and quotes of cells and formulas end it. */
const address = /[^\s<>"()[\]{},;:|/\\=@]+@[\p{L}\p{M}\p{N}.-]+/gu;

/** What is written full width or with characters that nobody sees, as a reader takes it. */
const plain = (text: string) => lower(text.normalize("NFKC").replaceAll(/\p{Cf}/gu, ""));

/** Every address in a text, in lower case, each once: `Dana <dana@tideway.example>; mailto:d@mail.example`. */
export function addressesIn(text: string | undefined): string[] {
  if (text?.includes("@") !== true && text?.includes("＠") !== true) return [];
  const found = plain(text).match(address) ?? [];
  return [...new Set(found.map((each) => each.replace(/^'+/, "").replace(/[.-]+$/, "")))].filter(
    (each) => !/^@|@$/.test(each),
  );
}

/** The mailbox behind `dana+ninja@tideway.example`; undefined where nothing is after a plus. */
export function mailboxOf(text: string): string | undefined {
  const [, name, domain] = /^([^@+]+)\+[^@]*@(.+)$/.exec(text) ?? [];
  return name === undefined ? undefined : `${name}@${domain}`;
}

/** `Okafor, Miriam (Admin)` as `Miriam Okafor (Admin)`. */
export function turnedName(name: string): string {
  return name.replace(/^\s*([^,()]+?)\s*,\s*([^,()]+?)\s*(?=$|\()/, "$2 $1 ").trimEnd();
}

/** A person's name as it is compared: without case and doubled blanks, `Reyes, Dana` as `dana reyes`. */
export function comparedName(name: string): string {
  const text = plain(name).replaceAll(/\s+/g, " ");
  const [, last, first] = /^([^,]+), ?([^,]+)$/.exec(text) ?? [];
  return first === undefined ? text : `${first} ${last?.trim()}`;
}
