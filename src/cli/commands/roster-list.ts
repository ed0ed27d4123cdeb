import { ownerByDefault, systems } from "../../catalogue/systems/index.ts";
import type { ConnectionValue, RosterApi } from "../../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../../catalogue/systems/system.ts";
import { suggest } from "../../matrix/suggest.ts";
import { agreedSystems } from "../../matrix/systems.ts";
import { secretVariable } from "../../roster/connection.ts";
import { UsageError } from "../errors.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { print, printJson } from "../output.ts";

export interface RosterListOptions {
  readonly matrix?: string;
  readonly stack?: string;
  /** Whose secrets are meant, where those of many tenants are in the environment. */
  readonly tenant?: string;
  readonly format: "text" | "json";
}

/** How the roster of a system is read, and what that needs. */
interface Way {
  readonly system: string;
  readonly name: string;
  /** Who owns such a system where a matrix says nothing else. */
  readonly owner?: ReturnType<typeof ownerByDefault>;
  readonly ways: readonly ("api" | "csv" | "plain-csv" | "snapshot")[];
  /** Why there is no API. */
  readonly why?: string;
  readonly console?: string;
  readonly permissions?: readonly string[];
  /** Environment variables, and what they hold. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Those of them that are set. */
  readonly set?: readonly string[];
  /** Values of `systems.<id>.connection`. */
  readonly connection?: Readonly<Record<string, string>>;
  readonly source?: string;
}

/**
 * 0: there is nothing to find here.
 * @param system its id or name; absent: all of them
 */
export function rosterList({ matrix, stack, tenant, format }: RosterListOptions, system?: string): number {
  const named =
    matrix === undefined && stack === undefined ? undefined : agreedSystems(matrixFrom(matrix, stack).matrix);
  const all =
    named === undefined
      ? systems.map((known) => wayOf(known, tenant))
      : named.map(
          ({ key, name, known }): Way =>
            known === undefined ? { system: key, name, ways: ["plain-csv"] } : wayOf(known, tenant),
        );
  const ways = system === undefined ? all : all.filter((way) => [way.system, way.name].includes(system));
  if (system !== undefined && ways.length === 0) {
    const ids = all.map((way) => way.system);
    const nearest = suggest(system, ids);
    throw new UsageError(
      `there is no system ${system}`,
      nearest === undefined ? `one of ${ids.join(", ")}` : `did you mean ${nearest}?`,
    );
  }
  if (format === "json") printJson(ways);
  else for (const way of ways) print(lines(way).join("\n"));
  return 0;
}

function wayOf(known: NamedSystem, tenant: string | undefined): Way {
  const { id, name, roster } = known;
  const { api, csv, snapshot } = roster;
  const hasApi = api?.documented === true;
  const secrets = hasApi ? secretsOf(id, api, tenant) : {};
  return {
    system: id,
    name,
    owner: ownerByDefault(known),
    ways: [
      ...(hasApi ? (["api"] as const) : []),
      ...(csv === undefined ? [] : (["csv"] as const)),
      ...(snapshot === undefined ? [] : (["snapshot"] as const)),
      ...(hasApi || snapshot !== undefined || csv !== undefined ? [] : (["plain-csv"] as const)),
    ],
    ...(api?.documented === false && { why: api.why }),
    ...(snapshot && { why: snapshot.why }),
    ...(csv && { console: csv.how }),
    ...(hasApi && {
      permissions: api.permissions,
      secrets,
      set: Object.keys(secrets).filter((variable) => (process.env[variable]?.trim() ?? "") !== ""),
      connection: Object.fromEntries(Object.entries(api.connection).map(([key, value]) => [key, valueText(value)])),
      source: api.source,
    }),
  };
}

function valueText({ description, example, choices, default: otherwise }: ConnectionValue): string {
  const among = choices === undefined ? `such as ${example}` : `one of ${choices.join(", ")}`;
  const without = otherwise === "" ? "; may be left out" : `; ${otherwise} where it is left out`;
  return `${description}: ${among}${otherwise === undefined ? "" : without}`;
}

/** Environment variables; where a token is asked for first, one that is there already does as well. */
function secretsOf(id: string, { authentication }: RosterApi, tenant: string | undefined): Record<string, string> {
  const { kind, secrets } = authentication;
  const instead = kind === "oauth" && !("token" in secrets) ? { token: "a token instead of these" } : {};
  return Object.fromEntries(
    Object.entries({ ...secrets, ...instead }).map(([secret, what]) => [secretVariable(id, secret, tenant), what]),
  );
}

const words = {
  api: "through its API",
  csv: "from a CSV of its console",
  "plain-csv": "from a CSV with name, email, role, enabled, last sign-in",
  snapshot: "with the tenant's snapshot",
};

function lines({ system, name, ways, why, console: place, permissions, secrets, set = [], connection }: Way): string[] {
  return [
    `${system} (${name}): ${ways.map((way) => words[way]).join(", or ")}`,
    ...(why === undefined ? [] : [`  ${why}`]),
    ...(place === undefined ? [] : [`  console: ${place}`]),
    ...(permissions === undefined ? [] : [`  needs: ${permissions.join(", ")}`]),
    ...Object.entries(secrets ?? {}).map(
      ([variable, what]) => `  variable ${variable} (${set.includes(variable) ? "set" : "not set"}): ${what}`,
    ),
    ...Object.entries(connection ?? {}).map(([key, value]) => `  connection ${key}: ${value}`),
  ];
}
