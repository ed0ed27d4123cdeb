/** Text inside XML 1.0, where some characters cannot stand at all, not even escaped. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** What is no `Char` of XML 1.0 (https://www.w3.org/TR/xml/#charsets), and what hides or turns text. */
const unfit = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

function suited(text: string): string {
  return text.replaceAll(
    unfit,
    (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

/** Text of an element; line breaks stay. */
export function xmlText(text: string): string {
  return suited(text).replaceAll(/[&<>\r]/g, (character) => entities[character] ?? character);
}

/** Text of an attribute in double quotes. */
export function xmlAttribute(text: string): string {
  return suited(text).replaceAll(/[&<>"'\t\n\r]/g, (character) => entities[character] ?? character);
}
