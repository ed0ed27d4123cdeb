/** Reads the roster of a system from a table: what its console exports, or a plain list of a system that the catalogue does not know. */

import type { NamedSystem, RosterCsv } from "../catalogue/systems/system.ts";
import { readTable, type TableRow } from "../csv-table.ts";
import { suggest } from "../matrix/suggest.ts";
import { compareText } from "../order.ts";
import { activeWords, goneWords, plainWord } from "../status-words.ts";
import { nobodyHasRole, roleOf } from "./reach.ts";
import type { HeldRole, RosterAccount, SystemRosterDocument, Unread } from "./roster.ts";
import { timeOf } from "./times.ts";

/** A table that cannot be read as a roster. `message` says where, and what would be right. */
export class RosterFileError extends Error {
  override readonly name = "RosterFileError";
}

/** Columns of a list that somebody writes by hand, or of an export whose columns nobody has written down. */
const plainColumns: RosterCsv["columns"] = {
  id: ["id", "user id"],
  name: ["name", "full name", "display name", "technician", "technician name", "employee", "employee name"],
  nameParts: [
    ["first name", "given name"],
    ["last name", "surname", "family name"],
  ],
  email: [
    ...["email", "e-mail", "mail", "email address", "user name", "username", "login", "user principal name"],
    ...["email id", "user email", "work email", "login name", "sign-in name", "UPN"],
  ],
  role: ["role", "roles", "user role", "user roles", "role name", "security level", "security levels", "security role"],
  enabled: [
    "enabled",
    "active",
    "status",
    "is active",
    "is enabled",
    "account enabled",
    "account status",
    "user status",
  ],
  lastSignIn: [
    ...["last sign-in", "last login", "last logon", "last seen", "last active", "last access", "last activity"],
    ...["last login time", "last login date", "last sign-in time", "last sign-in date", "last logged in"],
    ...["last login (UTC)", "last login time (UTC)", "last sign-in (UTC)"],
  ],
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
  /** ISO 8601, UTC: the day of the export, or when the file was written. */
  readonly collectedAt: string;
  /** Which of them it is; absent: nobody says. */
  readonly dayOf?: "export" | "file";
}

/** Of a table whose day nobody said. */
const dayOfFile =
  "Its day is that of its file, which a copy or a checkout makes look new: roster.exportedOn in the matrix, or --exported-on, says when it was exported.";

type Column = keyof RosterCsv["columns"];

/**
 * Columns are found by their headers, in whatever order and case; several lines of one person are put together.
 * @throws RosterFileError for a table in which nobody or no role can be found
 */
export function readRosterCsv(text: string, options: CsvRosterOptions): SystemRosterDocument {
  const { file, known, system, name, sha256, collectedAt, dayOf } = options;
  const description = known?.roster.csv;
  const columns = description?.columns ?? plainColumns;
  const table = readTable(text, file, (message) => {
    throw new RosterFileError(message);
  });
  const [header, rows] = headerIn(table, columns);
  if (header === undefined)
    throw new RosterFileError(`${file} is empty: a roster has headers and a line for each account`);
  const cells = columnsOf(header, columns, file);
  // Far more often an export that went wrong than a system that nobody has an account in.
  if (rows.length === 0) throw new RosterFileError(`${file} has headers and nobody: who has an account is not known`);
  const people = new Map<string, RosterAccount>();
  const unread: Unread[] = [];
  // What is said of the API's list may be otherwise in a table that somebody made.
  const limits = known?.roster.limits ?? [];
  const isOfApi = description === undefined && known?.roster.api?.documented === true;
  const notes = new Set<string>(isOfApi ? limits.map((each) => `Of its API: ${each}`) : limits);
  const unclear = (line: number, why: string) => unread.push({ what: `line ${line}`, why: `${file}:${line} ${why}.` });
  if (dayOf === "file") notes.add(dayOfFile);
  for (const row of rows) {
    if (row.cells.slice(header.cells.length).some((cell) => cell.trim() !== "")) {
      throw new RosterFileError(
        `${file}:${row.line}: has ${row.cells.length} fields, and the header has ${header.cells.length}`,
      );
    }
    const account = accountIn(row, cells, { known, separator: description?.roleSeparator, notes });
    if (account === undefined) {
      unclear(row.line, "does not say whose account it is");
      continue;
    }
    // A line that is cut off before its role would look harmless.
    if (cells.role.some((index) => index >= row.cells.length)) unclear(row.line, "ends before its role");
    const key = account.id.toLowerCase();
    const before = people.get(key);
    if (before?.email !== undefined && account.email !== undefined && !isSame(before.email, account.email)) {
      unclear(row.line, `has another address for the account ${account.id} than a line before`);
    }
    people.set(key, together(before, account));
  }
  const showsRoles = cells.role.length > 0;
  if (showsRoles && people.size > 0 && [...people.values()].every(({ roles }) => roles.length === 0)) {
    unread.push({ what: "roles", why: nobodyHasRole });
  }
  return {
    format: "demarc-roster/1",
    system,
    name,
    collectedAt,
    source: { kind: "csv", file, sha256, ...(dayOf && { dayOf }) },
    complete: unread.length === 0,
    unread,
    notes: [...notes],
    showsRoles,
    people: [...people.values()].toSorted((left, right) => compareText(left.id, right.id)),
  };
}

/** Positions of the columns, the likeliest first: where a line has nothing in one, another may tell. */
type Cells = { readonly [Name in Exclude<Column, "nameParts">]: readonly number[] } & {
  readonly nameParts: readonly number[];
};

/** How many lines of titles there may be above the headers. */
const mostTitles = 10;

