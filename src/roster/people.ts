/** Makes people of the items that the requests of a roster brought. */

import type {
  Condition,
  EnabledField,
  Field,
  Lookup,
  PersonFields,
  RoleField,
  RolesInItem,
} from "../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import { compareText } from "../order.ts";
import { textOf, valueAt, valuesAt } from "./paths.ts";
import { roleOf } from "./reach.ts";
import type { HeldRole, RosterAccount } from "./roster.ts";
import { timeOf } from "./times.ts";

/** An item, and the item of an earlier request that it was asked for. */
export interface Item {
  readonly value: unknown;
  readonly parent?: unknown;
}

/** Items of the requests that were made, by their name. */
export type Found = ReadonlyMap<string, readonly Item[]>;

/** Puts together what items say of the same people. */
export class People {
  readonly #system: Pick<NamedSystem, "roles">;
  readonly #found: Found;
  readonly #byId = new Map<string, RosterAccount>();
  readonly #byKey = new Map<string, ReadonlyMap<string, unknown>>();
  readonly #notes = new Set<string>();
  readonly #unread = new Set<string>();
  /** Whether an item has roles in which no name was found. */
  #unnamed = false;

  constructor(system: Pick<NamedSystem, "roles">, found: Found) {
    this.#system = system;
    this.#found = found;
  }

  /** Takes what one item of a request says. */
  add(fields: PersonFields, item: Item, request: string): void {
    const id = textAt(item, fields.id);
    if (id === undefined) {
      this.#unread.add(`an item of ${request} does not say whose it is`);
      return;
    }
    // A group may have the name of an account.
    const key = `${fields.kind ?? "person"} ${id}`;
    const before = this.#byId.get(key);
    const name = before?.name ?? (fields.name && textAt(item, fields.name));
    const email = before?.email ?? (fields.email && textAt(item, fields.email));
    const now = fields.enabled === undefined ? null : enabledIn(item.value, fields.enabled);
    // Whoever is once said to be able to sign in can.
    const enabled = now === true ? true : (before?.enabled ?? now);
    const signIns = [this.#lastSignIn(item.value, fields.lastSignIn), before?.lastSignIn];
    const lastSignIn = signIns.find((each) => typeof each === "string") ?? (signIns.includes(null) ? null : undefined);
    const roles = [...(before?.roles ?? [])];
    this.#unnamed = false;
    const here = (fields.roles ?? []).flatMap((field) => this.#rolesIn(item, field));
    if (here.length === 0 && this.#unnamed) {
      this.#unread.add(`what ${request} says of the roles of ${name ?? email ?? id} has a form that is not known`);
    }
    for (const role of here) {
      if (!roles.some((each) => each.name === role.name && each.scope === role.scope)) roles.push(role);
    }
    this.#byId.set(key, {
      id,
      kind: fields.kind ?? "person",
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      enabled,
      ...(lastSignIn !== undefined && { lastSignIn }),
      roles,
    });
  }

  /** Everybody, in the order of their ids. */
  all(): RosterAccount[] {
    return [...this.#byId.values()]
      .map((each) => ({ ...each, roles: each.roles.toSorted((left, right) => compareText(left.name, right.name)) }))
      .toSorted((left, right) => compareText(left.id, right.id) || compareText(left.kind, right.kind));
  }

  /** What was there and is not understood, and does no harm. */
  get notes(): string[] {
    return [...this.#notes];
  }

  /** What was there and is missing in `all`. */
  get unread(): string[] {
    return [...this.#unread];
  }

  /** What a lookup goes through, by its key: there may be as many as people. */
  #itemsBy({ request, key }: Lookup): ReadonlyMap<string, unknown> {
    const name = `${request}\n${key}`;
    const before = this.#byKey.get(name);
    if (before !== undefined) return before;
    const items = new Map<string, unknown>();
    for (const { value } of this.#found.get(request) ?? []) {
      const of = textOf(valueAt(value, key));
      if (of !== undefined && !items.has(of)) items.set(of, value);
    }
    this.#byKey.set(name, items);
    return items;
  }

  #lastSignIn(value: unknown, path: string | undefined): string | null | undefined {
    if (path === undefined) return undefined;
    const time = timeOf(valueAt(value, path));
    if (time === "unclear") {
      this.#notes.add(
        `Times of the last sign-in (${path}) are written in a way that can be read differently; they are left out.`,
      );
      return undefined;
    }
    return time;
  }

