/** Rosters of systems as files: what `demarc roster` wrote, and tables that a console exported. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { systemById } from "../catalogue/systems/index.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import { isFolder } from "../folder.ts";
import type { LoadedMatrix } from "../matrix/load.ts";
import { suggest } from "../matrix/suggest.ts";
import { type AgreedSystem, distinctSystems } from "../matrix/systems.ts";
import { compareText } from "../order.ts";
import { reached } from "../roster/reach.ts";
import { RosterFileError, readRosterCsv } from "../roster/read-csv.ts";
import { rosterSchema, type SystemRosterDocument } from "../roster/roster.ts";
import { parseJson, readText } from "../text-file.ts";
import { UsageError } from "./errors.ts";

/**
 * Everything that a review can know of the systems beside the tenant: what is given, and for the other systems the file that the matrix
 * names.
 * @param given rosters that `demarc roster` wrote, or folders of them
 * @throws UsageError for a file that is no roster, of a system that the matrix does not name, or the second one of a system
 */
export function readSystemRosters(given: readonly string[], loaded: LoadedMatrix): SystemRosterDocument[] {
  const systems = distinctSystems(loaded.matrix);
  const found = new Map<string, { readonly file: string; readonly roster: SystemRosterDocument }>();
  for (const file of given.flatMap(filesAt)) {
    const roster = readRoster(file);
    assertNamed(roster, file, systems);
    const before = found.get(roster.system);
    if (before !== undefined) {
      throw new UsageError(`${file} and ${before.file} are both rosters of ${roster.system}`, "one of them");
    }
    found.set(roster.system, { file, roster });
  }
  const named = systems.flatMap(({ key, name, known, entry }) => {
    if (found.has(key) || entry?.roster === undefined || !("file" in entry.roster)) return [];
    const { exportedOn } = entry.roster;
    const table = { file: resolve(dirname(loaded.file), entry.roster.file), ...(exportedOn && { exportedOn }) };
    try {
      return [rosterOfFile({ key, name, ...(known && { known }) }, table, `systems.${key}.roster.file of the matrix`)];
    } catch (error) {
      if (error instanceof RosterFileError) throw new UsageError(error.message);
      throw error;
    }
  });
  return [...[...found.values()].map(({ roster }) => roster), ...named];
}

/** What a console exported. */
interface ExportedTable {
  readonly file: string;
  /** `2026-11-20` */
  readonly exportedOn?: string;
}

/** @param hint what would be right, where the file cannot be read */
export function rosterOfFile(
  { key, name, known }: { readonly key: string; readonly name: string; readonly known?: NamedSystem },
  { file, exportedOn }: ExportedTable,
  hint: string,
): SystemRosterDocument {
  let text: string;
  let bytes: Buffer;
  let written: Date;
  try {
    bytes = readFileSync(file);
    text = readText(file);
    written = statSync(file).mtime;
  } catch (error) {
    throw new UsageError(unreadable(file, error), hint);
  }
  if (exportedOn !== undefined) assertExportedBefore(exportedOn, written, file);
  return readRosterCsv(text, {
    system: key,
    name,
    ...(known && { known }),
    file: basename(file),
    sha256: createHash("sha256").update(bytes).digest("hex"),
    collectedAt: exportedOn === undefined ? written.toISOString() : `${exportedOn}T00:00:00.000Z`,
    dayOf: exportedOn === undefined ? "file" : "export",
  });
}

/** Somewhere it may be tomorrow already. */
function assertExportedBefore(exportedOn: string, written: Date, file: string): void {
  const day = Date.parse(`${exportedOn}T00:00Z`);
  // JavaScript takes the 30th of February for a day in March.
  if (Number.isNaN(day) || new Date(day).toISOString() !== `${exportedOn}T00:00:00.000Z`) {
    throw new UsageError(`${exportedOn} is no day that ${file} can have been exported on`, "a day such as 2026-11-20");
  }
  if (day > written.getTime() + oneDay) {
    throw new UsageError(
      `${file} was written on ${written.toISOString().slice(0, 10)}: it cannot have been exported on ${exportedOn}`,
      "the day of the export",
    );
  }
}

function filesAt(place: string): string[] {
  if (!isFolder(place)) return [place];
  const files = readdirSync(place).filter((name) => name.endsWith(".json"));
  if (files.length === 0) {
    throw new UsageError(`${place} has no roster in it`, "a folder of files that demarc roster --all --out wrote");
  }
  return files.toSorted(compareText).map((name) => join(place, name));
}

function readRoster(file: string): SystemRosterDocument {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw new UsageError(unreadable(file, error), "a file that demarc roster --out wrote, or a folder of them");
  }
  const parsed = parseJson(text);
  const hint =
    "demarc roster SYSTEM --out writes one; a console's table goes through demarc roster SYSTEM --from first";
  if (!("document" in parsed)) {
    const { line, column, isCutShort } = parsed.fault;
    throw new UsageError(
      `${file}:${line}:${column}: ${isCutShort ? "the roster is cut short" : "not JSON from here on"}`,
      hint,
    );
  }
  const result = rosterSchema.safeParse(parsed.document);
  if (result.success) return believed(result.data, file);
  const [issue] = result.error.issues;
  throw new UsageError(`${file} is no roster: ${issue?.path.join(".") || "it"}: ${issue?.message}`, hint);
}

/** A file may have been written by hand: what can be known is not taken from it. */
export function believed(roster: SystemRosterDocument, file: string): SystemRosterDocument {
  const { collectedAt, people, unread, complete } = roster;
  if (!/^\d{4}-\d\d-\d\dT/.test(collectedAt) || Number.isNaN(Date.parse(collectedAt))) {
    throw new UsageError(
      `${file} is no roster: collectedAt: ${collectedAt} is no point in time`,
      "2026-11-30T08:00:00Z",
    );
  }
  if (Date.parse(collectedAt) > Date.now() + oneDay) {
    throw new UsageError(
      `${file} says that it was collected on ${collectedAt}, which is still to come`,
      "demarc roster",
    );
  }
  const known = systemById(roster.system);
  return {
    ...roster,
    // Somebody administers every system: a list of nobody is one that went wrong.
    complete: complete && unread.length === 0 && people.length > 0,
    ...(people.length === 0 && unread.length === 0 && { unread: [{ what: "people", why: nobodyAdministers }] }),
    people: people.map((person) => ({ ...person, roles: person.roles.map((role) => reached(known, role)) })),
  };
}

const oneDay = 86_400_000;
const nobodyAdministers = "Nobody is listed, not even whoever administers it.";

/** The roster of a system in a file, if it is a whole one; undefined for anything else, which is nothing to go by. */
export function wholeRosterAt(file: string, system: string): SystemRosterDocument | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    const roster = readRoster(file);
    return roster.complete && roster.system === system ? roster : undefined;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function assertNamed({ system }: SystemRosterDocument, file: string, systems: readonly AgreedSystem[]): void {
  if (systems.some(({ key }) => key === system)) return;
  const nearest = suggest(
    system,
    systems.map(({ key }) => key),
  );
  throw new UsageError(
    `${file} is the roster of ${system}, which no row of tools in the matrix names`,
    nearest === undefined ? "add it to the systems of its row" : `did you mean ${nearest}?`,
  );
}

function unreadable(file: string, error: unknown): string {
  return error instanceof Error && "code" in error && error.code === "ENOENT"
    ? `there is no ${file}`
    : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
