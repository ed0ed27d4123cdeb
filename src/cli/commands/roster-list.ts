import { ownerByDefault, systems } from "../../catalogue/systems/index.ts";
import type { RosterApi } from "../../catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../../catalogue/systems/system.ts";
import { agreedSystems } from "../../matrix/systems.ts";
import { secretVariable } from "../../roster/connection.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { print, printJson } from "../output.ts";

export interface RosterListOptions {
  readonly matrix?: string;
  readonly stack?: string;
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
  /** Values of `systems.<id>.connection`. */
  readonly connection?: Readonly<Record<string, string>>;
  readonly source?: string;
}

/** 0: there is nothing to find here. */
export function rosterList({ matrix, stack, format }: RosterListOptions): number {
  const named =
    matrix === undefined && stack === undefined ? undefined : agreedSystems(matrixFrom(matrix, stack).matrix);
  const ways =
    named === undefined
      ? systems.map(wayOf)
      : named.map(
          ({ key, name, known }): Way =>
            known === undefined ? { system: key, name, ways: ["plain-csv"] } : wayOf(known),
        );
  if (format === "json") printJson(ways);
  else for (const way of ways) print(lines(way).join("\n"));
  return 0;
}

function wayOf(known: NamedSystem): Way {
  const { id, name, roster } = known;
  const api = roster?.api;
  const hasApi = api?.documented === true;
  const isSnapshot = roster?.snapshot !== undefined;
  return {
    system: id,
    name,
    owner: ownerByDefault(known),
    ways: [
      ...(hasApi ? (["api"] as const) : []),
      ...(roster?.csv === undefined ? [] : (["csv"] as const)),
      ...(isSnapshot ? (["snapshot"] as const) : []),
      ...(hasApi || isSnapshot || roster?.csv !== undefined ? [] : (["plain-csv"] as const)),
    ],
    ...(api?.documented === false && { why: api.why }),
    ...(roster?.snapshot && { why: roster.snapshot.why }),
    ...(roster?.csv && { console: roster.csv.how }),
    ...(hasApi && {
      permissions: api.permissions,
      secrets: secretsOf(id, api),
      connection: Object.fromEntries(
        Object.entries(api.connection).map(([key, { description, example, choices }]) => [
          key,
          `${description}: ${choices === undefined ? `such as ${example}` : `one of ${choices.join(", ")}`}`,
        ]),
      ),
      source: api.source,
    }),
  };
}

/** Environment variables; where a token is asked for first, one that is there already does as well. */
function secretsOf(id: string, { authentication }: RosterApi): Record<string, string> {
  const { kind, secrets } = authentication;
  const instead = kind === "oauth" && !("token" in secrets) ? { token: "a token instead of these" } : {};
  return Object.fromEntries(
    Object.entries({ ...secrets, ...instead }).map(([secret, what]) => [secretVariable(id, secret), what]),
  );
}

const words = {
  api: "through its API",
  csv: "from a CSV of its console",
  "plain-csv": "from a CSV with name, email, role, enabled, last sign-in",
  snapshot: "with the tenant's snapshot",
};

function lines({ system, name, ways, why, console: place, permissions, secrets, connection }: Way): string[] {
  const indented = (what: string, entries: Readonly<Record<string, string>> | undefined) =>
    Object.entries(entries ?? {}).map(([key, value]) => `  ${what} ${key}: ${value}`);
  return [
    `${system} (${name}): ${ways.map((way) => words[way]).join(", or ")}`,
    ...(why === undefined ? [] : [`  ${why}`]),
    ...(place === undefined ? [] : [`  console: ${place}`]),
    ...(permissions === undefined ? [] : [`  needs: ${permissions.join(", ")}`]),
    ...indented("variable", secrets),
    ...indented("connection", connection),
  ];
}
