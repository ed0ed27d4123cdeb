/**
 * A tenant in a file. Every request that changes something is one SQLite transaction, synced to disk before the answer
 * goes out: whatever kills the process, the file holds every answered request whole and no other.
 */

import { existsSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Entity } from "./entity.ts";
import type { Change, TableName } from "./store.ts";
import { EmbeddedTenant, type TenantEnvironment } from "./tenant.ts";

/** Why a tenant file cannot be used. It is left as it was. */
export type TenantFileFailure =
  /** Not a tenant file: something else, or cut short. */
  | "not-a-tenant-file"
  /** A tenant file of a format this version does not know. */
  | "other-version"
  /** Another process has it open. */
  | "in-use"
  /** The file system says no. */
  | "not-accessible";

export class TenantFileError extends Error {
  override readonly name = "TenantFileError";
  readonly reason: TenantFileFailure;
  readonly file: string;
  constructor(reason: TenantFileFailure, file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.file = file;
  }
}

export interface OpenTenant {
  readonly tenant: EmbeddedTenant;
  /** True when the file was made now, from `initial`. */
  readonly isNew: boolean;
  close(): void;
}

/** "DEMA" in SQLite's own field for the kind of file. */
const applicationId = 0x44454d41;
const formatVersion = 1;

/**
 * Opens the tenant in `file`; when there is none, makes it from `initial`. From then on every change is in the file
 * before `handle` returns.
 * @throws TenantFileError when the file is no tenant file, is open elsewhere, or cannot be read or written.
 */
export function openTenant(
  file: string,
  initial: () => EmbeddedTenant,
  environment: TenantEnvironment = {},
): OpenTenant {
  const isNew = !existsSync(file);
  if (isNew) createFile(file, initial());
  const database = openDatabase(file);
  try {
    const { tenantId } = database.prepare("SELECT value AS tenantId FROM facts WHERE name = 'tenantId'").get() ?? {};
    // One after the other: a large tenant is not held twice.
    const rows = database.prepare('SELECT "table", id, json FROM objects ORDER BY sequence').iterate();
    const tenant = EmbeddedTenant.fromRows(String(tenantId), Iterator.from(rows).map(readRow), environment);
    tenant.persistTo(writer(database));
    return { tenant, isNew, close: () => database.close() };
  } catch (error) {
    database.close();
    throw explained(file, error);
  }
}

function readRow(row: Record<string, unknown>): Required<Change> {
  return { table: row["table"] as TableName, id: String(row["id"]), entity: JSON.parse(String(row["json"])) as Entity };
}

/** The file appears under its name only when it is complete. */
function createFile(file: string, tenant: EmbeddedTenant): void {
  const draft = `${file}.${process.pid}.new`;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(draft);
    database.exec(`
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${formatVersion};
      CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE objects (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        "table" TEXT NOT NULL,
        id TEXT NOT NULL,
        json TEXT NOT NULL,
        UNIQUE ("table", id)
      ) STRICT;
    `);
    database.prepare("INSERT INTO facts VALUES ('tenantId', ?)").run(tenant.facts.tenantId);
    writer(database)(tenant.rows());
    database.close();
    renameSync(draft, file);
  } catch (error) {
    if (database?.isOpen === true) database.close();
    for (const left of [draft, `${draft}-journal`]) rmSync(left, { force: true });
    throw explained(file, error);
  }
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    checkKind(file, database);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT");
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw explained(file, error);
  }
}

function checkKind(file: string, database: DatabaseSync): void {
  const kind = database.prepare("PRAGMA application_id").get()?.["application_id"];
  if (kind !== applicationId) {
    throw new TenantFileError("not-a-tenant-file", file, notATenantFile(file, "it is something else"));
  }
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version !== formatVersion) {
    throw new TenantFileError(
      "other-version",
      file,
      `${file} is a tenant file of format ${String(version)}; this version reads format ${formatVersion}. Use the version that made it, or another file.`,
    );
  }
  const damage = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (damage !== "ok") {
    throw new TenantFileError("not-a-tenant-file", file, notATenantFile(file, "it is damaged or cut short"));
  }
}

function notATenantFile(file: string, why: string): string {
  return `${file} is not a tenant file: ${why}. It was left as it is; name another file, or move it away to start anew.`;
}

/** Codes of SQLite (https://sqlite.org/rescode.html). */
const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

function explained(file: string, error: unknown): unknown {
  if (error instanceof TenantFileError || !(error instanceof Error)) return error;
  const code = Number((error as Error & { errcode?: unknown }).errcode ?? Number.NaN) & 0xff;
  if (code === sqliteBusy) {
    const message = `${file} is open in another process. Stop that one, or name another file.`;
    return new TenantFileError("in-use", file, message, { cause: error });
  }
  if (code === sqliteCorrupt || code === sqliteNotADatabase || error instanceof SyntaxError) {
    const message = notATenantFile(file, "it is damaged, cut short or something else");
    return new TenantFileError("not-a-tenant-file", file, message, { cause: error });
  }
  return new TenantFileError("not-accessible", file, `${file} cannot be used: ${error.message}.`, { cause: error });
}

function writer(database: DatabaseSync): (changes: readonly Change[]) => void {
  const write = database.prepare(
    'INSERT INTO objects ("table", id, json) VALUES (?, ?, ?) ON CONFLICT ("table", id) DO UPDATE SET json = excluded.json',
  );
  const erase = database.prepare('DELETE FROM objects WHERE "table" = ? AND id = ?');
  return (changes) => {
    database.exec("BEGIN IMMEDIATE");
    try {
      for (const { table, id, entity } of changes) {
        if (entity === undefined) erase.run(table, id);
        else write.run(table, id, JSON.stringify(entity));
      }
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  };
}
