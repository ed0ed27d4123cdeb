/** Ids for objects that do not exist yet: the same text gives the same GUID in every run and on every machine. */

import { hash } from "node:crypto";

/** A GUID (version 8, RFC 9562: its bits are ours to define) that stands for whatever `text` names. */
export function placeholderId(text: string): string {
  const hex = hash("sha256", text, "hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** True for an id that this made: no directory gives out GUIDs of version 8. */
export function isPlaceholderId(id: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-8/i.test(id);
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The GUID that a provider id such as `/groups/8d2f…` ends in; an id of another form is returned as it is. */
export function objectIdOf(providerId: string): string {
  return guid.exec(providerId)?.[0] ?? providerId;
}
