/** Snapshots in files: one JSON document, or a folder with a file for each collection. */

import { existsSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasOtherLineEnds, lineEndsHint } from "../line-ends.ts";
import { parseJson, positionIn, readText } from "../text-file.ts";
import { missingName } from "./blind-spots.ts";
import { SharedReferences } from "./shared-references.ts";
import { emptyCollections, type Snapshot } from "./snapshot.ts";
import { ReadingDigest } from "./snapshot-digest.ts";
import {
  type CollectionFile,
  type EntityLine,
  folderFormat,
  manifestFile,
  readEntityLines,
} from "./snapshot-folder.ts";
import { importedCollections, importedUnreadable, ShapeError } from "./snapshot-import.ts";

/** A file that is no snapshot. `message` says what it is instead. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/**
 * @param file JSON as `demarc snapshot` writes it, or as an export in the same form; or a folder, as it writes for large tenants. A
 *   collection that is absent was not read, which is not the same as empty: it becomes `unreadable`. Without `collectedAt` the file's own
 *   date counts.
 * @param isDigested whether `snapshotDigest` will be asked for: of a folder it is made on the way
 * @throws SnapshotError when it cannot be read, is cut short, was altered since it was written, or is another kind of document
 */
export function readSnapshot(file: string, isDigested = false): Snapshot {
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  const path = isFolder ? join(file, manifestFile) : file;
  if (isFolder && !existsSync(path)) {
    throw new SnapshotError(
      `${file} is a folder, not a snapshot: it has no ${manifestFile}; demarc snapshot --from makes one of the export of another tool`,
    );
  }
  const text = textOf(path);
  const document = parse(path, text);
  try {
    if (!isFolder) return snapshotIn(document, path, fileFormat);
    const digest = isDigested ? digestFor(document) : undefined;
    const whole = withEntities(document, file, digest);
    const snapshot = snapshotIn(whole, path, folderFormat);
    // What had to be put right is not what was digested.
    if (digest !== undefined && isAsRead(snapshot, whole)) digest.finish(snapshot);
    return snapshot;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { line, column } = positionIn(text, error.path);
    throw new SnapshotError(
      (isFolder && placeInFolder(document, file, error)) || `${path}:${line}:${column}: ${error.message}`,
    );
  }
}

/** From so many objects on memory is scarcer than time. */
const veryLarge = 500_000;

function digestFor(document: unknown): ReadingDigest | undefined {
  const collectedAt =
    typeof document === "object" && document !== null && "collectedAt" in document ? document.collectedAt : undefined;
  return typeof collectedAt === "string" ? new ReadingDigest(collectedAt) : undefined;
}

function isAsRead({ collections }: Snapshot, whole: unknown): boolean {
  const read = collectionFiles(whole) ?? {};
  const lists: Readonly<Record<string, readonly unknown[]>> = { ...collections };
  return Object.entries(lists).every(([name, objects]) => {
    const lines: unknown = read[name] ?? [];
    return (
      Array.isArray(lines) &&
      lines.length === objects.length &&
      objects.every((object, index) => object === lines[index])
    );
  });
}

/** The manifest of a folder, with the objects where it names their files. */
function withEntities(document: unknown, folder: string, digest: ReadingDigest | undefined): unknown {
  const collections = collectionFiles(document);
  if (collections === undefined) return document;
  const counts = Object.values(collections).map((file) => (isCollectionFile(file) ? file.count : 0));
  const references = counts.reduce((sum, count) => sum + count, 0) < veryLarge ? undefined : new SharedReferences();
  const names = new Set([
    ...Object.keys(collections),
    ...(digest === undefined ? [] : Object.keys(emptyCollections())),
  ]);
  const take = (entity: unknown) => {
    digest?.add(entity);
    references?.shareIn(entity);
  };
  const read = [...names].toSorted().flatMap((name) => {
    digest?.begin(name);
    const entities = Object.hasOwn(collections, name)
      ? [[name, entitiesOf(name, collections[name], folder, take)]]
      : [];
    digest?.end();
    return entities;
  });
  return { ...(document as object), collections: Object.fromEntries(read) };
}