/** The line of the headers, and what is below it; the first one where none has what is needed. */
function headerIn(
  table: readonly TableRow[],
  columns: RosterCsv["columns"],
): [TableRow | undefined, readonly TableRow[]] {
  const at = table.slice(0, mostTitles + 1).findIndex((row) => {
    const { id, email, role } = positionsIn(row, columns);
    return id.length + email.length > 0 && (columns.role === undefined || role.length > 0);
  });
  const index = Math.max(0, at);
  return [table[index], table.slice(index + 1)];
}

function positionsIn({ cells }: TableRow, columns: RosterCsv["columns"]): Cells {
  const words = cells.map(plainWord);
  const find = (spellings: readonly string[] = []) =>
    spellings.flatMap((each) => words.flatMap((word, index) => (word === plainWord(each) ? [index] : [])));
  const found = (column: Exclude<Column, "nameParts">) => [...new Set(find(columns[column]))];
  return {
    id: found("id"),
    name: found("name"),
    email: found("email"),
    role: found("role"),
    enabled: found("enabled"),
    lastSignIn: found("lastSignIn"),
    nameParts: (columns.nameParts ?? []).flatMap((spellings) => find(spellings)[0] ?? []),
  };
}

function columnsOf(header: TableRow, columns: RosterCsv["columns"], file: string): Cells {
  const found = positionsIn(header, columns);
  const expect = (spellings: readonly string[], what: string) => {
    const near = header.cells.find((cell) => suggest(cell, spellings) !== undefined);
    const meant = near === undefined ? undefined : suggest(near, spellings);
    const hint =
      meant === undefined
        ? `its headers are ${header.cells.map((cell) => JSON.stringify(cell)).join(", ")}`
        : `${JSON.stringify(near)}: did you mean ${JSON.stringify(meant)}?`;
    return new RosterFileError(`${file}:${header.line}: no column has ${what}: ${spellings.join(", ")}; ${hint}`);
  };
  if (found.id.length + found.email.length === 0) {
    throw expect([...(columns.email ?? []), ...(columns.id ?? [])], "the accounts");
  }
  // Without it everybody would look harmless.
  if (columns.role !== undefined && found.role.length === 0) throw expect(columns.role, "the roles");
  return found;
}

function accountIn(
  { cells }: TableRow,
  at: Cells,
  options: {
    readonly known: CsvRosterOptions["known"] | undefined;
    readonly separator: string | undefined;
    readonly notes: Set<string>;
  },
): RosterAccount | undefined {
  const { known, separator, notes } = options;
  const all = (indexes: readonly number[]) =>
    indexes.flatMap((index) => {
      // What is copied from a page may bring characters that nobody sees.
      const text = (cells[index] ?? "").replaceAll(/\p{Cf}/gu, "").trim();
      return text === "" ? [] : [text];
    });
  // Each column of addresses may hold another one, and whose the account is follows from all of them.
  const addresses = [...new Set(all(at.email))];
  const email = addresses.filter((each, index) => index === 0 || each.includes("@")).join("; ");
  const id = all(at.id)[0] ?? addresses[0];
  if (id === undefined) return undefined;
  const parts = at.nameParts.flatMap((index) => all([index]));
  const name = all(at.name)[0] ?? (parts.length === 0 ? undefined : parts.join(" "));
  const roles = all(at.role).flatMap((written) => rolesIn(written, separator, known));
  const signIns = all(at.lastSignIn).map(timeOf);
  const signedIn = at.lastSignIn.length === 0 ? undefined : (signIns[0] ?? null);
  if (signedIn === "unclear") {
    notes.add("Times of the last sign-in are written in a way that can be read differently; they are left out.");
  }
  return {
    id,
    kind: "person",
    ...(name !== undefined && { name }),
    ...(email !== "" && { email }),
    enabled:
      all(at.enabled)
        .map((status) => enabledIn(status, notes))
        .reduce(eitherEnabled, undefined) ?? null,
    ...(signedIn !== undefined && signedIn !== "unclear" && { lastSignIn: signedIn }),
    roles: roles.filter(({ name: role }, index) => roles.findIndex((each) => each.name === role) === index),
  };
}

/** What lists of roles are written with, where nobody has written down what this console uses. */
const listSeparator = /[;|\n]/;
const anySeparator = /[;|,\n/]/;

/** The roles in a cell. A list that nobody expected is one, where that makes a role of it that the vendor has. */
function rolesIn(written: string, separator: string | undefined, known: CsvRosterOptions["known"]): HeldRole[] {
  const split = (text: string, by: string | RegExp) =>
    text.split(by).flatMap((each) => {
      const name = each.replaceAll(/^[\s["'{]+|[\s\]"'}]+$/g, "");
      return name === "" ? [] : [roleOf(known, name)];
    });
  return (separator === undefined ? [written] : written.split(separator)).flatMap((part) => {
    const [whole] = split(part, /$^/);
    if (whole === undefined || whole.reach !== "unknown") return whole ?? [];
    const several = split(part, anySeparator);
    if (several.length > 1 && several.some(({ reach }) => reach !== "unknown")) return several;
    return separator === undefined ? split(part, listSeparator) : [whole];
  });
}

/** Of two lines, or columns, that say different things the one under which somebody can sign in; unknown before disabled. */
function eitherEnabled(before: boolean | null | undefined, now: boolean | null): boolean | null {
  if (before === undefined || before === now) return now;
  return before === true || now === true ? true : null;
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function enabledIn(status: string, notes: Set<string>): boolean | null {
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
  const signIns = [before.lastSignIn, account.lastSignIn].filter((each) => typeof each === "string");
  const last = signIns.toSorted(compareText).at(-1);
  return {
    ...account,
    ...before,
    enabled: eitherEnabled(before.enabled, account.enabled),
    ...(last !== undefined && { lastSignIn: last }),
    roles: [...before.roles, ...account.roles.filter((role) => !has(role))],
  };
}
