/** Reads the roster of one system as the matrix says: from its API, or from the table that its console exports. */

import { dirname, resolve } from "node:path";
import type { ConnectionValue, RosterApi } from "../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import type { LoadedMatrix } from "../matrix/load.ts";
import type { AgreedSystem } from "../matrix/systems.ts";
import type { Transport } from "../roster/client.ts";
import { ConnectionError } from "../roster/connection.ts";
import { readRosterApi } from "../roster/read-api.ts";
import { RosterFileError } from "../roster/read-csv.ts";
import type { SystemRosterDocument } from "../roster/roster.ts";
import { UsageError } from "./errors.ts";
import { rosterOfFile } from "./roster-files.ts";

/** What has to be known of the system. */
export type RosterSubject = Pick<AgreedSystem, "key" | "name" | "known" | "entry">;

export interface ReadRosterOptions {
  /** CSV of the console, whatever the matrix says. */
  readonly from?: string | undefined;
  /** Day of its export, `2026-11-20`. */
  readonly exportedOn?: string | undefined;
  /** Whose secrets are used, where those of many tenants are in the environment. */
  readonly tenant?: string | undefined;
  /** Where its file is, and its tenant. */
  readonly loaded?: LoadedMatrix | undefined;
  readonly transport?: Transport;
}

/** @throws UsageError with all that is missing or wrong before anything could be asked, or in the file */
export async function readRoster(subject: RosterSubject, options: ReadRosterOptions): Promise<SystemRosterDocument> {
  try {
    return await read(subject, options);
  } catch (error) {
    // What is wrong with an input is an answer, not a defect.
    if (error instanceof ConnectionError || error instanceof RosterFileError) throw new UsageError(error.message);
    throw error;
  }
}

async function read(
  subject: RosterSubject,
  { from, exportedOn, tenant, loaded, transport = {} }: ReadRosterOptions,
): Promise<SystemRosterDocument> {
  const said = subject.entry?.roster;
  const inMatrix = said !== undefined && "file" in said && loaded !== undefined ? said : undefined;
  const { known } = subject;
  const table =
    from === undefined
      ? inMatrix && { ...inMatrix, file: resolve(dirname(loaded?.file ?? ""), inMatrix.file) }
      : { file: from };
  if (table !== undefined) {
    const day = exportedOn ?? table.exportedOn;
    return rosterOfFile(subject, { file: table.file, ...(day !== undefined && { exportedOn: day }) }, fromHint(known));
  }
  if (exportedOn !== undefined) throw new UsageError("--exported-on is the day of a table", "--from FILE.csv");
  if (known === undefined) {
    throw new UsageError(`how ${subject.name} is asked for its users is not known`, fromHint(known));
  }
  const { snapshot, api } = known.roster;
  if (snapshot !== undefined) throw new UsageError(snapshot.why, "demarc snapshot");
  if (api?.documented !== true) {
    throw new UsageError(api?.why ?? `${known.name} has no API for its users`, fromHint(known));
  }
  return readRosterApi(known, api, {
    ...transport,
    connection: { ...tenantOf(api, loaded), ...subject.entry?.connection },
    environment: process.env,
    ...(tenant !== undefined && { tenant }),
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
  const how = known?.roster.csv?.how;
  return how === undefined
    ? "--from FILE.csv with the columns name, email, role, enabled, last sign-in"
    : `--from FILE.csv: ${how}`;
};

/** `3 accounts of Okta, 1 of them can give themselves anything there` */
export function accountsText({ people }: SystemRosterDocument, name: string): string {
  const top = people.filter(({ roles }) => roles.some(({ reach }) => reach === "super-administrator")).length;
  return `${people.length} ${people.length === 1 ? "account" : "accounts"} of ${name}, ${top} of them can give themselves anything there`;
}
