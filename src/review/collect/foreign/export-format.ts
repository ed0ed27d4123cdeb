/** What the reader of a foreign export gives: fragments of Graph's objects, and what the export does not show. */

import type { CollectionName, Unreadable } from "../../../tenant/snapshot.ts";
import type { GraphObject } from "../read-error.ts";
import type { Spool } from "./spool.ts";

export const exportFormats = ["azurehound", "entra-exporter", "scubagear"] as const;
export type ExportFormatName = (typeof exportFormats)[number];

/** What the tool is called. */
export const toolNames: Readonly<Record<ExportFormatName, string>> = {
  azurehound: "AzureHound",
  "entra-exporter": "EntraExporter",
  scubagear: "ScubaGear",
};

/** Code of what a tool never exports. */
export const notInFormat = "NotInFormat";
/** Code of what it exports, but not here: it was not asked to, or there is nothing. */
export const notInExport = "NotInExport";
/** Code of what is here, and not whole. */
export const incompleteExport = "IncompleteExport";

/** What was read beside the objects in the spool. */
export interface ReadExport {
  /** Tenants that the export says it is of. */
  readonly tenants: ReadonlyMap<string, string>;
  /** ISO 8601; undefined where the export does not say when it was made. */
  readonly madeAt?: string;
  /** How many records, files or objects were read. */
  readonly records: number;
  readonly unreadable: readonly Unreadable[];
  /** What a person should know of the conversion, as sentences. */
  readonly notes: readonly string[];
  /** Last corrections, once everything is known. */
  readonly corrections: Corrections;
}

export interface Corrections {
  /** The id of the object that is known by another one in the spool: an application by its client id. */
  idOf?(collection: CollectionName, key: string): string;
  correct?(collection: CollectionName, object: GraphObject): GraphObject;
}

/** Reads an export into a spool. */
export type ExportReader = (path: string, spool: Spool) => Promise<ReadExport>;
