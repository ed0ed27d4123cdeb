/** Words in exports for somebody who can sign in, or works there, and for somebody who cannot any more. */

export const activeWords: ReadonlySet<string> = new Set([
  "active",
  "enabled",
  "true",
  "yes",
  "1",
  "employed",
  "current",
  "aktiv",
  "onleave",
  "leave",
]);

export const goneWords: ReadonlySet<string> = new Set([
  "inactive",
  "disabled",
  "false",
  "no",
  "0",
  "left",
  "terminated",
  "former",
  "suspended",
  "resigned",
  "archived",
  "deleted",
  "inaktiv",
]);

/** A header or a status without case, blanks and punctuation, as they are compared. */
export const plainWord = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