  #rolesIn(item: Item, field: RoleField): HeldRole[] {
    if ("role" in field) {
      return field.when === undefined || holds(item.value, field.when) ? [roleOf(this.#system, field.role)] : [];
    }
    if ("parent" in field) {
      const { parent, lookup, reach } = field;
      return valuesAt(item.parent, parent).flatMap((value) =>
        this.#roleIn(value, { at: "", ...(lookup && { lookup }), ...(reach && { reach }) }, item),
      );
    }
    return valuesAt(item.value, field.at).flatMap((value) => {
      // A list of names needs no `[]`.
      const values: unknown[] = Array.isArray(value) ? value : [value];
      return values.flatMap((each) => this.#roleIn(each, field, item));
    });
  }

  /** Of two names the one that the vendor has; else the second one goes before a type, or an id that nothing gives a name. */
  #named(name: string | undefined, written: string, other: string | undefined): HeldRole {
    const first = roleOf(this.#system, name ?? written);
    if (first.reach !== "unknown" || other === undefined) return first;
    const second = roleOf(this.#system, other);
    return name === undefined || second.reach !== "unknown" ? second : first;
  }

  #roleIn(value: unknown, field: RolesInItem, item: Item): HeldRole[] {
    const other = field.otherwise === undefined ? undefined : textOf(valueAt(value, field.otherwise));
    const written = textOf(field.name === undefined ? value : valueAt(value, field.name)) ?? other;
    if (written === undefined) {
      // Nothing is no role; something in another form than documented may be any.
      const said = field.name === undefined ? [value] : valuesAt(value, field.name);
      if (typeof value === "object" && value !== null && !said.some(isNothing)) this.#unnamed = true;
      return [];
    }
    const { lookup, names, reach = [] } = field;
    const found = lookup && this.#itemsBy(lookup).get(written);
    if (lookup !== undefined && found === undefined && field.otherwise === undefined) {
      this.#notes.add(`A role is only known as ${written}: the list of ${lookup.request} does not have it.`);
    }
    const ofId = names !== undefined && Object.hasOwn(names, written) ? names[written] : undefined;
    const name = (lookup && textOf(valueAt(found, lookup.value))) ?? ofId;
    const role = this.#named(name, written, other);
    const said = reach
      .flatMap(({ at, of }) => valuesAt(lookup === undefined ? value : found, at).map((each) => of[lower(each)]))
      .find((each) => each !== undefined);
    const [within, path] = typeof field.scope === "object" ? [item.value, field.scope.item] : [value, field.scope];
    const scope = path === undefined ? undefined : textOf(valueAt(within, path));
    return [{ ...role, ...(said !== undefined && { reach: said }), ...(scope !== undefined && { scope }) }];
  }
}

/** Whether a value is one of those that count; texts without case, and numbers as the texts that some services write. */
export function holds(value: unknown, condition: Condition): boolean {
  const found = valuesAt(value, condition.at).map(compared);
  const isAmong = (values: readonly unknown[]) =>
    values.some((each) => (found.length === 0 ? each === null : found.includes(compared(each))));
  return "is" in condition ? isAmong(condition.is) : !isAmong(condition.isNot);
}

const isNothing = (value: unknown) => value === null || (typeof value === "string" && value.trim() === "");

const lower = (value: unknown) => textOf(value)?.toLowerCase() ?? "";

const compared = (value: unknown) => textOf(value)?.toLowerCase() ?? value ?? null;

function textAt(item: Item, field: Field): string | undefined {
  const [value, paths] =
    typeof field === "string"
      ? [item.value, field]
      : "parent" in field
        ? [item.parent, field.parent]
        : [item.value, field.at];
  const parts = (typeof paths === "string" ? [paths] : paths).flatMap((path) => textOf(valueAt(value, path)) ?? []);
  if (parts.length > 0) return parts.join(" ");
  const other = typeof field === "object" && "at" in field ? field.otherwise : undefined;
  return other === undefined ? undefined : textOf(valueAt(value, other));
}

function enabledIn(value: unknown, field: string | EnabledField): boolean | null {
  const { at, on = [true], off = [false] }: EnabledField = typeof field === "string" ? { at: field } : field;
  const found = compared(valueAt(value, at));
  if (on.some((each) => compared(each) === found)) return true;
  return off.some((each) => compared(each) === found) ? false : null;
}
