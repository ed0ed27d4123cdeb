/** Reads the roster of a system from a table: what its console exports, or a plain list of a system that the catalogue does not know. */

import type { NamedSystem, RosterCsv } from "../catalogue/systems/system.ts";
import { readTable, type TableRow } from "../csv-table.ts";
import { suggest } from "../matrix/suggest.ts";
import { compareText } from "../order.ts";
import { activeWords, goneWords, plainWord } from "../status-words.ts";
import { roleOf } from "./reach.ts";
import type { HeldRole, RosterAccount, SystemRosterDocument, Unread } from "./roster.ts";
import { timeOf } from "./times.ts";

/** A table that cannot be read as a roster. `message` says where, and what would be right. */
export class RosterFileError extends Error {
  override readonly name = "RosterFileError";
}

/** Columns of a list that somebody writes by hand, or of an export whose columns nobody has written down. */
const plainColumns: RosterCsv["columns"] = {
  id: ["id", "user id"],
  name: ["name", "full name", "display name"],
  email: ["email", "e-mail", "mail", "email address", "user name", "username", "login", "user principal name"],
  role: ["role", "roles"],
  enabled: ["enabled", "active", "status", "is active"],
  lastSignIn: ["last sign-in", "last login", "last logon", "last seen", "last active"],
};

export interface CsvRosterOptions {
  /** Id of the catalogue, or the matrix's own key. */
  readonly system: string;
  readonly name: string;
  /** Absent for a system that is not in the catalogue. */
  readonly known?: Pick<NamedSystem, "roles" | "roster">;
  /** As errors and the roster name it. */
  readonly file: string;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
  /** ISO 8601, UTC: when the file was written. */
  readonly collectedAt: string;
}

type Column = keyof RosterCsv["columns"];

/**
 * Columns are found by their headers, in whatever order and case; several lines of one person are put together.
 * @throws RosterFileError for a table in which nobody or no role can be found
 */
export function readRosterCsv(text: string, options: CsvRosterOptions): SystemRosterDocument {
  const { file, known, system, name, sha256, collectedAt } = options;
  const description = known?.roster?.csv;
  const columns = description?.columns ?? plainColumns;
  const [header, ...rows] = readTable(text, file, (message) => {
    throw new RosterFileError(message);
  });
  if (header === undefined)
    throw new RosterFileError(`${file} is empty: a roster has headers and a line for each account`);
  const cells = columnsOf(header, columns, file);
  // Far more often an export that went wrong than a system that nobody has an account in.
  if (rows.length === 0) throw new RosterFileError(`${file} has headers and nobody: who has an account is not known`);
  const people = new Map<string, RosterAccount>();
  const unread: Unread[] = [];
  const notes = new Set<string>(known?.roster?.limits ?? []);
  for (const row of rows) {
    if (row.cells.length > header.cells.length) {
      throw new RosterFileError(
        `${file}:${row.line}: has ${row.cells.length} fields, and the header has ${header.cells.length}`,
      );
    }
    const account = accountIn(row, cells, { known, separator: description?.roleSeparator, notes, columns });
    if (account === undefined) {
      unread.push({ what: `line ${row.line}`, why: `${file}:${row.line} does not say whose account it is.` });
      continue;
    }
    const key = account.id.toLowerCase();
    people.set(key, together(people.get(key), account));
  }
  return {
    format: "demarc-roster/1",
    system,
    name,
    collectedAt,
    source: { kind: "csv", file, sha256 },
    complete: unread.length === 0,
    unread,
    notes: [...notes],
    showsRoles: cells.role !== undefined,
    people: [...people.values()].toSorted((left, right) => compareText(left.id, right.id)),
  };
}

/** Positions of the columns. */
type Cells = { readonly [Name in Exclude<Column, "nameParts">]?: number } & { readonly nameParts: readonly number[] };

