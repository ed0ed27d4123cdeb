/**
 * A provider's roster: who works there now, as its own personnel system or directory exports it. Columns are found by their headers, in
 * whatever order they are; what cannot be understood is an error, since a person who is missing here loses access.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Staff } from "../access/staff.ts";
import { readTable } from "../csv-table.ts";
import { suggest } from "../matrix/suggest.ts";
import { activeWords, goneWords, plainWord } from "../status-words.ts";
import { readText } from "../text-file.ts";
import type { Review } from "./schema.ts";

/** Somebody on a roster. */
export interface RosterPerson {
  /** Addresses in lower case: mail, user principal name, other. */
  readonly addresses: readonly string[];
  readonly name?: string;
  readonly isActive: boolean;
  /** Line in the file, 1-based. */
  readonly line: number;
}

export interface Roster {
  readonly provider: string;
  readonly file: string;
  /** SHA-256 of the file, hexadecimal; absent where nobody read one. */
  readonly fileDigest?: string;
  readonly people: readonly RosterPerson[];
  /** By address in lower case; somebody who is listed twice is active if one of the lines says so. */
  readonly byAddress: ReadonlyMap<string, RosterPerson>;
}

/** A roster that cannot be read. `message` says where, and what would be right. */
export class RosterError extends Error {
  override readonly name = "RosterError";
}

type Column = "address" | "name" | "status" | "end";

/** Headers by what they mean, without case, blanks and punctuation: of HR exports, Entra's and Google's user lists. */
const headers: Readonly<Record<Column, readonly string[]>> = {
  address: [
    "mail",
    "email",
    "emailaddress",
    "emailaddressrequired",
    "emailadresse",
    "workemail",
    "primaryemail",
    "userprincipalname",
    "upn",
    "username",
    "login",
    "othermails",
  ],
  name: ["name", "displayname", "fullname", "employee", "employeename"],
  status: ["status", "employeestatus", "employmentstatus", "accountenabled", "enabled", "active", "isactive"],
  // Personnel systems often tell by a date alone who left.
  end: [
    "terminationdate",
    "enddate",
    "employmentenddate",
    "employeeleavedatetime",
    "leavingdate",
    "leavedate",
    "dateofleaving",
    "exitdate",
    "lastday",
    "lastworkingday",
    "austrittsdatum",
  ],
};

const fail = (message: string): never => {
  throw new RosterError(message);
};

/**
 * @param argument as given with --roster: `tideway=people.csv`
 * @param providers keys of the matrix
 * @throws RosterError for what names no provider or no file
 */
