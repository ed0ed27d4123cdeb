/** Values that say where one installation of a system is: whether they are such values. */

import type { ConnectionValue, RosterApi } from "../catalogue/systems/roster-api.ts";
import { suggest } from "./suggest.ts";

const shapes: Readonly<Record<ConnectionValue["kind"], RegExp>> = {
  label: /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/i,
  host: /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*(:\d{1,5})?$/i,
  id: /^(?!\.+$)[\w.@~-]+$/,
};

const words: Readonly<Record<ConnectionValue["kind"], string>> = {
  label: "word of letters, digits and hyphens",
  host: "host name (without https:// and path)",
  id: "id",
};

export interface ConnectionProblem {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What is wrong with values; nothing when all is well. What is missing is not wrong: it may be said elsewhere, or never be needed.
 * @param given `systems.<id>.connection`
 */
export function connectionProblems(
  api: Pick<RosterApi, "connection">,
  given: Readonly<Record<string, string>>,
): ConnectionProblem[] {
  const known = Object.keys(api.connection);
  return Object.entries(given).flatMap(([key, value]): ConnectionProblem[] => {
    const expected = api.connection[key];
    if (expected === undefined) {
      const nearest = suggest(key, known);
      const all = known.length === 0 ? "it needs no values" : `its values: ${known.join(", ")}`;
      const hint = nearest === undefined ? all : `did you mean "${nearest}"?`;
      return [{ key, message: `its API needs no "${key}"`, hint }];
    }
    const { choices, endsIn, kind, example } = expected;
    if (choices !== undefined && !choices.includes(value)) {
      const nearest = suggest(value, choices);
      const hint = nearest === undefined ? `one of: ${choices.join(", ")}` : `did you mean "${nearest}"?`;
      return [{ key, message: `"${value}" is not among its choices`, hint }];
    }
    if (!shapes[kind].test(value)) {
      return [{ key, message: `"${value}" is no ${words[kind]}`, hint: `such as ${example}` }];
    }
    if (endsIn !== undefined && !endsIn.some((end) => value.toLowerCase().replace(/:\d+$/, "").endsWith(end))) {
      return [
        { key, message: `"${value}" is not one of the vendor's hosts`, hint: `it ends in ${endsIn.join(" or ")}` },
      ];
    }
    return [];
  });
}
