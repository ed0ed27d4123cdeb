/** Names of streams: a journal's files are called by them, and a later run finds them by their names. */

import type { CollectionName, PartName } from "../../tenant/snapshot.ts";
import type { Reader } from "./reader.ts";
import { readers } from "./readers.ts";

/** The stream of a reader; several of one collection are told apart by number. */
export function streamOf(reader: Reader): string {
  const same = readers.filter(({ collection }) => collection === reader.collection);
  const place = same.indexOf(reader);
  return place > 0 ? `${reader.collection}-${place + 1}` : reader.collection;
}

export function relationStream(reader: Reader, name: PartName): string {
  return `${streamOf(reader)}.${name}`;
}

/** What completes lists that `$expand` cut off. */
export function moreOf(stream: string): string {
  return `${stream}.more`;
}

/** Changes since an earlier snapshot. */
export function deltaStream(collection: CollectionName): string {
  return `${collection}.delta`;
}

/** Where the next delta query goes on. */
export function deltaLinkStream(collection: CollectionName): string {
  return `${collection}.delta-link`;
}

/** Objects that were deleted while the tenant was read, by collection. */
export const goneStream = "gone";

export function azureScopeStream(scope: "management-group" | "subscription"): string {
  return `azure.${scope}s`;
}

/** @param index of the reader in `azureReaders` */
export function azureStream(index: number): string {
  return `azure.${index}`;
}
