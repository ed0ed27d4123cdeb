/**
 * Collections that can be brought up to date from an earlier snapshot instead of being read again
 * (https://learn.microsoft.com/graph/delta-query-overview). The place to go on from is fetched before a collection is read, so that what
 * changes meanwhile is told the next time; being told again what is known already changes nothing. Microsoft forgets such a place after
 * seven days.
 *
 * What hangs on a permission of its own (last sign-ins) is in no delta query and is always read anew.
 */

import type { CollectionName } from "../../tenant/snapshot.ts";
import { digestOf } from "../digest.ts";
import { withoutAnnotations } from "./kept.ts";
import type { GraphObject } from "./read-error.ts";
import { type Reader, requestPath } from "./reader.ts";
import { readers } from "./readers.ts";

/** Where a delta query goes on. */
export interface DeltaLink {
  readonly link: string;
  /** Digest of the request it belongs to: with other properties, it would bring other objects. */
  readonly request: string;
}

export type DeltaLinks = Readonly<Partial<Record<CollectionName, DeltaLink>>>;

/** https://learn.microsoft.com/graph/api/user-delta, https://learn.microsoft.com/graph/api/group-delta */
export const deltaCollections: readonly CollectionName[] = ["users", "groups"];

/** The row of a collection that has delta queries. */
export function deltaReader(collection: CollectionName): Reader | undefined {
  return readers.find((reader) => reader.collection === collection && reader.each === undefined);
}

/** The request whose answer says only where to go on from. */
export function latestDelta(reader: Reader): string {
  return `${requestPath(deltaRequest(reader))}&$deltatoken=latest`;
}

/** Digest of the request that a link belongs to. */
export function deltaDigest(reader: Reader): string {
  return digestOf(requestPath(deltaRequest(reader)));
}

function deltaRequest({
  version,
  path,
  select = [],
  relations = [],
}: Reader): Pick<Reader, "version" | "path" | "select"> {
  const related = relations.flatMap(({ kind, name }) => (kind === "expanded" ? [name] : []));
  return { version, path: `${path}/delta`, select: [...select, ...related] };
}

/** What is kept of an entry: the properties that were asked for, and what came or went. */
export function keptChange({ select = [] }: Reader): (object: GraphObject) => GraphObject {
  const chosen = new Set(["id", "@odata.type", ...select]);
  return (object) => {
    const own = Object.entries(withoutAnnotations(object)).filter(([name]) => chosen.has(name));
    const told = Object.entries(object).filter(([name]) => name === "@removed" || name.endsWith("@delta"));
    return Object.fromEntries([...own, ...told]);
  };
}

/** An object of the earlier snapshot without what is read anew. */
export function keptBefore({ relations = [] }: Reader): (object: GraphObject) => GraphObject {
  const anew = new Set<string>(relations.flatMap(({ kind, name }) => (kind === "expanded" ? [] : [name])));
  return (object) => Object.fromEntries(Object.entries(object).filter(([name]) => !anew.has(name)));
}
