/** Snapshots in files. */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type CollectionName, emptyCollections, type Snapshot } from "./snapshot.ts";

/** A file that is no snapshot. `message` says what it is instead. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/**
 * @param file JSON as `demarc snapshot` writes it; collections that are absent are empty
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
  const snapshot = document as Snapshot;
  const known = emptyCollections();
  for (const [name, entities] of Object.entries(snapshot.collections ?? {})) {
    if (!(name in known)) throw new SnapshotError(`${file}: collections.${name} is not known`);
    if (!Array.isArray(entities) || entities.some((entity: unknown) => !hasId(entity))) {
      throw new SnapshotError(`${file}: collections.${name} must be a list of objects with an id`);
    }
    Object.assign(known, { [name as CollectionName]: entities });
  }
  if (typeof snapshot.tenantId !== "string") throw new SnapshotError(`${file}: tenantId is missing`);
  return { ...snapshot, unreadable: snapshot.unreadable ?? [], collections: known };
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
