import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { LoadedMatrix } from "../../matrix/load.ts";
import { type AgreedSystem, agreedSystems } from "../../matrix/systems.ts";
import { daysBetween } from "../../review/decisions/days.ts";
import { scheduled } from "../../review/estate/schedule.ts";
import type { Transport } from "../../roster/client.ts";
import type { SystemRosterDocument } from "../../roster/roster.ts";
import { visible } from "../../visible.ts";
import { UsageError } from "../errors.ts";
import { describeFailure } from "../failures.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { print, say } from "../output.ts";
import { accountsText, readRoster } from "../read-roster.ts";
import { writeWhole } from "../reports.ts";
import { todayUtc } from "../review-matrix.ts";
import { wholeRosterAt } from "../roster-files.ts";

export interface RosterAllOptions {
  readonly matrix?: string;
  readonly stack?: string;
  /** Folder. */
  readonly out?: string;
  /** Whose secrets are used, where those of many tenants are in the environment. */
  readonly tenant?: string;
  /** Of one system, which is nobody's here. */
  readonly from?: string;
  /** The same. */
  readonly exportedOn?: string;
  /** What an API gave as a whole today is not asked for again. */
  readonly resume?: boolean;
}

/** So many systems at once. */
const atOnce = 4;

/** So many of the parts that could not be read are told; the roster has all of them. */
const toldParts = 2;

/**
 * Reads every system of which the matrix says where its roster comes from, each into a file of its own. A whole roster is never replaced by one
 * that is not: it stays, and is as old as it says.
 * @param transport for tests; the network when absent
 * @returns 0 when all are whole, 1 when a system could not be read or not as a whole
 */
export async function rosterAll(options: RosterAllOptions, transport: Transport = {}): Promise<number> {
  const { matrix, stack, out, from, exportedOn, tenant, resume = false } = options;
  if (from !== undefined) throw new UsageError("--all and --from are both given", "roster.file in the matrix");
  if (exportedOn !== undefined) {
    throw new UsageError("--all and --exported-on are both given", "roster.exportedOn in the matrix");
  }
  if (out === undefined) throw new UsageError("--out is missing", "a folder for the rosters");
  const loaded = matrixFrom(matrix, stack);
  const { asked, others } = systemsOf(loaded);
  if (asked.length === 0) {
    throw new UsageError(
      `${loaded.file} says of no system where its roster comes from`,
      "systems.<id>.roster: { api: true } or { file: … }",
    );
  }
  assertFolder(out);
  const unread: string[] = [];
  const read = async (system: AgreedSystem) => {
    const file = join(out, `${system.key}.json`);
    const { isWhole, text } =
      resume && isDoneToday(system, file, loaded)
        ? { isWhole: true, text: `read today already, ${file} stays` }
        : await rosterInto(file, system, () => readRoster(system, { loaded, tenant, transport }));
    const line = visible(`${system.key}: ${text}`);
    if (isWhole) return print(line);
    unread.push(system.name);
    say(line);
  };
  const work = asked.map((system) => ({ memory: 0, run: () => read(system) }));
  await scheduled(work, { jobs: atOnce, memory: Number.POSITIVE_INFINITY });
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(", ");
    say(`Not read, for the matrix does not say where the roster comes from (systems.<id>.roster): ${names}.`);
  }
  for (const name of leftIn(out, asked)) say(visible(`${join(out, name)} is of none of these systems and stays.`));
  if (unread.length === 0) return 0;
  say(`${unread.length} of ${asked.length} not read, or not as a whole: ${unread.toSorted().join(", ")}.`);
  return 1;
}

/** The tenant's own users are in its snapshot. */
function systemsOf({ matrix }: LoadedMatrix): { readonly asked: AgreedSystem[]; readonly others: AgreedSystem[] } {
  const systems = agreedSystems(matrix);
  const isAsked = ({ entry }: AgreedSystem) => entry?.roster !== undefined;
  return {
    asked: systems.filter(isAsked),
    others: systems.filter((each) => !isAsked(each) && each.known?.roster.snapshot === undefined),
  };
}