function columnsOf(header: TableRow, columns: RosterCsv["columns"], file: string): Cells {
  const words = header.cells.map(plainWord);
  const find = (spellings: readonly string[] | undefined) => {
    const index = (spellings ?? []).map((each) => words.indexOf(plainWord(each))).find((each) => each !== -1);
    return index;
  };
  const names = ["id", "name", "email", "role", "enabled", "lastSignIn"] as const;
  const found = Object.fromEntries(
    names.flatMap((column) => {
      const index = find(columns[column]);
      return index === undefined ? [] : [[column, index]];
    }),
  );
  const nameParts = (columns.nameParts ?? []).flatMap((spellings) => find(spellings) ?? []);
  const expect = (spellings: readonly string[], what: string) => {
    const near = header.cells.find((cell) => suggest(cell, spellings) !== undefined);
    const meant = near === undefined ? undefined : suggest(near, spellings);
    const hint =
      meant === undefined
        ? `its headers are ${header.cells.map((cell) => JSON.stringify(cell)).join(", ")}`
        : `${JSON.stringify(near)}: did you mean ${JSON.stringify(meant)}?`;
    return new RosterFileError(`${file}:${header.line}: no column has ${what}: ${spellings.join(", ")}; ${hint}`);
  };
  if (found["id"] === undefined && found["email"] === undefined) {
    throw expect([...(columns.email ?? []), ...(columns.id ?? [])], "the accounts");
  }
  // Without it everybody would look harmless.
  if (columns.role !== undefined && found["role"] === undefined) throw expect(columns.role, "the roles");
  return { ...found, nameParts };
}

function accountIn(
  { cells }: TableRow,
  at: Cells,
  options: {
    readonly known: CsvRosterOptions["known"] | undefined;
    readonly separator: string | undefined;
    readonly notes: Set<string>;
    readonly columns: RosterCsv["columns"];
  },
): RosterAccount | undefined {
  const { known, separator, notes } = options;
  const of = (index: number | undefined) => {
    // What is copied from a page may bring characters that nobody sees.
    const text = index === undefined ? "" : (cells[index] ?? "").replaceAll(/\p{Cf}/gu, "").trim();
    return text === "" ? undefined : text;
  };
  const email = of(at.email);
  const id = of(at.id) ?? email;
  if (id === undefined) return undefined;
  const parts = at.nameParts.flatMap((index) => of(index) ?? []);
  const name = of(at.name) ?? (parts.length === 0 ? undefined : parts.join(" "));
  const written = of(at.role);
  const names = written === undefined ? [] : separator === undefined ? [written] : written.split(separator);
  const signedIn = at.lastSignIn === undefined ? undefined : timeOf(of(at.lastSignIn));
  if (signedIn === "unclear") {
    notes.add("Times of the last sign-in are written in a way that can be read differently; they are left out.");
  }
  return {
    id,
    kind: "person",
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    enabled: enabledIn(of(at.enabled), notes),
    ...(signedIn !== undefined && signedIn !== "unclear" && { lastSignIn: signedIn }),
    roles: names.flatMap((each) => (each.trim() === "" ? [] : [roleOf(known, each.trim())])),
  };
}

function enabledIn(status: string | undefined, notes: Set<string>): boolean | null {
  if (status === undefined) return null;
  const word = plainWord(status);
  if (activeWords.has(word)) return true;
  if (goneWords.has(word)) return false;
  notes.add(`Whether an account is enabled cannot be told from ${JSON.stringify(status)}.`);
  return null;
}

/** Two lines of one account: every role of both. */
function together(before: RosterAccount | undefined, account: RosterAccount): RosterAccount {
  if (before === undefined) return account;
  const has = (role: HeldRole) => before.roles.some((each) => each.name === role.name);
  return {
    ...account,
    ...before,
    enabled: before.enabled === true || account.enabled === true ? true : (before.enabled ?? account.enabled),
    roles: [...before.roles, ...account.roles.filter((role) => !has(role))],
  };
}
