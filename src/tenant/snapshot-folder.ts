/**
 * Snapshots as folders (`demarc-snapshot/2`): `snapshot.json` says what is in it, and each collection is a file of one object a line, in
 * Graph's own shapes, sorted by id. Large tenants stream in and out of it; git, object stores and DuckDB take it as it is.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { jsonText } from "../json-text.ts";
import { gitAttributes } from "../line-ends.ts";
import { LineWriter, linesOf, readLines } from "../lines.ts";
import type { Snapshot, Unreadable } from "./snapshot.ts";

export const folderFormat = "demarc-snapshot/2";
export const manifestFile = "snapshot.json";

/** What `snapshot.json` says of a collection. */
export interface CollectionFile {
  readonly file: string;
  readonly count: number;
  /** Of the bytes of the file, hexadecimal. */
  readonly sha256: string;
}

/** `snapshot.json`. */
export interface SnapshotManifest {
  readonly format: typeof folderFormat;
  readonly tenantId: string;
  readonly source: Snapshot["source"];
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  readonly unreadable: readonly Unreadable[];
  readonly collections: Readonly<Record<string, CollectionFile>>;
  /** Names, addresses and free texts were replaced. */
  readonly redacted?: true;
  /** Where delta queries go on from, by collection. */
  readonly delta?: Readonly<Record<string, { readonly link: string; readonly request: string }>>;
}

/** Everything a folder holds, to be written. */
export interface SnapshotContent extends Omit<SnapshotManifest, "format" | "collections"> {
  /** Sorted by id. */
  readonly collections: readonly (readonly [name: string, entities: AsyncIterable<object> | Iterable<object>])[];
}

/** True when a snapshot is to be a folder: everything that is not called `.json`. */
export function isFolderName(path: string): boolean {
  return !/\.json$/i.test(path);
}

/**
 * Writes a snapshot as a folder. It is put together beside its place and moved there in one step; one that is there already is replaced.
 * @param scratch a folder on the same disk
 * @throws Error with a code when the place holds something that is no snapshot
 */
export async function writeSnapshotFolder(folder: string, content: SnapshotContent, scratch: string): Promise<void> {
  assertReplaceable(folder);
  const made = join(scratch, "result");
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const { collections, ...frame } = content;
  const files: Record<string, CollectionFile> = {};
  for (const [name, entities] of collections) {
    const file = `${name}.ndjson`;
    const writer = await LineWriter.create(join(made, file));
    try {
      for await (const entity of entities) await writer.write(jsonText(entity));
    } catch (error) {
      await writer.close();
      throw error;
    }
    const { lines, sha256 } = await writer.close();
    files[name] = { file, count: lines, sha256 };
  }
  writeFileSync(join(made, gitAttributes.name), gitAttributes.content, { mode: 0o600, flush: true });
  const manifest: SnapshotManifest = { format: folderFormat, ...frame, collections: files };
  writeFileSync(join(made, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  await syncFolder(made);
  moveInto(folder, made);
}

/**
 * Another snapshot may be replaced; a folder of something else may not.
 * @throws Error with a code
 */
export function assertReplaceable(folder: string): void {
  if (!existsSync(folder)) return;
  // A file throws here, with a code that says so.
  const entries = readdirSync(folder);
  const isSnapshot =
    entries.includes(manifestFile) &&
    entries.every((entry) => /\.ndjson$/.test(entry) || entry === manifestFile || entry === gitAttributes.name);
  if (entries.length === 0 || (isSnapshot && isManifest(join(folder, manifestFile)))) return;
  throw Object.assign(new Error("the folder holds something else"), {
    code: "ENOTEMPTY",
    syscall: "rename",
    path: folder,
  });
}

function isManifest(file: string): boolean {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof found === "object" && found !== null && "format" in found && found.format === folderFormat;
  } catch {
    return false;
  }
}

function moveInto(folder: string, made: string): void {
  const before = `${folder}.before`;
  rmSync(before, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, before);
  renameSync(made, folder);
  rmSync(before, { recursive: true, force: true });
}

/** A folder's entries are on the disk only when the folder itself was forced there. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** One object of a collection's file, as text. */
export interface EntityLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** The lines of a collection, read as a stream. */
export async function* entityLines(folder: string, { file }: CollectionFile): AsyncGenerator<EntityLine> {
  let line = 0;
  for await (const { text } of linesOf(join(folder, file))) {
    line++;
    if (text.trim() !== "") yield { text, line };
  }
}

/** The lines of a collection, one after the other, and at the end the digest of the file. */
export function* readEntityLines(folder: string, { file }: CollectionFile): Generator<EntityLine, string> {
  const lines = readLines(join(folder, file));
  let line = 0;
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done === true) return next.value.sha256;
    line++;
    const { text } = next.value;
    if (text.trim() !== "") yield { text, line };
  }
}