function assertFolder(out: string): void {
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError(`${out} is a file`, "a folder for the rosters");
  }
  mkdirSync(out, { recursive: true });
}

/** A file is read at each run: that costs nothing. A matrix that changed since may mean another installation. */
function isDoneToday({ key, entry }: AgreedSystem, file: string, loaded: LoadedMatrix): boolean {
  const before = wholeRosterAt(file, key);
  if (before === undefined || before.source.kind !== "api" || entry?.roster === undefined) return false;
  const changed = statSync(loaded.file).mtime.toISOString();
  return "api" in entry.roster && before.collectedAt.slice(0, 10) === todayUtc() && changed < before.collectedAt;
}

/** Whatever goes wrong is this system's alone. */
async function rosterInto(
  file: string,
  { key, name, entry }: AgreedSystem,
  read: () => Promise<SystemRosterDocument>,
): Promise<{ readonly isWhole: boolean; readonly text: string }> {
  try {
    const document = await read();
    const accounts = accountsText(document, name);
    if (document.complete) {
      writeWhole(file, `${JSON.stringify(document, null, 2)}\n`);
      return { isWhole: true, text: `${accounts}${fromFile(document)}` };
    }
    const before = wholeRosterAt(file, key);
    const isKept = before !== undefined && isOfSamePlace(before, document);
    if (!isKept) writeWhole(file, `${JSON.stringify(document, null, 2)}\n`);
    const what = `not whole: ${partsText(document)}`;
    return {
      isWhole: false,
      text: isKept ? `${what}; ${keptText(file, before)}` : `${what}; what was read is ${accounts}`,
    };
  } catch (error) {
    const place = entry?.roster !== undefined && "file" in entry.roster ? ` (systems.${key}.roster.file)` : "";
    const why = error instanceof UsageError ? `${error.message}${place}` : firstLine(describeFailure(error));
    const before = wholeRosterAt(file, key);
    const kept = before === undefined ? "there is no whole roster of it" : keptText(file, before);
    return { isWhole: false, text: `not read: ${why.replace(/\.$/, "")}; ${kept}` };
  }
}

/** A table is as old as its file. */
function fromFile({ source, collectedAt }: SystemRosterDocument): string {
  return source.kind === "api" ? "" : `, from ${source.file} of ${dayAndAge(collectedAt)}`;
}

/** Not of an installation elsewhere, which the matrix named before. */
function isOfSamePlace({ source: before }: SystemRosterDocument, { source: now }: SystemRosterDocument): boolean {
  return before.kind !== "api" || now.kind !== "api" || before.address === now.address;
}

const keptText = (file: string, { collectedAt }: SystemRosterDocument) =>
  `${file} is still that of ${dayAndAge(collectedAt)}`;

function dayAndAge(collectedAt: string): string {
  const days = daysBetween(collectedAt, todayUtc());
  const age = days < 1 ? "today" : days === 1 ? "1 day old" : `${days} days old`;
  return `${collectedAt.slice(0, 10)}, ${age}`;
}

function partsText({ unread }: SystemRosterDocument): string {
  const told = unread.slice(0, toldParts).map(({ what, why }) => `${what}: ${why.replace(/\.$/, "")}`);
  const more = unread.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

/** Other rosters there: a review of the folder would take them, too. */
function leftIn(out: string, asked: readonly AgreedSystem[]): string[] {
  const ours = new Set(asked.map(({ key }) => `${key}.json`));
  return readdirSync(out)
    .filter((name) => name.endsWith(".json") && !ours.has(name))
    .toSorted();
}

const firstLine = (text: string) => (stripVTControlCharacters(text).split("\n", 1)[0] ?? "").replace(/^error: /, "");
