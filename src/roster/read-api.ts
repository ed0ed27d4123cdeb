/** Reads the roster of a system through its API, as the catalogue describes that; nothing here knows a system by name. */

import type { RosterApi, RosterRequest } from "../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import { rosterClient, type Transport } from "./client.ts";
import { resolveConnection } from "./connection.ts";
import { itemsOf } from "./pages.ts";
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
  const found = new Map<string, Item[]>();
  const unread: Unread[] = [];

  const ask = async (request: RosterRequest, parent?: Item): Promise<Item[]> => {
    const value = (name: string) => {
      if (name === "parent") return textOf(parent?.value);
      return name.startsWith("parent.") ? textOf(valueAt(parent?.value, name.slice(7))) : connection.values[name];
    };
    const { items, problem } = await itemsOf(client, connection.baseUrl, request, value);
    if (problem !== undefined) {
      const of = parent === undefined ? "" : ` (${firstText(parent.value)})`;
      unread.push({ what: `${request.name}${of}`, why: problem });
    }
    return items
      .filter((each) => (request.only ?? []).every((condition) => holds(each, condition)))
      .flatMap((item): Item[] =>
        request.each === undefined
          ? [{ value: item, ...(parent !== undefined && { parent: parent.value }) }]
          : valuesAt(item, request.each).map((each) => ({ value: each, parent: item })),
      );
  };

  for (const request of api.requests) {
    const parents = request.forEach === undefined ? undefined : (found.get(request.forEach) ?? []);
    const items =
      parents === undefined
        ? await ask(request)
        : (await Promise.all(parents.map((each) => ask(request, each)))).flat();
    found.set(request.name, items);
  }
  const people = new People(system, found);
  for (const { name, people: fields } of api.requests) {
    if (fields === undefined) continue;
    for (const item of found.get(name) ?? []) people.add(fields, item, name);
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
