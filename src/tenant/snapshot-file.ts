/** Snapshots in files. */

import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { suggest } from "../matrix/suggest.ts";
import { type CollectionName, emptyCollections, type Snapshot } from "./snapshot.ts";

/** A file that is no snapshot. `message` says what it is instead. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/**
 * @param file JSON as `demarc snapshot` writes it. A collection that is absent was not read, which is not the same as empty: it
 *   becomes `unreadable`. Without `collectedAt` the file's own date counts.
 * @throws SnapshotError when it cannot be read, is cut short, or is another kind of document
 */
export function readSnapshot(file: string): Snapshot {
  const document = parse(file);
  if (typeof document !== "object" || document === null || !("format" in document)) {
    throw new SnapshotError(`${file} is not a snapshot: it has no "format"; demarc snapshot writes one`);
  }
  if (document.format !== "demarc-snapshot/1") {
    throw new SnapshotError(
      `${file} is a snapshot of format ${JSON.stringify(document.format)}; this version reads demarc-snapshot/1`,
    );
  }
  const snapshot = document as Partial<Snapshot>;
  if (typeof snapshot.tenantId !== "string") throw new SnapshotError(`${file}: tenantId is missing`);
  const collections = emptyCollections();
  const given = new Map(Object.entries(snapshot.collections ?? {}));
  for (const [name, entities] of given) {
    if (!(name in collections)) {
      const nearest = suggest(name, Object.keys(collections));
      const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
      throw new SnapshotError(`${file}: collections.${name} is not known${hint}`);
    }
    if (!Array.isArray(entities) || entities.some((entity: unknown) => !hasId(entity))) {
      throw new SnapshotError(`${file}: collections.${name} must be a list of objects with an id`);
    }
    Object.assign(collections, { [name]: entities });
  }
  const told = new Set((snapshot.unreadable ?? []).map(({ collection }) => collection));
  const absent = (Object.keys(collections) as CollectionName[]).filter((name) => !given.has(name) && !told.has(name));
  return {
    format: document.format,
    source: snapshot.source ?? "import",
    tenantId: snapshot.tenantId,
    collectedAt: snapshot.collectedAt ?? statSync(file).mtime.toISOString(),
    unreadable: [
      ...(snapshot.unreadable ?? []),
      ...absent.map((collection) => ({
        collection,
        status: 0,
        code: "NotInSnapshot",
        message: `The snapshot has no collection ${collection}: nobody knows what is in it.`,
      })),
    ],
    collections,
  };
}

const hasId = (entity: unknown) =>
  typeof entity === "object" && entity !== null && "id" in entity && typeof entity.id === "string";

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new SnapshotError(
      missing ? `there is no snapshot ${file}` : `${file} cannot be read: ${(error as Error).message}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SnapshotError(`${file} is not a snapshot, or is cut short: ${(error as Error).message}`);
  }
}

/** Writes a snapshot, whole or not at all. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(snapshot, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