export function readRosterArgument(argument: string, providers: readonly string[]): Roster {
  const at = argument.indexOf("=");
  const [provider, file] = [argument.slice(0, at), argument.slice(at + 1)];
  if (at <= 0 || file === "") {
    throw new RosterError(`--roster ${argument} is no roster: PROVIDER=FILE.csv, with one of ${providers.join(", ")}`);
  }
  if (!providers.includes(provider)) {
    const nearest = suggest(provider, providers);
    throw new RosterError(
      `--roster ${argument}: the matrix has no provider ${provider}; ${nearest === undefined ? `there are ${providers.join(", ")}` : `did you mean ${nearest}?`}`,
    );
  }
  let text: string;
  let bytes: Buffer;
  try {
    text = readText(file);
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new RosterError(
      code === "ENOENT"
        ? `there is no roster ${file}`
        : `the roster ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return {
    ...parseRoster(provider, text, file),
    fileDigest: createHash("sha256").update(bytes).digest("hex"),
  };
}

/**
 * @param today ISO date: who has left by then is not active
 * @throws RosterError with file and line
 */
export function parseRoster(
  provider: string,
  text: string,
  file: string,
  today = new Date().toISOString().slice(0, 10),
): Roster {
  const [header, ...rows] = readTable(text, file, fail);
  if (header === undefined)
    throw new RosterError(`${file} is empty: a roster has a line of headers and a line for each person`);
  const columns = header.cells.map((cell): Column | undefined => {
    const word = plainWord(cell);
    return (Object.keys(headers) as Column[]).find((column) => headers[column].includes(word));
  });
  if (!columns.includes("address")) throw new RosterError(noAddress(header.cells, file));
  // Far more often an export that went wrong than a company that nobody is left in.
  if (rows.length === 0) throw new RosterError(`${file} has headers and no people: who works there is not known`);
  const people = rows.map(({ cells, line }): RosterPerson => {
    if (cells.length > header.cells.length) {
      throw new RosterError(`${file}:${line}: has ${cells.length} fields, and the header has ${header.cells.length}`);
    }
    const of = (column: Column) =>
      cells.flatMap((cell, index) => (columns[index] === column && cell.trim() !== "" ? [cell.trim()] : []));
    const addresses = of("address")
      // Mail programs write `Dana Reyes <dana@provider.example>`; what is copied from a page may bring characters that nobody sees.
      .flatMap((cell) => (/<([^<>\s]+@[^<>\s]+)>$/.exec(cell)?.[1] ?? cell).replaceAll(/\p{Cf}/gu, "").split(/[;\s]+/))
      .map((address) => address.toLowerCase().replace(/^(?:smtp|mailto):/, ""))
      .filter((address) => address !== "");
    const wrong = addresses.find((address) => !/^[^@\s]+@[^@\s]+$/.test(address));
    if (addresses.length === 0 || wrong !== undefined) {
      throw new RosterError(
        `${file}:${line}: ${wrong === undefined ? "has no address" : `${wrong} is no address`}: each person needs one, such as dana@provider.example`,
      );
    }
    const [name] = of("name");
    return {
      addresses,
      ...(name !== undefined && { name }),
      isActive:
        (!columns.includes("status") || isActive(of("status"), file, line)) &&
        of("end").every((end) => dayOf(end, file, line) >= today),
      line,
    };
  });
  const byAddress = new Map<string, RosterPerson>();
  for (const person of people) {
    for (const address of person.addresses)
      if (byAddress.get(address)?.isActive !== true) byAddress.set(address, person);
  }
  return { provider, file, people, byAddress };
}

/** What a review writes down of the lists, for whoever asks years later which they were. */
export function staffLists(
  rosters: readonly Roster[],
  nameOf: (provider: string) => string,
): NonNullable<Review["evidence"]["staff"]> {
  return rosters.flatMap(({ provider, file, fileDigest, people }) =>
    fileDigest === undefined
      ? []
      : [
          {
            provider,
            name: nameOf(provider),
            file: basename(file),
            fileDigest,
            people: people.length,
            active: people.filter(({ isActive }) => isActive).length,
          },
        ],
  );
}

/** Who is whose by these lists, whether they still work there or not. */
export function staffOf(rosters: readonly Roster[]): Staff {
  return new Map(
    rosters.flatMap(({ provider, people }) =>
      people.flatMap(({ addresses }) => addresses.map((address) => [address, { provider, addresses }] as const)),
    ),
  );
}

function isActive(words: readonly string[], file: string, line: number): boolean {
  const known = words.map((word) => {
    if (activeWords.has(plainWord(word))) return true;
    if (goneWords.has(plainWord(word))) return false;
    throw new RosterError(
      `${file}:${line}: the status is ${JSON.stringify(word)}; it must be one of ${[...activeWords].slice(0, 6).join(", ")} or ${[...goneWords].slice(0, 7).join(", ")}`,
    );
  });
  if (known.length === 0) throw new RosterError(`${file}:${line}: the status is empty: active or inactive`);
  return known.every(Boolean);
}

/** The last day, as an ISO date: in other spellings the day and the month could change places. */
function dayOf(end: string, file: string, line: number): string {
  const day = /^\d{4}-\d\d-\d\d(?=$|[T ])/.exec(end)?.[0];
  if (day !== undefined && !Number.isNaN(Date.parse(day))) return day;
  throw new RosterError(`${file}:${line}: ${JSON.stringify(end)} is no date that is the same everywhere: 2026-11-30`);
}

function noAddress(cells: readonly string[], file: string): string {
  const near = cells
    .map((cell) => [cell, suggest(plainWord(cell), headers.address)] as const)
    .find(([, nearest]) => nearest !== undefined);
  const hint =
    near === undefined
      ? `its headers are ${cells.map((cell) => JSON.stringify(cell)).join(", ")}`
      : `${JSON.stringify(near[0])}: did you mean ${near[1]}?`;
  return `${file}:1: no column has the addresses: mail, email or userPrincipalName; ${hint}`;
}