function entitiesOf(name: string, file: unknown, folder: string, take: (entity: unknown) => void): unknown[] {
  if (!isCollectionFile(file)) {
    throw new ShapeError(["collections", name], "names no file with its count and sha256; demarc snapshot writes them");
  }
  const path = join(folder, file.file);
  const lines = readEntityLines(folder, file);
  const entities: unknown[] = [];
  for (;;) {
    const { value, done } = nextLine(lines, path);
    if (done === true) {
      if (entities.length === file.count && value === file.sha256) return entities;
      if (entities.length === file.count && hasOtherLineEnds(path, file.sha256)) {
        throw new SnapshotError(`${path} is not as it was written: ${lineEndsHint}`);
      }
      throw new SnapshotError(
        `${path} is not as it was written: it has ${entities.length} objects and another digest than ${manifestFile} says, which has ${file.count}`,
      );
    }
    const parsed = parseJson(value.text);
    if ("fault" in parsed) {
      const what = parsed.fault.isCutShort ? "the line is cut short: its JSON ends here" : "not JSON from here on";
      throw new SnapshotError(`${path}:${value.line}:${parsed.fault.column}: ${what}`);
    }
    take(parsed.document);
    entities.push(parsed.document);
  }
}

function nextLine(lines: ReturnType<typeof readEntityLines>, path: string): IteratorResult<EntityLine, string> {
  try {
    return lines.next();
  } catch (error) {
    throw new SnapshotError(`${path} cannot be read, and without it the snapshot is not whole: ${reasonOf(error)}`);
  }
}

/** Where in a collection's file something is wrong. */
function placeInFolder(document: unknown, folder: string, { path, message }: ShapeError): string | undefined {
  const [, name, index, ...inside] = path;
  const file = collectionFiles(document)?.[String(name)];
  if (typeof index !== "number" || !isCollectionFile(file)) return undefined;
  const found = [...readEntityLines(folder, file)][index];
  if (found === undefined) return undefined;
  return `${join(folder, file.file)}:${found.line}:${positionIn(found.text, inside).column}: ${message}`;
}

function collectionFiles(document: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof document !== "object" || document === null || !("collections" in document)) return undefined;
  const { collections } = document;
  return typeof collections === "object" && collections !== null ? (collections as Record<string, unknown>) : undefined;
}

/** The file is one of the folder itself: a snapshot does not lead elsewhere. */
function isCollectionFile(value: unknown): value is CollectionFile {
  if (typeof value !== "object" || value === null) return false;
  const { file, count, sha256 }: { file?: unknown; count?: unknown; sha256?: unknown } = value;
  return typeof file === "string" && /^[\w.-]+$/.test(file) && typeof count === "number" && typeof sha256 === "string";
}

/**
 * Reads a snapshot that has to be of one tenant.
 * @param tenantId of the matrix it is read for
 * @param isDigested as for `readSnapshot`
 * @throws SnapshotError as `readSnapshot` does, and for a snapshot of another tenant: everybody in it would be somebody else's
 */
export function readSnapshotOf(tenantId: string, file: string, isDigested = false): Snapshot {
  const snapshot = readSnapshot(file, isDigested);
  assertTenant(snapshot, tenantId, file);
  return snapshot;
}

/** @throws SnapshotError for a snapshot of another tenant */
export function assertTenant(snapshot: Snapshot, tenantId: string, file: string): void {
  if (snapshot.tenantId === tenantId.toLowerCase()) return;
  throw new SnapshotError(
    `${file} is of tenant ${snapshot.tenantId}, the matrix of tenant ${tenantId} (client.tenantId): one of them is the wrong file`,
  );
}

const fileFormat = "demarc-snapshot/1";
const otherForms: ReadonlyMap<string, string> = new Map([
  [folderFormat, "; that is a folder: name the folder, not a file in it"],
  [fileFormat, "; that is one document: name the file, not its folder"],
]);

