/** Snapshots made comparable: ids become the names of their objects, moments and generated names are left out. */

import type { Snapshot } from "../../src/tenant/snapshot.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const moment = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
/** A mail nickname as the provider makes one up. */
const generatedNickname = /^[0-9a-f]{8}-[0-9a-f]$/;

/** Names that tell objects apart, in the order in which they are tried. */
const naming = ["userPrincipalName", "displayName", "name", "value"];

interface Entity {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** Collections of a tenant, without its audit log, in a form in which two tenants with the same content are equal. */
export function comparable(snapshot: Snapshot): Record<string, Json[]> {
  const names = new Map<string, string>();
  for (const [collection, entities] of Object.entries(snapshot.collections)) {
    for (const entity of entities as unknown as readonly Entity[]) {
      const name = naming.map((property) => entity[property]).find((value) => typeof value === "string");
      if (name === undefined) continue;
      names.set(entity.id, `${collection}:${name}`);
      if (typeof entity["appId"] === "string") names.set(entity["appId"], `appId:${name}`);
    }
  }
  const text = (value: string): string =>
    moment.test(value)
      ? "<moment>"
      : generatedNickname.test(value)
        ? "<nickname>"
        : value.replace(guid, (id) => names.get(id) ?? "<id>");
  const normal = (value: unknown): Json => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(normal).toSorted(byText);
    if (typeof value !== "object" || value === null) return (value ?? null) as Json;
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(
      entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, normal(inner)]),
    );
  };
  return Object.fromEntries(
    Object.entries(snapshot.collections)
      .filter(([collection]) => collection !== "directoryAudits")
      .map(([collection, entities]) => [
        collection,
        (entities as unknown as readonly Entity[]).map(normal).toSorted(byText),
      ]),
  );
}

function byText(left: Json, right: Json): number {
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
