/** Ids for objects that do not exist yet: the same text gives the same GUID in every run and on every machine. */

import { createHash } from "node:crypto";

/** A GUID (version 8, RFC 9562: its bits are ours to define) that stands for whatever `text` names. */
export function placeholderId(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The GUID that a provider id such as `/groups/8d2f…` ends in; an id of another form is returned as it is. */
export function objectIdOf(providerId: string): string {
  return guid.exec(providerId)?.[0] ?? providerId;
}
