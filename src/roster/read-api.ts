/** Reads the roster of a system through its API, as the catalogue describes that; nothing here knows a system by name. */

import type { RosterApi, RosterRequest } from "../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import { rosterClient, type Transport } from "./client.ts";
import { resolveConnection } from "./connection.ts";
import { eachPage } from "./pages.ts";
import { textOf, valueAt, valuesAt } from "./paths.ts";
import { holds, type Item, People } from "./people.ts";
import { nobodyHasRole, nobodyIsThere } from "./reach.ts";
import type { SystemRosterDocument, Unread } from "./roster.ts";

export interface ApiRosterOptions extends Transport {
  /** `systems.<id>.connection` of the matrix. */
  readonly connection: Readonly<Record<string, string>>;
  /** Where the secrets are. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whose secrets are used, where those of many tenants are there. */
  readonly tenant?: string;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/**
 * What one request could not read makes the roster incomplete; what needs its answer is not asked.
 * @throws ConnectionError when something is missing without which nothing can be asked
 */
export async function readRosterApi(
  system: NamedSystem,
  api: RosterApi,
  { connection: given, environment, tenant, now, ...transport }: ApiRosterOptions,
): Promise<SystemRosterDocument> {
  const connection = resolveConnection(system, api, given, environment, tenant);
  const client = rosterClient(api, connection, transport);
  const unread: Unread[] = [];
  const found = new Map<string, Item[]>(neededLater(api.requests).map((name) => [name, []]));
  const people = new People(system, found);

  /** @param take gets each item that the conditions let through */
  const ask = async (request: RosterRequest, parent: Item | undefined, take: (item: Item) => void): Promise<void> => {
    const value = (name: string) => {
      if (name === "parent") return textOf(parent?.value);
      return name.startsWith("parent.") ? textOf(valueAt(parent?.value, name.slice(7))) : connection.values[name];
    };
    const told = parent === undefined ? request.name : `${request.name} (${firstText(parent.value)})`;
    const problem = await eachPage(client, connection.baseUrl, request, value, (items) => {
      for (const each of items) {
        if (!(request.only ?? []).every((condition) => holds(each, condition))) continue;
        const parts = partsOf(request, each, parent);
        if (parts.length === 0)
          unread.push({ what: told, why: `An item names nobody in ${request.each?.join(" or ")}.` });
        for (const part of parts) if (part !== undefined) take(part);
      }
    });
    if (problem !== undefined) unread.push({ what: told, why: problem });
  };

  for (const request of api.requests) {
    const { name, people: fields, forEach } = request;
    const kept = found.get(name);
    const take = (item: Item) => {
      kept?.push(item);
      if (fields !== undefined) people.add(fields, item, name);
    };
    if (forEach === undefined) {
      await ask(request, undefined, take);
      continue;
    }
    // A few at a time, and taken in their order: what is put together does not depend on which answer came first.
    const parents = found.get(forEach) ?? [];
    for (let start = 0; start < parents.length; start += parentsAtOnce) {
      const answers = await Promise.all(
        parents.slice(start, start + parentsAtOnce).map(async (parent) => {
          const items: Item[] = [];
          await ask(request, parent, (item) => items.push(item));
          return items;
        }),
      );
      for (const item of answers.flat()) take(item);
    }
  }
  unread.push(...people.unread.map((why) => ({ what: "people", why: `${why}.` })));
  const all = people.all();
  const showsRoles = api.requests.some((request) => request.people?.roles !== undefined);
  // What was not read is said already; then nobody can tell who else is there.
  if (unread.length === 0 && all.length === 0 && listsPeople(api)) unread.push({ what: "people", why: nobodyIsThere });
  if (unread.length === 0 && all.length > 0 && showsRoles && all.every(({ roles }) => roles.length === 0)) {
    unread.push({ what: "roles", why: nobodyHasRole });
  }
  return {
    format: "demarc-roster/1",
    system: system.id,
    name: system.name,
    collectedAt: now,
    source: { kind: "api", address: connection.baseUrl },
    complete: unread.length === 0,
    unread,
    notes: [...(system.roster.limits ?? []), ...people.notes],
    showsRoles,
    people: all,
  };
}

/** So many items of an earlier request are asked about before the next ones. */
const parentsAtOnce = 64;

/** Requests whose items others are asked for, or look names up in; all others are not kept. */
function neededLater(requests: readonly RosterRequest[]): string[] {
  return requests.flatMap(({ forEach, people }) => [
    ...(forEach === undefined ? [] : [forEach]),
    ...(people?.roles ?? []).flatMap((field) =>
      "lookup" in field && field.lookup !== undefined ? [field.lookup.request] : [],
    ),
  ]);
}

/** What one item is taken as: itself, or everybody whom it names. Nothing: it has no place for them; undefined: that is empty. */
function partsOf({ each }: RosterRequest, item: unknown, parent: Item | undefined): (Item | undefined)[] {
  if (each === undefined) return [{ value: item, ...(parent !== undefined && { parent: parent.value }) }];
  return each.flatMap((path): (Item | undefined)[] => {
    // A key may itself be written with `[]`, as Microsoft Graph's own examples have it.
    const found = valuesAt(item, path);
    const named = found.flat().filter((value) => value !== null);
    if (named.length > 0) return named.map((value) => ({ value, parent: item }));
    const isEmpty = [...found, valueAt(item, path.replace(/\[\]$/, ""))].some(Array.isArray);
    return isEmpty ? [undefined] : [];
  });
}

/** Groups may hold no role at all; of people there is at least whoever let the API be asked. */
const listsPeople = ({ requests }: RosterApi) =>
  requests.some(({ people }) => people !== undefined && people.kind !== "group");

/** Something to tell an item by. */
function firstText(item: unknown): string {
  const direct = textOf(item);
  if (direct !== undefined || typeof item !== "object" || item === null) return direct ?? "an item";
  return (
    Object.values(item)
      .map(textOf)
      .find((each) => each !== undefined) ?? "an item"
  );
}
