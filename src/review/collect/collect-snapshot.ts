/** A tenant that is small enough to be in memory: a snapshot, without a store on disk. */

import { type CollectionName, type Collections, emptySnapshot, type Snapshot } from "../../tenant/snapshot.ts";
import type { GraphClient } from "./client.ts";
import { auditsBefore, type CollectOptions, collectTenant } from "./collect.ts";
import { memoryStore } from "./page-store.ts";
import type { GraphObject } from "./read-error.ts";

export interface SnapshotOptions extends CollectOptions {
  readonly source: "embedded" | "microsoft-graph";
  /** When the collection happens, ISO 8601, UTC. */
  readonly now: string;
}

/**
 * Everything a review needs of one tenant, in memory.
 * @throws Error as `collectTenant` does
 */
export async function collectSnapshot(client: GraphClient, options: SnapshotOptions): Promise<Snapshot> {
  const collected = await collectTenant(client, memoryStore(), { auditsFrom: auditsBefore(options.now), ...options });
  const snapshot = emptySnapshot(options.tenantId, options.source, options.now);
  const collections: Record<string, GraphObject[]> = {};
  for (const name of Object.keys(snapshot.collections) as CollectionName[]) {
    const entities: GraphObject[] = [];
    for await (const entity of collected.entities(name)) entities.push(entity);
    collections[name] = entities;
  }
  // The one place where Graph's answers become typed: they are Graph's own shapes, as `Collections` says.
  return { ...snapshot, unreadable: collected.unreadable, collections: collections as unknown as Collections };
}
