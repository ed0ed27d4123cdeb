import { systemById, systems } from "../../catalogue/systems/index.ts";
import type { LoadedMatrix } from "../../matrix/load.ts";
import { suggest } from "../../matrix/suggest.ts";
import { agreedSystems } from "../../matrix/systems.ts";
import type { Transport } from "../../roster/client.ts";
import { UsageError } from "../errors.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { say } from "../output.ts";
import { accountsText, type RosterSubject, readRoster } from "../read-roster.ts";
import { writeWhole } from "../reports.ts";

export interface RosterOptions {
  readonly matrix?: string;
  readonly stack?: string;
  /** CSV of the console. */
  readonly from?: string;
  /** Day of its export. */
  readonly exportedOn?: string;
  readonly out?: string;
  /** Whose secrets are used, where those of many tenants are in the environment. */
  readonly tenant?: string;
}

/** So many of the parts that could not be read are told; the roster has all of them. */
const toldParts = 20;

/**
 * 0 when the roster is whole, 1 when something could not be read: it says so itself, and what.
 * @param transport for tests; the network when absent
 */
export async function roster(system: string, options: RosterOptions, transport: Transport = {}): Promise<number> {
  const { matrix: file, stack, out, from, exportedOn, tenant } = options;
  const loaded = file === undefined && stack === undefined ? undefined : matrixFrom(file, stack);
  const subject = subjectOf(system, loaded);
  if (out === undefined) throw new UsageError("--out is missing", "a JSON file for the roster");
  const document = await readRoster(subject, { from, exportedOn, tenant, loaded, transport });
  writeWhole(out, `${JSON.stringify(document, null, 2)}\n`);
  for (const { what, why } of document.unread.slice(0, toldParts)) say(`not read: ${what}: ${why}`);
  const untold = document.unread.length - toldParts;
  if (untold > 0) say(`not read: ${untold} more, which are in ${out}`);
  for (const note of document.notes) say(note);
  if (!document.showsRoles) say("Which roles they hold is not shown.");
  say(`${out}: ${accountsText(document, subject.name)}.`);
  if (!document.complete) say("The roster is not complete: whoever is missing may still be there.");
  return document.complete ? 0 : 1;
}

function subjectOf(system: string, loaded: LoadedMatrix | undefined): RosterSubject {
  const named = loaded === undefined ? [] : agreedSystems(loaded.matrix);
  const agreed = named.find(({ key, name }) => key === system || name === system);
  if (agreed !== undefined) return agreed;
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
