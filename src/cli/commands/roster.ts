import { dirname, resolve } from "node:path";
import { systemById, systems } from "../../catalogue/systems/index.ts";
import type { ConnectionValue, RosterApi } from "../../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../../catalogue/systems/system.ts";
import type { LoadedMatrix } from "../../matrix/load.ts";
import { suggest } from "../../matrix/suggest.ts";
import { type AgreedSystem, agreedSystems } from "../../matrix/systems.ts";
import type { Transport } from "../../roster/client.ts";
import { ConnectionError } from "../../roster/connection.ts";
import { readRosterApi } from "../../roster/read-api.ts";
import { RosterFileError } from "../../roster/read-csv.ts";
import type { SystemRosterDocument } from "../../roster/roster.ts";
import { UsageError } from "../errors.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { say } from "../output.ts";
import { writeWhole } from "../reports.ts";
import { rosterOfFile } from "../roster-files.ts";

export interface RosterOptions {
  readonly matrix?: string;
  readonly stack?: string;
  /** CSV of the console. */
  readonly from?: string;
  readonly out?: string;
}

/** What the command needs to know of the system it is about. */
interface Subject {
  readonly key: string;
  readonly name: string;
  readonly known?: NamedSystem;
  readonly entry?: AgreedSystem["entry"];
}

/**
 * 0 when the roster is whole, 1 when something could not be read: it says so itself, and what.
 * @param transport for tests; the network when absent
 */
export async function roster(system: string, options: RosterOptions, transport: Transport = {}): Promise<number> {
  const { matrix: file, stack, out } = options;
  if (out === undefined) throw new UsageError("--out is missing", "a JSON file for the roster");
  const loaded = file === undefined && stack === undefined ? undefined : matrixFrom(file, stack);
  const subject = subjectOf(system, loaded);
  const document = await withAnswers(() => read(subject, options, loaded, transport));
  writeWhole(out, `${JSON.stringify(document, null, 2)}\n`);
  for (const { what, why } of document.unread) say(`not read: ${what}: ${why}`);
  for (const note of document.notes) say(note);
  if (!document.showsRoles) say("Which roles they hold is not shown.");
  const { people } = document;
  const top = people.filter(({ roles }) => roles.some(({ reach }) => reach === "super-administrator")).length;
  say(
    `${out}: ${people.length} ${people.length === 1 ? "account" : "accounts"} of ${subject.name}, ${top} of them can give themselves anything there.`,
  );
  if (!document.complete) say("The roster is not complete: whoever is missing may still be there.");
  return document.complete ? 0 : 1;
}

function subjectOf(system: string, loaded: LoadedMatrix | undefined): Subject {
  const named = loaded === undefined ? [] : agreedSystems(loaded.matrix);
  const agreed = named.find(({ key, name }) => key === system || name === system);
  if (agreed !== undefined) {
    const { key, name, known, entry } = agreed;
    return { key, name, ...(known && { known }), ...(entry && { entry }) };
  }
  const known = systemById(system);
  if (known !== undefined) return { key: known.id, name: known.name, known };
  const all = [...named.map(({ key }) => key), ...systems.map(({ id }) => id)];
  const nearest = suggest(system, all);
  const hint =
    nearest === undefined
      ? "an id that `demarc roster --list` shows, or with --matrix a system that its tools name"
      : `did you mean ${nearest}?`;
  throw new UsageError(`there is no system ${system}`, hint);
}

async function read(
  subject: Subject,
  { from }: RosterOptions,
  loaded: LoadedMatrix | undefined,
  transport: Transport,
): Promise<SystemRosterDocument> {
  const said = subject.entry?.roster;
  const inMatrix = said !== undefined && "file" in said ? said.file : undefined;
  const file =
    from ?? (inMatrix === undefined || loaded === undefined ? undefined : resolve(dirname(loaded.file), inMatrix));
  if (file !== undefined) return rosterOfFile(subject, file, fromHint(subject.known));
  const { known } = subject;
  const ways = known?.roster;
  if (known === undefined || ways === undefined) {
    throw new UsageError(`how ${subject.name} is asked for its users is not known`, fromHint(known));
  }
  if (ways.snapshot !== undefined) throw new UsageError(ways.snapshot.why, "demarc snapshot");
  if (ways.api?.documented !== true) {
    throw new UsageError(ways.api?.why ?? `${known.name} has no API for its users`, fromHint(known));
  }
  return readRosterApi(known, ways.api, {
    ...transport,
    connection: { ...tenantOf(ways.api, loaded), ...subject.entry?.connection },
    environment: process.env,
    now: new Date().toISOString(),
  });
}

/** Values that the matrix says elsewhere. */
function tenantOf({ connection }: RosterApi, loaded: LoadedMatrix | undefined): Record<string, string> {
  if (loaded === undefined) return {};
  const { tenantId } = loaded.matrix.client;
  const isTenant = ([, { isTenantId }]: [string, ConnectionValue]) => isTenantId === true;
  return Object.fromEntries(
    Object.entries(connection)
      .filter(isTenant)
      .map(([key]) => [key, tenantId]),
  );
}

const fromHint = (known: NamedSystem | undefined) => {
  const how = known?.roster?.csv?.how;
  return how === undefined
    ? "--from FILE.csv with the columns name, email, role, enabled, last sign-in"
    : `--from FILE.csv: ${how}`;
};

/** What is wrong with an input is an answer, not a defect. */
async function withAnswers<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionError || error instanceof RosterFileError) throw new UsageError(error.message);
    throw error;
  }
}
