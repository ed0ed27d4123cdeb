/** Lines for the matrix that agree to a role in a system. */

import { stringify } from "yaml";
import type { SystemAccess } from "../../access/system-accounts.ts";
import { slug } from "../../entitlements/names.ts";

/** @param address of whoever holds the role */
export function matrixLines(system: SystemAccess["system"], role: string, address: string): string {
  return [
    "systems:",
    `  ${scalar(entryKey(system))}:`,
    ...(system.known === undefined ? [`    name: ${scalar(system.name)}`] : []),
    "    roles:",
    `      - role: ${scalar(role)}`,
    "        held:",
    `          - ${scalar(address)}`,
    "        why: why it is needed",
  ].join("\n");
}

/** Words that YAML takes for something else than a text. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** As the library writes it, which takes a quarter of a minute for the lines of fifty thousand accounts and is asked only where it has to be. */
function scalar(text: string): string {
  const isPlain = /^\p{L}[\p{L}\p{N} ._@/()-]*[\p{L}\p{N})]$/u.test(text) && !reserved.test(text);
  if (isPlain) return text;
  return text.includes("\n") ? JSON.stringify(text) : stringify(text, { lineWidth: 0 }).trimEnd();
}

/** A system of the matrix's own that has no entry yet is known by its name, which is no key. */
function entryKey({ key, name, known, entry }: SystemAccess["system"]): string {
  if (known !== undefined || entry !== undefined) return key;
  const own = slug(name);
  return /^[a-z]/.test(own) ? own : `system-${own}`;
}
