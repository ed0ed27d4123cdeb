/** Snapshots in files. */

import { renameSync, statSync, writeFileSync } from "node:fs";
import { parseJson, readText } from "../text-file.ts";
import type { Snapshot } from "./snapshot.ts";
import { importedCollections, importedUnreadable, ShapeError } from "./snapshot-import.ts";

/** A file that is no snapshot. `message` says what it is instead. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}

/**
 * @param file JSON as `demarc snapshot` writes it, or as an export in the same form. A collection that is absent was not read, which
 *   is not the same as empty: it becomes `unreadable`. Without `collectedAt` the file's own date counts.
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
  const snapshot: { [Name in keyof Snapshot]?: unknown } = document;
  if (typeof snapshot.tenantId !== "string" || snapshot.tenantId === "") {
    throw new SnapshotError(`${file}: tenantId is missing`);
  }
  try {
    const { collections, unreadable } = importedCollections(snapshot.collections);
    const told = importedUnreadable(snapshot.unreadable);
    const known = new Set(told.map(({ collection }) => collection));
    return {
      format: "demarc-snapshot/1",
      source: sources.find((each) => each === snapshot.source) ?? "import",
      tenantId: snapshot.tenantId,
      collectedAt: dateOf(snapshot.collectedAt) ?? statSync(file).mtime.toISOString(),
      unreadable: [...told, ...unreadable.filter(({ collection }) => !known.has(collection))],
      collections,
    };
  } catch (error) {
    throw error instanceof ShapeError ? new SnapshotError(`${file}: ${error.message}`) : error;
  }
}

const sources: readonly Snapshot["source"][] = ["embedded", "microsoft-graph", "plan", "import"];

function dateOf(written: unknown): string | undefined {
  if (written === undefined || written === null) return undefined;
  if (typeof written !== "string" || Number.isNaN(Date.parse(written))) {
    throw new ShapeError(`collectedAt is ${JSON.stringify(written)}; it must be a date such as 2026-11-20T08:00:00Z`);
  }
  return written;
}

function parse(file: string): unknown {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new SnapshotError(`there is no snapshot ${file}`);
    if (code === "EISDIR") throw new SnapshotError(`${file} is a folder, not a snapshot`);
    throw new SnapshotError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text.trim() === "") throw new SnapshotError(`${file} is empty, not a snapshot; demarc snapshot writes one`);
  const parsed = parseJson(text);
  if ("document" in parsed) return parsed.document;
  const { line, column, isCutShort } = parsed.fault;
  throw new SnapshotError(
    `${file}:${line}:${column}: ${isCutShort ? "the snapshot is cut short: its JSON ends here" : "not a snapshot: it is not JSON from here on"}`,
  );
}

/** Writes a snapshot, whole or not at all. */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(snapshot, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
