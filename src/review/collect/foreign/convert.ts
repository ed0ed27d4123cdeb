/** A tenant export of another tool as what a collection leaves: objects to be written as a snapshot, and what nobody sees in it. */

import { closeSync, mkdirSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import type { CollectionName, Unreadable } from "../../../tenant/snapshot.ts";
import { SnapshotError } from "../../../tenant/snapshot-file.ts";
import { importedCollections, ShapeError } from "../../../tenant/snapshot-import.ts";
import type { Collected } from "../collect.ts";
import type { GraphObject } from "../read-error.ts";
import { readAzureHound } from "./azurehound.ts";
import { isEntraExporterFolder, readEntraExporter } from "./entra-exporter.ts";
import {
  type ExportFormatName,
  type ExportReader,
  incompleteExport,
  notInExport,
  notInFormat,
  toolNames,
} from "./export-format.ts";
import { readScubaGear, scubaGearFile } from "./scubagear.ts";
import { Spool } from "./spool.ts";

const exportReaders: Readonly<Record<ExportFormatName, ExportReader>> = {
  azurehound: readAzureHound,
  "entra-exporter": readEntraExporter,
  scubagear: readScubaGear,
};

export interface ConvertOptions {
  /** Absent: told by what is there. */
  readonly format?: ExportFormatName;
  /** The tenant that it has to be of; what counts where the export does not say. */
  readonly tenantId?: string;
  /** A folder that may be filled, on a disk with room for the export. */
  readonly scratch: string;
}

export interface Converted extends Pick<Collected, "unreadable" | "delta" | "entities"> {
  readonly format: ExportFormatName;
  readonly tenantId: string;
  /** ISO 8601; the file's own date where the export does not say. */
  readonly collectedAt: string;
  readonly isDateOfFile: boolean;
  readonly records: number;
  readonly notes: readonly string[];
}

/**
 * Reads an export. What it does not hold is `unreadable` with the reason.
 * @throws SnapshotError for what is no export of a tool that is known, is not whole, or is of several tenants or another one
 */
export async function convertExport(path: string, options: ConvertOptions): Promise<Converted> {
  const format = options.format ?? recognised(path);
  mkdirSync(options.scratch, { recursive: true });
  const spool = new Spool(options.scratch);
  const read = await exportReaders[format](path, spool).finally(() => spool.close());
  const tenantId = tenantOf(path, read.tenants, options.tenantId);
  return {
    format,
    tenantId,
    collectedAt: read.madeAt ?? statSync(path).mtime.toISOString(),
    isDateOfFile: read.madeAt === undefined,
    records: read.records,
    notes: read.notes,
    unreadable: inOrder(read.unreadable),
    delta: {},
    entities: (collection) => checked(path, collection, spool.objects(collection, read.corrections)),
  };
}

/** Objects that are looked at together. */
const batchSize = 500;

/**
 * The objects, once it is sure that they can be read as a snapshot: PowerShell cuts off what is deeper than it was told to go.
 * @throws SnapshotError with the object
 */
async function* checked(
  path: string,
  collection: CollectionName,
  objects: AsyncIterable<GraphObject>,
): AsyncGenerator<GraphObject> {
  let batch: GraphObject[] = [];
  for await (const object of objects) {
    batch.push(object);
    if (batch.length < batchSize) continue;
    assertReadable(path, collection, batch);
    yield* batch;
    batch = [];
  }
  assertReadable(path, collection, batch);
  yield* batch;
}

function assertReadable(path: string, collection: CollectionName, objects: readonly GraphObject[]): void {
  try {
    importedCollections({ [collection]: objects }, true);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const [, , index] = error.path;
    const id = typeof index === "number" ? ` of ${String(objects[index]?.["id"])}` : "";
    const clause = error.message.replace(/^collections\.\w+(?:\[\d+\])?\.?/, "");
    throw new SnapshotError(`${path}: ${collection}${id}: ${clause}`);
  }
}

/** One entry for what is missing, with all reasons; the code is that of the worst. */
function inOrder(unreadable: readonly Unreadable[]): Unreadable[] {
  const byName = Map.groupBy(unreadable, ({ collection, part }) => `${collection} ${part ?? ""}`);
  const ordered = [...byName].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return ordered.flatMap(([, entries]) => {
    const reasons = entries.toSorted((left, right) => worst.indexOf(left.code) - worst.indexOf(right.code));
    const message = [...new Set(reasons.map((entry) => entry.message))].join(" ");
    return reasons.slice(0, 1).map((entry) => ({ ...entry, message }));
  });
}

const worst = [incompleteExport, notInExport, notInFormat];

function tenantOf(path: string, tenants: ReadonlyMap<string, string>, asked: string | undefined): string {
  const [first, second] = tenants;
  if (first !== undefined && second !== undefined) {
    throw new SnapshotError(
      `${path} is of more than one tenant: ${first[0]} (${first[1]}) and ${second[0]} (${second[1]}). Convert the export of each on its own`,
    );
  }
  const wanted = asked?.toLowerCase();
  const found = first?.[0];
  if (found === undefined && wanted === undefined) {
    throw new SnapshotError(`${path} does not say which tenant it is of; --tenant or --matrix says it`);
  }
  if (found !== undefined && wanted !== undefined && found !== wanted) {
    throw new SnapshotError(`${path} is of tenant ${found}, not of ${wanted}: one of them is the wrong one`);
  }
  return found ?? wanted ?? "";
}

const known = Object.values(toolNames).join(", ");

/** How much of a file is looked at to tell what it is. */
const beginning = 256 * 1024;

/** @throws SnapshotError when nothing tells which tool made it */
function recognised(path: string): ExportFormatName {
  if (!statSync(path).isDirectory()) return recognisedFile(path);
  const names = readdirSync(path);
  if (isEntraExporterFolder(names)) return "entra-exporter";
  if (scubaGearFile(names) !== undefined) return "scubagear";
  const file = names.toSorted().find((name) => /\.(?:json|jsonl|ndjson)$/i.test(name));
  if (file === undefined) throw new SnapshotError(`${path} holds no export of ${known}`);
  return recognisedFile(`${path}/${file}`);
}

/** What stands near the beginning of a file. */
const signs: readonly { readonly format: ExportFormatName; readonly sign: RegExp }[] = [
  { format: "azurehound", sign: /"kind"\s*:\s*"AZ|"type"\s*:\s*"az/ },
  { format: "scubagear", sign: /"(?:baseline_version|conditional_access_policies|AnnotatedFailedPolicies)"\s*:/ },
];

function recognisedFile(file: string): ExportFormatName {
  const buffer = Buffer.alloc(beginning);
  const handle = openSync(file, "r");
  const length = readSync(handle, buffer);
  closeSync(handle);
  // Zeros: UTF-16. What is looked for is ASCII.
  const text = buffer
    .toString("latin1", 0, length)
    .replace(/^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, "")
    .replaceAll("\0", "");
  if (text.trim() === "") throw new SnapshotError(`${file} is empty; export it again`);
  const found = signs.find(({ sign }) => sign.test(text));
  if (found !== undefined) return found.format;
  throw new SnapshotError(`${file} ${instead(text)}`);
}

function instead(text: string): string {
  if (text.startsWith("PK\u0003\u0004")) return "is a zip file; unzip it, and name what was in it";
  if (/^\s*\{\s*"format"\s*:\s*"demarc-snapshot/.test(text))
    return "is a snapshot already; commands read it as --snapshot";
  if (/"@odata\.context"|"value"\s*:\s*\[/.test(text)) {
    return "is a list as Graph answers; that needs no conversion, only a place in a snapshot (docs/tenant-exports.md)";
  }
  return `is no export of ${known}, as far as it shows; --from-format says what it is`;
}