function snapshotIn(document: unknown, file: string, format: string): Snapshot {
  if (typeof document !== "object" || document === null || !("format" in document)) {
    throw new SnapshotError(`${file}:1:1: not a snapshot: ${instead(document)}`);
  }
  const snapshot: { [Name in keyof Snapshot]?: unknown } = document;
  if (snapshot.format !== format) {
    const place = otherForms.get(String(snapshot.format)) ?? "";
    throw new ShapeError(["format"], `is ${JSON.stringify(snapshot.format)}; this version reads "${format}"${place}`);
  }
  if (typeof snapshot.tenantId !== "string" || snapshot.tenantId === "") {
    throw new ShapeError(["tenantId"], "is missing: the id of the tenant, as the matrix has it in client.tenantId");
  }
  const source = sources.find((each) => each === snapshot.source) ?? "import";
  const { collections, unreadable } = importedCollections(snapshot.collections, source !== "import");
  const told = importedUnreadable(snapshot.unreadable);
  const known = new Set(told.map(missingName));
  return {
    format: "demarc-snapshot/1",
    source,
    tenantId: snapshot.tenantId.toLowerCase(),
    collectedAt: dateOf(snapshot.collectedAt) ?? statSync(file).mtime.toISOString(),
    unreadable: [...told, ...unreadable.filter((entry) => !known.has(missingName(entry)))],
    collections,
  };
}

/** What a document is that is no snapshot, and what would be one. */
function instead(document: unknown): string {
  const frame = '{ "format": "demarc-snapshot/1", "tenantId": "…", "collections": { "users": […], … } }';
  const page = Array.isArray(document) ? { value: document } : document;
  if (typeof page !== "object" || page === null) return `it has no "format"; a snapshot is ${frame}`;
  if ("value" in page && Array.isArray(page.value)) {
    const context = "@odata.context" in page ? /\$metadata#(\w+)/.exec(String(page["@odata.context"]))?.[1] : undefined;
    return `it is a list${context === undefined ? "" : ` of ${context}`} as Graph answers; a snapshot has such lists in ${frame}`;
  }
  if (exportMarks.some((name) => name in page)) {
    return "it looks like the export of another tool; demarc snapshot --from makes a snapshot of it";
  }
  if ("responses" in page) return `it holds the answers of a $batch; their bodies belong into ${frame}`;
  if (Object.keys(page).some((name) => name in emptyCollections())) return `its collections belong into ${frame}`;
  return `it has no "format"; demarc snapshot writes one, and an export is ${frame}`;
}

/** Properties at the top of what AzureHound and ScubaGear write. */
const exportMarks = ["data", "meta", "conditional_access_policies", "AnnotatedFailedPolicies"];

const sources: readonly Snapshot["source"][] = ["embedded", "microsoft-graph", "plan", "import"];

function dateOf(written: unknown): string | undefined {
  if (written === undefined || written === null) return undefined;
  if (typeof written !== "string" || Number.isNaN(Date.parse(written))) {
    throw new ShapeError(
      ["collectedAt"],
      `is ${JSON.stringify(written)}; it must be a date such as 2026-11-20T08:00:00Z`,
    );
  }
  return written;
}

function textOf(file: string): string {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new SnapshotError(`there is no snapshot ${file}`);
    throw new SnapshotError(`${file} cannot be read: ${reasonOf(error)}`);
  }
  if (text.trim() === "") throw new SnapshotError(`${file} is empty, not a snapshot; demarc snapshot writes one`);
  return text;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parse(file: string, text: string): unknown {
  const parsed = parseJson(text);
  if ("document" in parsed) return parsed.document;
  const { line, column, isCutShort } = parsed.fault;
  throw new SnapshotError(
    `${file}:${line}:${column}: ${isCutShort ? "the snapshot is cut short: its JSON ends here" : "not a snapshot: it is not JSON from here on"}`,
  );
}

/** Writes a snapshot as one document, whole or not at all. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(snapshot, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
